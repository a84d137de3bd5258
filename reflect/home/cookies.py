"""Every cookie that Reflect sets, as people are told. A test compares the names with what a browser is given."""

from dataclasses import dataclass
from datetime import timedelta

from reflect.identity import codes, known_devices, sessions, unlocking
from reflect.identity.factors import pending
from reflect.identity.routes.browser import CODE, DEVICE, PENDING, UNLOCK, cookie_name
from reflect.web.language import gettext as _
from reflect.web.language import ngettext


@dataclass(frozen=True)
class Cookie:
    """A cookie: its name in this deployment, what it is for, and how long it lasts."""

    name: str
    purpose: str
    lasts: str


def cookies(session: str) -> list[Cookie]:
    """All of them. Their times are the ones that the server goes by.

    Args:
        session: what the cookie of the session is called in this deployment.
    """
    return [
        Cookie(
            session,
            _("Keeps you signed in, and shows that a form came from our own page. Pages with a form set it."),
            _(
                "Until you close the browser. It stops working when you sign out, after %(idle)s without use, "
                "and after %(most)s.",
                idle=_minutes(sessions.IDLE),
                most=_hours(sessions.ABSOLUTE),
            ),
        ),
        Cookie(
            cookie_name(UNLOCK),
            _("Half of the key to your unlocked journal. The server has the other half, and one is no use alone."),
            _(
                "Until you close the browser. It stops working when you lock your journal or sign out, after %(idle)s "
                "without use, and after %(most)s.",
                idle=_minutes(unlocking.JOURNAL_IDLE),
                most=_hours(unlocking.JOURNAL_ABSOLUTE),
            ),
        ),
        Cookie(
            cookie_name(PENDING),
            _("Remembers that your passphrase was right, until you show your second factor."),
            _("%(time)s at most.", time=_minutes(pending.LASTS)),
        ),
        Cookie(
            cookie_name(CODE),
            _("Lets a page show you a new recovery code, until you have kept it."),
            _("%(time)s at most.", time=_minutes(codes.CODE_WAITS)),
        ),
        Cookie(
            cookie_name(DEVICE),
            _("Tells that you have signed in with this browser before. You get a notice when a new one is used."),
            ngettext(
                "%(num)d day after you last signed in with it.",
                "%(num)d days after you last signed in with it.",
                known_devices.KEPT.days,
            ),
        ),
    ]


def _minutes(time: timedelta) -> str:
    return ngettext("%(num)d minute", "%(num)d minutes", int(time.total_seconds() // 60))


def _hours(time: timedelta) -> str:
    return ngettext("%(num)d hour", "%(num)d hours", int(time.total_seconds() // 3600))
