"""Browsers in which somebody has signed in before. Each holds a random token for a year; here is only its hash."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, exists, literal, select, update

from reflect.core.clock import now
from reflect.identity.models import KnownDevice
from reflect.identity.telling import tell_owner
from reflect.organisation.models import Person
from reflect.organisation.roster import normal_address
from reflect.storage.db import db, insert

KEPT = timedelta(days=365)


def greet(person_id: str, token: str | None, browser: str) -> str:
    """Note that somebody signs in here, and tell them when they have not done so in this browser before.

    Args:
        token: what the browser holds from an earlier sign-in, whoever's it was.
        browser: which one it is in words.

    Returns:
        The token for the browser to hold.
    """
    at = now()
    db.session.execute(delete(KnownDevice).where(KnownDevice.person_id == person_id, KnownDevice.last_at <= at - KEPT))
    if token is not None:
        again = update(KnownDevice).where(KnownDevice.person_id == person_id, KnownDevice.token_hash == _hash(token))
        if db.session.execute(again.values(last_at=at, browser=browser)).rowcount:  # type: ignore[attr-defined]
            return token
    elsewhere = db.session.scalar(select(exists().where(KnownDevice.person_id == person_id)))
    # Only a token that was given out here is used again, for one browser of several people.
    given_out = select(exists().where(KnownDevice.token_hash == _hash(token or "")))
    token = token if token and db.session.scalar(given_out) else secrets.token_urlsafe(32)
    row = {"person_id": person_id, "token_hash": _hash(token), "browser": browser, "first_at": at, "last_at": at}
    # Two sign-ins of one browser may meet here.
    made = insert(KnownDevice).values(row).on_conflict_do_nothing().returning(KnownDevice.person_id)
    if db.session.scalar(made) is None:
        return token
    if elsewhere:  # the first of all is the one in which they set up their account
        tell_owner(person_id, "new-device", browser=browser)
    return token


def is_known_at(email: str, token: str | None) -> bool:
    """Whether whoever has this address has signed in in this browser before. One statement, for anybody."""
    known = (
        select(literal(1))
        .select_from(KnownDevice)
        .join(Person, Person.id == KnownDevice.person_id)
        .where(Person.email == normal_address(email), KnownDevice.token_hash == _hash(token or ""))
    )
    return db.session.scalar(known) is not None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
