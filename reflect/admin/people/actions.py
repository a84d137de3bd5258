"""What an administrator can do to somebody's account after being asked once. The table makes pages, links and tests."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from reflect.identity import standing
from reflect.identity.factors import resets
from reflect.web.language import lazy_gettext as _l


@dataclass(frozen=True)
class Action:
    """One thing to do.

    `states`: those of an account in which its link is shown. `beyond`: it changes what somebody may elsewhere, too, so
    that nobody does it who looks after less. Suspending is none of these: it is for a moment in which nobody can wait.
    """

    question: object
    means: object
    button: object
    done: object
    states: frozenset[str]
    verb: Callable[..., object]
    beyond: bool = False


_LIVE = frozenset({"setting-up", "enrolled"})
_ROSTER = frozenset({"uninvited", "invited", "setting-up", "enrolled", "suspended"})

ACTIONS = MappingProxyType(
    {
        "suspend": Action(
            _l("Suspend the account of %(name)s?"),
            _l(
                "They are signed out everywhere at once and cannot sign in. What they shared can no longer be opened, "
                "and they can open nothing that others share. Nothing is deleted, and you can take it back."
            ),
            _l("Suspend the account"),
            _l("The account is suspended."),
            _LIVE,
            standing.suspend,
        ),
        "reinstate": Action(
            _l("Let %(name)s sign in again?"),
            _l("Their account goes on as it was, with the same passphrase. What they shared can be opened again."),
            _l("End the suspension"),
            _l("The suspension is over."),
            frozenset({"suspended"}),
            standing.reinstate,
        ),
        "reset-factors": Action(
            _l("Reset the second factors of %(name)s?"),
            _l(
                "For somebody who has lost their phone or passkey and has no recovery code. It takes effect after 24 "
                "hours. They are told now, and can stop it. Their passphrase stays, and so does what they wrote."
            ),
            _l("Reset the second factors"),
            _l("The reset takes effect in 24 hours. They have been told."),
            _LIVE,
            resets.ask,
            beyond=True,
        ),
        "stop-reset": Action(
            _l("Stop the reset of the second factors of %(name)s?"),
            _l("Their second factors stay as they are."),
            _l("Stop the reset"),
            _l("The reset is stopped."),
            frozenset(),
            resets.stop,
        ),
        "leave": Action(
            _l("Has %(name)s left?"),
            _l(
                "They are signed out. Their roles end, and so does every supervision of and by them; whom they "
                "supervised is told. Until a day that this person’s page then shows, they can sign in to read, take "
                "along and erase what is theirs, and to nothing else. Then their account is erased, unless there is a "
                "hold on it."
            ),
            _l("Mark as left"),
            _l("They are marked as left."),
            _ROSTER,
            standing.leave,
            beyond=True,
        ),
        "come-back": Action(
            _l("Is %(name)s back?"),
            _l("They can sign in again with the passphrase they had. Give them their roles and supervisor again."),
            _l("Put back on the roster"),
            _l("They are on the roster again."),
            frozenset({"left"}),
            standing.come_back,
        ),
    }
)
