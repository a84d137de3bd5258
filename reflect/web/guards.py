"""Who may call an endpoint. Every endpoint declares it; what does not is refused, and the app does not start.

The order for each request: is the endpoint declared; does a change come from our own pages; is somebody signed in; is
the form's token theirs; have they the role; have they left; is their account finished; is the journal unlocked; for
what is final, was the passphrase typed a moment ago. A post that falls at any of these keeps its words.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from reflect.audit.trail import record
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.errors import refusal
from reflect.web.language import day
from reflect.web.language import gettext as _
from reflect.web.leavers import OPEN_TO_LEAVERS
from reflect.web.pages import page
from reflect.web.refused import Reason, refused_posts
from reflect.web.unfinished import unfinished_accounts
from reflect.web.viewer import Viewer, current_viewer

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])
Unlocker = Callable[[Viewer], Keys | None]


class Guard(Enum):
    """The rules an endpoint can declare."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    UNLOCKED = "signed in, journal unlocked"
    STEPPED_UP = "signed in, journal unlocked, passphrase typed in the last minutes"
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION = "data protection officer, journal unlocked"


ANYONE, SIGNED_IN, UNLOCKED, STEPPED_UP, ADMINISTRATOR, DATA_PROTECTION = Guard
# The role that a rule asks for.
_ROLES = {ADMINISTRATOR: "administrator", DATA_PROTECTION: "data_protection"}


class UndeclaredEndpoint(RuntimeError):
    """An endpoint does not say who may call it: the app must not start."""


csrf = CSRFProtect()


def guard(
    rule: Guard, *, most_bytes: int | None = None, to_visitors: Callable[[], ResponseReturnValue] | None = None
) -> Callable[[View], View]:
    """Declare who may call a view, and hand it `viewer` and, where the journal must be open, `keys`.

    Args:
        to_visitors: the page at the same address for whoever is not signed in, in the place of the way to sign in.
        most_bytes: how much may be sent to it, where that is more than to other pages, by who is signed in (and of an
            administrator's page, by administrators).
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            if rule is ANYONE:
                return current_app.ensure_sync(view)(**values)
            viewer = current_viewer()
            assert viewer is not None, "the gate lets nobody else in"  # noqa: S101
            if rule not in (UNLOCKED, STEPPED_UP, DATA_PROTECTION):
                return view(viewer=viewer, **values)
            keys = current_app.extensions["reflect_unlocker"](viewer)
            if keys is None:
                return _locked(viewer)
            if rule is STEPPED_UP and not viewer.stepped_up:
                return _unconfirmed()
            return view(viewer=viewer, keys=keys, **values)

        guarded.guard = rule  # type: ignore[attr-defined]
        guarded.most_bytes = most_bytes  # type: ignore[attr-defined]
        guarded.to_visitors = to_visitors  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def init_app(app: Flask, unlocker: Unlocker) -> None:
    """Stand the gate before every request. `unlocker` gives a viewer's keys when their journal is unlocked here."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the gate asks, after it knows who is there
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # the token lives as long as the session
    app.config["WTF_CSRF_SSL_STRICT"] = False  # Origin and Sec-Fetch-Site are checked below, on HTTP as well
    app.extensions["reflect_unlocker"] = unlocker
    csrf.init_app(app)
    app.before_request(_gate)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when an endpoint declares no rule."""
    missing = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "guard"))
    if missing:
        raise UndeclaredEndpoint(f"no guard on: {', '.join(missing)}")


def rule_of(app: Flask, endpoint: str) -> Guard:
    """The rule that an endpoint declares."""
    rule: Guard = app.view_functions[endpoint].guard  # type: ignore[attr-defined]
    return rule


def _gate() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address, or not with this method: routing answers
    view = current_app.view_functions[request.endpoint]
    rule: Guard | None = getattr(view, "guard", None)
    if rule is None:
        abort(403)
    changes = request.method not in SAFE_METHODS
    if changes and not _from_our_own_page():
        return refusal(403, _("This did not come from a page of Reflect, so nothing was changed."))
    viewer = None if rule is ANYONE else current_viewer()  # an asset must not cost a look at the session
    if rule is not ANYONE and viewer is None:
        to_visitors: Callable[[], ResponseReturnValue] | None = view.to_visitors  # type: ignore[attr-defined]
        return _signed_out() if changes or to_visitors is None else to_visitors()
    if changes:
        may_send = viewer is not None and _has_the_role(rule, viewer)
        if view.most_bytes and may_send:  # type: ignore[attr-defined]
            request.max_content_length = request.max_form_memory_size = view.most_bytes  # type: ignore[attr-defined]
        try:
            csrf.protect()
        except CSRFError:
            return _token_expired()
    if viewer is not None and not _has_the_role(rule, viewer):
        with write_unit(receipt=True):
            record("access-refused", actor=viewer.person_id, about=viewer.person_id, endpoint=request.endpoint)
        abort(404)
    if viewer is not None and viewer.leaves_at is not None and request.endpoint not in OPEN_TO_LEAVERS:
        return _left(viewer.leaves_at)
    first = unfinished_accounts.where_to(viewer, rule is ADMINISTRATOR) if viewer is not None else None
    return _unfinished(first) if first is not None else None


def _has_the_role(rule: Guard, viewer: Viewer) -> bool:
    return rule not in _ROLES or _ROLES[rule] in viewer.roles


def _from_our_own_page() -> bool:
    """Whether a change was sent by a page of ours (OWASP ASVS 5.0, 3.5)."""
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return origin == current_app.config["BASE_URL"]


def _rescue(reason: Reason, status: int, sentence: str, **links: str) -> ResponseReturnValue:
    answer = refused_posts.answer(reason)
    return answer if answer is not None else refusal(status, sentence, why=reason, **links)


def _back_here() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _signed_out() -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(url_for("identity.sign_in", next=_back_here()))
    return _rescue(
        "signed-out",
        401,
        _("You are signed out, so nothing was saved."),
        next_url=url_for("identity.sign_in"),
        next_label=_("Sign in"),
    )


def _token_expired() -> ResponseReturnValue:
    sentence = _("It was open while you signed out or in again, so nothing was saved.")
    return _rescue("csrf", 400, sentence, title=_("This page is too old"))


def _locked(viewer: Viewer) -> ResponseReturnValue:
    if request.method == "GET":
        if viewer.unlocked and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            # A link in a mail: the browser keeps the Strict cookie back on the way in, and sends it on a reload.
            return page("web/reload.html", reload_url=request.full_path)
        return redirect(url_for("identity.unlock", next=_back_here()))
    return _rescue(
        "locked",
        401,
        _("Nothing was saved. Unlock your journal, then try again."),
        title=_("Your journal is locked"),
        next_url=url_for("identity.unlock"),
        next_label=_("Unlock your journal"),
    )


def _left(until: datetime) -> ResponseReturnValue:
    sentence = _(
        "You have left the organisation, so this is closed. Until %(day)s you can read what is yours, save a copy of "
        "it and erase it.",
        day=day(until),
    )
    return refusal(403, sentence, next_url=url_for("account.index"), next_label=_("Your account"))


def _unfinished(first: str) -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(first)
    sentence = _("Your account is not finished, so nothing was saved.")
    return _rescue("unfinished", 403, sentence, next_url=first, next_label=_("Finish your account"))


def _unconfirmed() -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(url_for("account.confirm", next=_back_here()))
    return refusal(
        401,
        _("It is some minutes since you typed it, so nothing was changed."),
        title=_("Type your passphrase again"),
        next_url=url_for("account.confirm", next=request.full_path.rstrip("?")),
        next_label=_("Type your passphrase"),
    )
