"""Browsers that are signed in. Deleting a row signs that browser out at its next request."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, lambda_stmt, or_, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import new_id
from reflect.identity.factor_models import Factor, PendingSignIn
from reflect.identity.models import Account, PendingCode, SignInSession, UnlockSession
from reflect.identity.unlocking import JOURNAL_IDLE
from reflect.organisation.models import Person
from reflect.organisation.relations import left_at, may_sign_in, role_names
from reflect.storage.db import db, fetch, write_unit
from reflect.storage.types import UtcDateTime
from reflect.web import leavers
from reflect.web.language import gettext as _
from reflect.web.viewer import Viewer

# OWASP ASVS 5.0, 7.3: a working day at most, an hour without use.
IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
_FACTORS = (
    select(func.aggregate_strings(Factor.kind, ","))
    .where(Factor.person_id == SignInSession.person_id, Factor.confirmed_at.is_not(None))
    .scalar_subquery()
)
# Every page of somebody who is signed in asks this first: built anew each time, it cost a quarter of a page. As a
# lambda it is known by its code, and not by its two thousand parts, which are gone through each time to find the SQL.
_VIEWER = lambda_stmt(
    lambda: (
        select(
            SignInSession.id,
            SignInSession.person_id,
            SignInSession.seen_at,
            SignInSession.created_at,
            SignInSession.passphrase_at,
            SignInSession.second_factor_at,
            Person.name,
            Person.email,
            Person.continued_as,
            left_at().label("left_at"),
            role_names(SignInSession.person_id, bindparam("at", type_=UtcDateTime())).label("roles"),
            UnlockSession.used_at.label("unlock_used_at"),
            _FACTORS.label("factors"),
        )
        .join(Person, Person.id == SignInSession.person_id)
        .join(Account, Account.person_id == SignInSession.person_id)
        .outerjoin(UnlockSession, UnlockSession.session_id == SignInSession.id)
        .where(
            SignInSession.token_hash == bindparam("token"),
            SignInSession.seen_at > bindparam("seen"),
            SignInSession.created_at > bindparam("begun"),
            Account.suspended_at.is_(None),
            may_sign_in(bindparam("left", type_=UtcDateTime())),
        )
    )
)


def begin(
    person_id: str,
    *,
    browser: str = "",
    passphrase_at: datetime | None = None,
    second_factor_at: datetime | None = None,
) -> tuple[str, str]:
    """Sign a browser in, and clear away the sessions that have run out, whoever's they were.

    Args:
        browser: which one it is in words, for the person's list.
        passphrase_at, second_factor_at: when the person showed them here; None for not at all.

    Returns:
        The session's id, and the token for the browser: 256 random bits, kept here as a hash only.
    """
    at = now()
    run_out = or_(SignInSession.seen_at <= at - IDLE, SignInSession.created_at <= at - ABSOLUTE)
    # Rows that another sign-in is deleting are left to it.
    _delete(list(db.session.scalars(select(SignInSession.id).where(run_out).with_for_update(skip_locked=True))))
    token = secrets.token_urlsafe(32)
    session = SignInSession(
        id=new_id(),
        token_hash=_hash(token),
        person_id=person_id,
        created_at=at,
        seen_at=at,
        browser=browser,
        passphrase_at=passphrase_at,
        second_factor_at=second_factor_at,
    )
    db.session.add(session)
    record("signed-in", actor=person_id, about=person_id, session=session.id)
    db.session.flush()
    return session.id, token


def viewer_of(token: str) -> Viewer | None:
    """Who holds this token, unless the session ran out or the account was suspended. Notes the time once a minute."""
    at = now()
    asked = {"token": _hash(token), "at": at, "seen": at - IDLE, "begun": at - ABSOLUTE, "left": at - leavers.window()}
    row = fetch(_VIEWER, asked).one_or_none()
    if row is None:
        return None
    if abs(at - row.seen_at) >= SEEN_EVERY:  # also back, after a clock that was ahead was put right
        with write_unit(receipt=True):
            db.session.execute(update(SignInSession).where(SignInSession.id == row.id).values(seen_at=at))
    return Viewer(
        person_id=row.person_id,
        name=row.name,
        first_name=row.name.split()[0],
        email=row.email,
        session_id=row.id,
        roles=_several(row.roles),
        unlocked=row.unlock_used_at is not None and row.unlock_used_at > at - JOURNAL_IDLE,
        token=token,
        factors=_several(row.factors),
        second_factor_at=row.second_factor_at,
        passphrase_at=row.passphrase_at,
        ends_at=row.created_at + ABSOLUTE,
        leaves_at=row.left_at and row.left_at + leavers.window(),
        earlier_journal=row.continued_as is not None,
    )


def passphrase_typed(session_id: str) -> None:
    """Note that the person has just typed their passphrase in this session."""
    db.session.execute(update(SignInSession).where(SignInSession.id == session_id).values(passphrase_at=now()))


def renew(session_id: str) -> str:
    """Give a session a new token, after the passphrase was typed once more. The earlier one ends with it.

    Raises:
        Conflict: the session was ended meanwhile.
    """
    token = secrets.token_urlsafe(32)
    renewed = update(SignInSession).where(SignInSession.id == session_id).values(token_hash=_hash(token))
    if not db.session.execute(renewed).rowcount:  # type: ignore[attr-defined]
        raise Conflict(_("You were signed out in the meantime. Sign in again."))
    passphrase_typed(session_id)
    return token


def of_person(person_id: str) -> Sequence[SignInSession]:
    """The browsers in which a person is signed in now, the last used first."""
    at = now()
    live = select(SignInSession).where(
        SignInSession.person_id == person_id,
        SignInSession.seen_at > at - IDLE,
        SignInSession.created_at > at - ABSOLUTE,
    )
    return db.session.scalars(live.order_by(SignInSession.seen_at.desc())).all()


def end_own(person_id: str, session_id: str) -> None:
    """Sign one of a person's browsers out, at their own wish.

    Raises:
        NotFound: it is nobody's, or somebody else's.
    """
    mine = select(SignInSession.id).where(SignInSession.id == session_id, SignInSession.person_id == person_id)
    if db.session.scalar(mine) is None:
        raise NotFound
    end(session_id)
    record("sessions-ended", actor=person_id, about=person_id)


def end_others(person_id: str, session_id: str) -> None:
    """Sign a person out everywhere but in this session, at their own wish."""
    end_all(person_id, but=session_id)
    record("sessions-ended", actor=person_id, about=person_id)


def end(session_id: str) -> None:
    """Sign one browser out and lock its journal."""
    _delete([session_id])


def end_all(person_id: str, *, but: str | None = None) -> None:
    """Sign a person out everywhere, or everywhere else than in the session `but`; also who is between the two steps."""
    db.session.execute(delete(PendingSignIn).where(PendingSignIn.person_id == person_id))
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


def _several(text: str | None) -> frozenset[str]:
    return frozenset((text or "").split(",")) - {""}


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
