"""Browsers that are signed in. Deleting a row signs that browser out at its next request."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.models import Account, PendingCode, SignInSession, UnlockSession
from reflect.identity.unlocking import JOURNAL_IDLE
from reflect.organisation.models import Person
from reflect.organisation.relations import role_names
from reflect.storage.db import db, write_unit
from reflect.web.viewer import Viewer

# OWASP ASVS 5.0, 7.3: a working day at most, an hour without use.
IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)


def begin(person_id: str, *, browser: str = "") -> tuple[str, str]:
    """Sign a browser in, and clear away the sessions that have run out, whoever's they were.

    Args:
        browser: which one it is in words, for the person's list.

    Returns:
        The session's id, and the token for the browser: 256 random bits, kept here as a hash only.
    """
    at = now()
    run_out = or_(SignInSession.seen_at <= at - IDLE, SignInSession.created_at <= at - ABSOLUTE)
    # Rows that another sign-in is deleting are left to it.
    _delete(list(db.session.scalars(select(SignInSession.id).where(run_out).with_for_update(skip_locked=True))))
    token = secrets.token_urlsafe(32)
    session = SignInSession(
        id=new_id(), token_hash=_hash(token), person_id=person_id, created_at=at, seen_at=at, browser=browser
    )
    db.session.add(session)
    record("signed-in", actor=person_id, about=person_id, session=session.id)
    db.session.flush()
    return session.id, token


def viewer_of(token: str) -> Viewer | None:
    """Who holds this token, unless the session ran out or the account was suspended. Notes the time once a minute."""
    at = now()
    row = db.session.execute(
        select(
            SignInSession.id,
            SignInSession.person_id,
            SignInSession.seen_at,
            Person.name,
            Person.email,
            role_names(SignInSession.person_id, at).label("roles"),
            UnlockSession.used_at.label("unlock_used_at"),
        )
        .join(Person, Person.id == SignInSession.person_id)
        .join(Account, Account.person_id == SignInSession.person_id)
        .outerjoin(UnlockSession, UnlockSession.session_id == SignInSession.id)
        .where(
            SignInSession.token_hash == _hash(token),
            SignInSession.seen_at > at - IDLE,
            SignInSession.created_at > at - ABSOLUTE,
            Account.suspended_at.is_(None),
            Person.left_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    if at - row.seen_at >= SEEN_EVERY:
        with write_unit(receipt=True):
            db.session.execute(update(SignInSession).where(SignInSession.id == row.id).values(seen_at=at))
    return Viewer(
        person_id=row.person_id,
        name=row.name,
        first_name=row.name.split()[0],
        email=row.email,
        session_id=row.id,
        roles=frozenset((row.roles or "").split(",")) - {""},
        unlocked=row.unlock_used_at is not None and row.unlock_used_at > at - JOURNAL_IDLE,
        token=token,
    )


def end(session_id: str) -> None:
    """Sign one browser out and lock its journal."""
    _delete([session_id])


def end_all(person_id: str, *, but: str | None = None) -> None:
    """Sign a person out everywhere, or everywhere else than in the session `but`."""
    mine = select(SignInSession.id).where(SignInSession.person_id == person_id)
    _delete([found for found in db.session.scalars(mine) if found != but])


def forget_code(person_id: str) -> None:
    """Delete a recovery code that waits to be written down."""
    db.session.execute(delete(PendingCode).where(PendingCode.person_id == person_id))


def _delete(session_ids: list[str]) -> None:
    # The lock waits for an unlock on its way: what it leaves behind goes too.
    db.session.execute(select(SignInSession.id).where(SignInSession.id.in_(session_ids)).with_for_update())
    db.session.execute(delete(UnlockSession).where(UnlockSession.session_id.in_(session_ids)))
    db.session.execute(delete(SignInSession).where(SignInSession.id.in_(session_ids)))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
