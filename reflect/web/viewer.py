"""Who is looking at the page. The only import of Flask-Login.

What Flask-Login keeps in the cookie is the opaque token of a session row, never a person: deleting the row signs out
at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask, current_app, g, session
from flask_login import LoginManager, current_user, login_user, logout_user

from reflect.core.clock import now

STEP_UP = timedelta(minutes=5)
Loader = Callable[[str], "Viewer | None"]


@dataclass(frozen=True)
class Viewer:
    """The person who is signed in, as this request sees them."""

    person_id: str
    name: str
    first_name: str
    email: str
    session_id: str
    roles: frozenset[str]
    unlocked: bool
    token: str = field(repr=False)
    factors: frozenset[str] = frozenset()  # the kinds of second factor they have
    second_factor_at: datetime | None = None  # when one was shown in this session
    passphrase_at: datetime | None = None  # when the passphrase was last typed in it
    ends_at: datetime | None = None  # however busy they are
    leaves_at: datetime | None = None  # they have left, and can sign in until then
    earlier_journal: bool = False  # they opened the journal of before they started again, where nothing new is shared

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def stepped_up(self) -> bool:
        """Whether they typed their passphrase here a moment ago: what is final asks for it again (ASVS 5.0, 7.5.3)."""
        return self.passphrase_at is not None and self.passphrase_at > now() - STEP_UP

    def get_id(self) -> str:
        """What Flask-Login keeps in the session: the token, never who somebody is."""
        return self.token


def init_app(app: Flask, loader: Loader) -> None:
    """Let `loader` turn a session token into a viewer. Remember-me and session protection stay off."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(loader)
    manager.init_app(app)


def current_viewer() -> Viewer | None:
    """The viewer of this request, or None when nobody is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def looked_up() -> bool:
    """Whether this request knows already who is there."""
    return hasattr(g, "_login_user")  # where Flask-Login keeps whom it has looked up


def without_viewer() -> None:
    """Answer the present request as to nobody, where nothing can be looked up now. The browser stays signed in."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def enter(viewer: Viewer) -> None:
    """Start this browser's cookie session for `viewer`. Everything an earlier one left in the cookie goes."""
    session.clear()
    login_user(viewer)


def go_on(viewer: Viewer) -> None:
    """Let this browser's cookie session hold a new token of the same person: pages that are open stay good."""
    login_user(viewer)


def depart() -> None:
    """Forget the viewer in this browser's cookie."""
    logout_user()
    session.clear()
