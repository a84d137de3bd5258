"""Wrong tries of something secret are counted, and too many are told to wait. Nobody is made to wait while asking.

Whose tries and from where is kept as a keyed hash, for unknown names as for known ones. Flask-Limiter counts requests;
this counts failures, in the database, so that every process sees the same number.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_, case, delete, or_, select

from reflect.core.clock import now
from reflect.core.errors import TooManyTries
from reflect.identity.models import FailedTries
from reflect.storage.db import db, insert
from reflect.web.language import gettext as _

Kind = Literal["sign-in", "unlock", "recovery", "factor"]
Scope = Literal["account", "address", "device"]

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
MOST: dict[str, int] = {
    # With Argon2id and a passphrase of score 3, or six digits of which three are good, this is hopeless to guess by.
    "account": 10,
    # A council reaches us from one address: on a Monday morning a hundred of its people may mistype once.
    "address": 100,
    # A browser seen before has its own count, so that a colleague who types wrong on purpose keeps nobody out.
    "device": 10,
}


@dataclass(frozen=True)
class Attempt:
    """Something secret that is about to be tried: what, and whose counts it goes to."""

    kind: Kind
    subjects: dict[str, bytes] = field(repr=False)

    def rows(self) -> list[tuple[str, bytes]]:
        """The keys of the counts."""
        return [(f"{self.kind}/{scope}", subject) for scope, subject in self.subjects.items()]


def attempt(secret: str, kind: Kind, whose: str, address: str, device: str | None) -> Attempt:
    """An attempt to show something secret.

    Args:
        secret: the deployment's secret key.
        whose: the person's id, or the name that was typed.
        address: where the request comes from.
        device: the token of the browser, if the person has signed in there before; then only it is counted.
    """
    scopes = {"account": whose, "address": address} if device is None else {"device": f"{whose}\n{device}"}
    return Attempt(kind, {scope: _subject(secret, scope, value) for scope, value in scopes.items()})


def check(tried: Attempt) -> bool:
    """Whether there are wrong tries already that a right one should clear away.

    Asked before the secret is looked at; requests that are on their way together may each be let through, as many as
    the server has threads.

    Raises:
        TooManyTries: for now there were enough.
    """
    at = now()
    counted = select(FailedTries.kind, FailedTries.count, FailedTries.since).where(
        _any_of(tried.rows()), FailedTries.since > at - WINDOW
    )
    found = db.session.execute(counted).all()
    full = [row.since for row in found if row.count >= MOST[row.kind.partition("/")[2]]]
    if full:
        raise _too_many(max(full) + WINDOW - at)
    return any(not row.kind.endswith("/address") for row in found)


def count(tried: Attempt) -> None:
    """Count one wrong try, inside the caller's write unit."""
    at: datetime = now()
    fresh = FailedTries.since <= at - WINDOW
    for kind, subject in tried.rows():
        row = insert(FailedTries).values(kind=kind, subject=subject, count=1, since=at)
        again = {
            "count": case((fresh, 1), else_=FailedTries.count + 1),
            "since": case((fresh, at), else_=FailedTries.since),
        }
        db.session.execute(row.on_conflict_do_update(index_elements=["kind", "subject"], set_=again))


def clear(tried: Attempt) -> None:
    """Forget the wrong tries of an account or a browser after a right one; an address keeps its count."""
    own = [row for row in tried.rows() if not row[0].endswith("/address")]
    db.session.execute(delete(FailedTries).where(or_(_any_of(own), FailedTries.since <= now() - KEPT)))


def _any_of(rows: list[tuple[str, bytes]]):  # type: ignore[no-untyped-def]
    return or_(*(and_(FailedTries.kind == kind, FailedTries.subject == subject) for kind, subject in rows))


def _subject(secret: str, scope: str, value: str) -> bytes:
    return hmac.new(secret.encode(), f"tries\n{scope}\n{value}".encode(), hashlib.sha256).digest()


def _too_many(wait: timedelta) -> TooManyTries:
    sentence = _("There were too many wrong tries. Wait a quarter of an hour, then try again.")
    return TooManyTries(sentence, retry_after=max(1, round(wait.total_seconds())))
