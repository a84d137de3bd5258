"""Between the two steps of signing in: the passphrase has opened, the second factor is not shown yet.

There is no session. The keys wait sealed under what only this browser's cookie holds, for 5 minutes and 5 tries. Who
has signed in at the organisation's provider instead waits without keys: their journal stays locked.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from reflect.core.clock import now
from reflect.identity.factor_models import PendingSignIn
from reflect.identity.models import Account
from reflect.organisation.models import Person
from reflect.organisation.relations import may_sign_in
from reflect.storage.db import db
from reflect.vault import unlocking as vault
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys

# OWASP ASVS 5.0, 6.5 and 6.3.1: short, and too few tries to guess six digits.
LASTS = timedelta(minutes=5)
TRIES = 5


@dataclass(frozen=True)
class Waiting:
    """Somebody between the two steps: whose keys wait in which row, and where notices to them go."""

    row_id: bytes = field(repr=False)
    person_id: str
    email: str
    keys: Keys | None


def wait(person_id: str, keys: Keys | None) -> str:
    """Let somebody wait for the second step, with the keys that opened, if any did. What ran out is cleared away.

    Returns:
        The browser's half.
    """
    db.session.execute(delete(PendingSignIn).where(PendingSignIn.created_at <= now() - LASTS))
    cookie, row_id, sealed = vault.open_pending_keys(keys) if keys else vault.open_pending(person_id, b"")
    db.session.add(PendingSignIn(id=row_id, person_id=person_id, sealed=sealed, created_at=now(), tries=0))
    return cookie


def waiting(cookie: str | None) -> Waiting | None:
    """Who waits behind this cookie. None when the time or the tries ran out, it is forged, or the account stopped."""
    row_id = _row_id(cookie)
    return _found(row_id, cookie, PendingSignIn.tries < TRIES) if row_id else None


def spend_try(cookie: str | None) -> Waiting | None:
    """The same for somebody who shows a factor now. One try is taken before it is looked at, so none is had twice."""
    row_id = _row_id(cookie)
    taken = update(PendingSignIn).where(PendingSignIn.id == row_id, PendingSignIn.tries < TRIES)
    spent = row_id and db.session.execute(taken.values(tries=PendingSignIn.tries + 1))
    return _found(row_id, cookie, PendingSignIn.tries <= TRIES) if row_id and spent.rowcount else None


def end(row_id: bytes) -> bool:
    """Take a pending sign-in away. False when it was gone already: it leads to one session only."""
    gone = db.session.execute(delete(PendingSignIn).where(PendingSignIn.id == row_id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def _row_id(cookie: str | None) -> bytes | None:
    try:
        return vault.unlock_id(cookie or "")
    except CannotOpen:
        return None


def _found(row_id: bytes, cookie: str | None, tries_left: ColumnElement[bool]) -> Waiting | None:
    row = db.session.execute(
        select(PendingSignIn.person_id, PendingSignIn.sealed, Person.email)
        .join(Account, Account.person_id == PendingSignIn.person_id)
        .join(Person, Person.id == PendingSignIn.person_id)
        .where(
            PendingSignIn.id == row_id,
            PendingSignIn.created_at > now() - LASTS,
            tries_left,
            Account.suspended_at.is_(None),
            may_sign_in(),
        )
    ).one_or_none()
    if row is None:
        return None
    keys = vault.resume_pending_keys(cookie or "", row.person_id, row.sealed)
    return Waiting(row_id, row.person_id, row.email, keys)
