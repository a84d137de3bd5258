"""The secret address at which somebody’s own calendar asks for their sessions. Only its hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.identity.keyring import live_account
from reflect.organisation.models import Supervision
from reflect.storage.db import db, insert
from reflect.supervision.models import CalendarFeed, Session
from reflect.supervision.pairing import LIVE_PAIR

BACK = timedelta(days=92)  # how long a session stays in a calendar that asks


@dataclass(frozen=True)
class Feed:
    """What a calendar gets: whose it is, and their sessions by time."""

    person_id: str
    sessions: list[Session]


def has_feed(person_id: str) -> bool:
    """Whether somebody has such an address."""
    return db.session.get(CalendarFeed, person_id) is not None


def begin(person_id: str) -> str:
    """Make a new address for somebody; returns its secret part, which is shown once. An earlier one stops working."""
    token = secrets.token_urlsafe(32)
    made = {"digest": _digest(token), "made_at": now()}
    statement = insert(CalendarFeed).values(person_id=person_id, **made)
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=made))
    return token


def end(person_id: str) -> None:
    """Let the address stop working. Inside a write unit."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == person_id))


def feed(token: str) -> Feed:
    """What stands behind an address: the sessions of somebody whose account is open, cancelled ones too.

    Raises:
        NotFound: there is no such address, or not any more.
    """
    of_it = select(CalendarFeed.person_id).where(CalendarFeed.digest == _digest(token))
    person_id = db.session.scalar(of_it.where(live_account(CalendarFeed.person_id)))
    if person_id is None:
        raise NotFound
    mine = or_(Supervision.practitioner_id == person_id, Supervision.supervisor_id == person_id)
    wanted = (
        select(Session)
        .join(Supervision, Supervision.id == Session.supervision_id)
        .where(mine, Supervision.confirmed_at.is_not(None), Session.planned_for > now() - BACK)
        .where(or_(Session.state != "planned", LIVE_PAIR))
        .order_by(Session.planned_for, Session.id)
    )
    return Feed(person_id, list(db.session.scalars(wanted)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
