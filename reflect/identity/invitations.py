"""Single-use links: to set up an account, or to start again beside an earlier journal. The token is kept as a hash."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.models import Invitation
from reflect.organisation.scope import LOOKING_AFTER
from reflect.storage.db import db

Kind = Literal["enrol", "start-again"]
INVITATION_LASTS = timedelta(days=14)
EVENTS: dict[Kind, str] = {"enrol": "invited", "start-again": "start-again-offered"}


def invite(person_id: str, kind: Kind = "enrol", *, actor: str | None = None) -> str:
    """Make a single-use link's token for somebody on the roster. Earlier unused ones stop working."""
    take_back([person_id])
    token = secrets.token_urlsafe(32)
    db.session.add(
        Invitation(
            id=new_id(),
            token_hash=_hash(token),
            person_id=person_id,
            kind=kind,
            created_at=now(),
            expires_at=now() + INVITATION_LASTS,
        )
    )
    record(EVENTS[kind], actor=actor, about=person_id)
    return token


def take_back(person_ids: Collection[str]) -> None:
    """Let every unused link of these people run out now."""
    unused = (Invitation.person_id.in_(person_ids), Invitation.used_at.is_(None), Invitation.expires_at > now())
    db.session.execute(update(Invitation).where(*unused).values(expires_at=now()))


def take_back_of_leaders(given: Iterable[tuple[str, str]]) -> None:
    """Let the links of those run out who were given a role that looks after others: who made one may look after less.

    Args:
        given: pairs of a person's id and a role.
    """
    take_back([person_id for person_id, role in given if role in LOOKING_AFTER])


def use(person_id: str) -> None:
    """Note that a person's link has done its work."""
    unused = (Invitation.person_id == person_id, Invitation.used_at.is_(None))
    db.session.execute(update(Invitation).where(*unused).values(used_at=now()))


def good_for(token: str, kind: Kind) -> ColumnElement[bool]:
    """The SQL condition that an invitation is this link's, of this kind, neither used nor run out."""
    return and_(
        Invitation.token_hash == _hash(token),
        Invitation.kind == kind,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now(),
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
