"""An unlocked journal: half of the key is in the browser's cookie, half in a row. Neither opens anything alone."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from reflect.core.clock import now
from reflect.identity.models import UnlockSession
from reflect.storage.db import db, write_unit
from reflect.vault import unlocking as vault
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys

JOURNAL_IDLE = timedelta(minutes=20)
JOURNAL_ABSOLUTE = timedelta(hours=8)
USED_EVERY = timedelta(minutes=1)


def open_here(keys: Keys, session_id: str) -> str:
    """Unlock the journal in one session. Returns the browser's half."""
    cookie, row_id, sealed = vault.open_unlock(keys, session_id)
    close(session_id)
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
    return cookie


def close(session_id: str) -> None:
    """Lock the journal in one session."""
    db.session.execute(delete(UnlockSession).where(UnlockSession.session_id == session_id))


def close_all(person_id: str) -> None:
    """Lock the journal of one person everywhere."""
    db.session.execute(delete(UnlockSession).where(UnlockSession.person_id == person_id))


def keys_of(person_id: str, session_id: str, cookie: str) -> Keys | None:
    """The keys of an unlocked journal, or None when it is locked. Use is noted once a minute."""
    at = now()
    try:
        row_id = vault.unlock_id(cookie)
    except CannotOpen:
        return None
    row = db.session.execute(
        select(UnlockSession.sealed, UnlockSession.used_at).where(
            UnlockSession.id == row_id,
            UnlockSession.session_id == session_id,
            UnlockSession.person_id == person_id,
            UnlockSession.used_at > at - JOURNAL_IDLE,
            UnlockSession.opened_at > at - JOURNAL_ABSOLUTE,
        )
    ).one_or_none()
    if row is None:
        return None
    try:
        keys = vault.resume(cookie, person_id, session_id, row.sealed)
    except CannotOpen:
        return None
    if at - row.used_at >= USED_EVERY:
        with write_unit(receipt=True):
            db.session.execute(update(UnlockSession).where(UnlockSession.id == row_id).values(used_at=at))
    return keys
