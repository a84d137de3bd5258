"""How long what signing in leaves behind is kept. A hold does not keep what lets somebody in: it only runs out."""

from sqlalchemy import ColumnElement, and_, not_, or_

from reflect.core.clock import now
from reflect.identity import codes, invitations, known_devices, sessions, tries, unlocking
from reflect.identity.factor_models import PendingSignIn
from reflect.identity.factors import pending
from reflect.identity.models import FailedTries, Invitation, KnownDevice, PendingCode, SignInSession, UnlockSession
from reflect.organisation.holds import is_held
from reflect.storage.retention import deleting, retention
from reflect.web.language import marked, ngettext


def register() -> None:
    """Say it to `reflect retention run`."""
    retention.register(
        deleting(
            marked("unlocked journals"), marked("20 minutes after last use, 8 hours at most"), _unlocked, UnlockSession
        ),
        deleting(
            marked("sign-ins"),
            marked("an hour after last use, 8 hours at most"),
            _signed_in,
            SignInSession,
            UnlockSession,
        ),
        deleting(marked("sign-ins without second factor"), marked("5 minutes"), _pending, PendingSignIn),
        deleting(marked("recovery codes that are shown and not kept yet"), marked("30 minutes"), _codes, PendingCode),
        deleting(marked("wrong tries"), marked("a day"), _tries, FailedTries),
        deleting(marked("invitations"), _invitations_last, _invitations, Invitation),
        deleting(marked("known browsers"), marked("a year after last use"), _browsers, KnownDevice),
    )


def _invitations_last() -> str:
    return ngettext("%(num)d day", "%(num)d days", invitations.INVITATION_LASTS.days)


def _unlocked() -> ColumnElement[bool]:
    idle, absolute = now() - unlocking.JOURNAL_IDLE, now() - unlocking.JOURNAL_ABSOLUTE
    return or_(UnlockSession.used_at <= idle, UnlockSession.opened_at <= absolute)


def _signed_in() -> ColumnElement[bool]:
    idle, absolute = now() - sessions.IDLE, now() - sessions.ABSOLUTE
    return or_(SignInSession.seen_at <= idle, SignInSession.created_at <= absolute)


def _pending() -> ColumnElement[bool]:
    return PendingSignIn.created_at <= now() - pending.LASTS


def _codes() -> ColumnElement[bool]:
    return PendingCode.created_at <= now() - codes.CODE_WAITS


def _tries() -> ColumnElement[bool]:
    return FailedTries.since <= now() - tries.KEPT


def _invitations() -> ColumnElement[bool]:
    return and_(Invitation.created_at <= now() - invitations.INVITATION_LASTS, not_(is_held(Invitation.person_id)))


def _browsers() -> ColumnElement[bool]:
    return and_(KnownDevice.last_at <= now() - known_devices.KEPT, not_(is_held(KnownDevice.person_id)))
