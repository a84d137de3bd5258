"""An unlocked journal: half of the key is in the browser's cookie, half in a row. Neither opens anything alone."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, or_, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.identity.keyring import hold
from reflect.identity.models import SignInSession, UnlockSession
from reflect.storage.db import db, fetch, write_unit
from reflect.vault import unlocking as vault
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _

JOURNAL_IDLE = timedelta(minutes=20)
JOURNAL_ABSOLUTE = timedelta(hours=8)
USED_EVERY = timedelta(minutes=1)


def open_here(keys: Keys, session_id: str) -> str:
    """Unlock the journal in one session. Returns the browser's half.

    Raises:
        KeysReplaced: the keys were replaced while the passphrase was tried.
        Conflict: the session was ended meanwhile.
    """
    hold(keys)
    # The lock makes two unlocks of one session follow each other: the later one stays.
    if db.session.scalar(select(SignInSession.id).where(SignInSession.id == session_id).with_for_update()) is None:
        raise Conflict(_("You were signed out in the meantime. Sign in again."))
    cookie, row_id, sealed = vault.open_unlock(keys, session_id)
    close(session_id)
    _delete_run_out()
    db.session.add(
        UnlockSession(
            id=row_id,
            session_id=session_id,
            person_id=keys.person,
            sealed=sealed,
            opened_at=now(),
            used_at=now(),
        )
    )
    record("unlocked", actor=keys.person, about=keys.person, session=session_id)
    return cookie


def close(session_id: str) -> None:
    """Lock the journal in one session."""
    db.session.execute(delete(UnlockSession).where(UnlockSession.session_id == session_id))


def time_left(session_id: str) -> timedelta | None:
    """How long the journal stays open in one session if nobody uses it; None while it is locked there."""
    at = now()
    opened = select(UnlockSession.used_at, UnlockSession.opened_at).where(UnlockSession.session_id == session_id)
    row = db.session.execute(opened).one_or_none()
    left = min(row.used_at + JOURNAL_IDLE, row.opened_at + JOURNAL_ABSOLUTE) - at if row else timedelta(0)
    return left if left > timedelta(0) else None


def _delete_run_out() -> None:
    """Delete what was left open for too long, by anybody: nobody may come back to lock it."""
    at = now()
    run_out = select(UnlockSession.id).where(
        or_(UnlockSession.used_at <= at - JOURNAL_IDLE, UnlockSession.opened_at <= at - JOURNAL_ABSOLUTE)
    )
    # Rows that another unlock is deleting are left to it.
    db.session.execute(delete(UnlockSession).where(UnlockSession.id.in_(run_out.with_for_update(skip_locked=True))))


_OPEN = select(UnlockSession.sealed, UnlockSession.used_at).where(
    UnlockSession.id == bindparam("row"),
    UnlockSession.session_id == bindparam("session"),
    UnlockSession.person_id == bindparam("person"),
    UnlockSession.used_at > bindparam("used"),
    UnlockSession.opened_at > bindparam("opened"),
)


def keys_of(person_id: str, session_id: str, cookie: str) -> Keys | None:
    """The keys of an unlocked journal, or None when it is locked. Use is noted once a minute."""
    at = now()
    try:
        row_id = vault.unlock_id(cookie)
    except CannotOpen:
        return None
    asked: dict[str, object] = {"row": row_id, "session": session_id, "person": person_id}
    asked |= {"used": at - JOURNAL_IDLE, "opened": at - JOURNAL_ABSOLUTE}
    row = fetch(_OPEN, asked).one_or_none()
    if row is None:
        return None
    try:
        keys = vault.resume(cookie, person_id, session_id, row.sealed)
    except CannotOpen:
        return None
    if abs(at - row.used_at) >= USED_EVERY:  # also back, after a clock that was ahead was put right
        with write_unit(receipt=True):
            db.session.execute(update(UnlockSession).where(UnlockSession.id == row_id).values(used_at=at))
    return keys
