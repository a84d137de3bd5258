"""The outbox: mails that wait in the database, and handing each over at most once.

A mail is claimed, and its link taken out of the row, before it is handed over. Whoever dies in between has claimed a
mail that nobody sends any more: one mail too few, where two would be one link too many.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_, update

from reflect.core.clock import now
from reflect.notices.models import Mail
from reflect.storage.db import db, write_unit

WAITS = timedelta(days=3)  # a notice that comes later tells of another week


@dataclass(frozen=True)
class Claimed:
    """A mail that this process alone may hand over, once."""

    id: str
    address: str
    kind: str
    details: Mapping[str, str]
    made_at: datetime


class NotNow(Exception):
    """The mail server asks to try this mail again later: nobody has got it."""


class NotAtAll(Exception):
    """The mail server does not take this mail: nobody has got it, and nobody will."""


HandOver = Callable[[Claimed], None]


@dataclass
class Sent:
    """What came of a round: how many were handed over, are tried again later, or are not taken at all."""

    sent: int = 0
    later: int = 0
    refused: int = 0


def send_waiting(hand_over: HandOver) -> Sent:
    """Hand over what waits, the oldest first, each claimed in a write unit of its own before.

    Args:
        hand_over: gives one mail to the mail server; raises NotNow or NotAtAll when it was not taken. Any other error
            leaves open whether it was, so the mail stays claimed, and the error ends the round.
    """
    done = Sent()
    for mail in _claimed_one_by_one():
        try:
            hand_over(mail)
        except NotNow:
            _put_back(mail)
            done.later += 1
        except NotAtAll:
            done.refused += 1
        else:
            with write_unit():
                db.session.execute(update(Mail).where(Mail.id == mail.id).values(sent_at=now()))
            done.sent += 1
    return done


def give_up_old() -> int:
    """Let mails that waited for three days run out, links and all. In a write unit of its own. Returns how many."""
    old = update(Mail).where(Mail.claimed_at.is_(None), Mail.made_at <= now() - WAITS)
    with write_unit():
        return db.session.execute(old.values(claimed_at=now(), details={})).rowcount  # type: ignore[attr-defined]


def waiting() -> int:
    """How many mails wait to be sent."""
    return db.session.scalar(select(func.count()).where(Mail.claimed_at.is_(None))) or 0


def _claimed_one_by_one() -> Iterator[Claimed]:
    last: tuple[datetime, str] | None = None  # one that was put back waits for the next round
    while mail := _claim_after(last):
        yield mail
        last = (mail.made_at, mail.id)


def _claim_after(last: tuple[datetime, str] | None) -> Claimed | None:
    wanted = select(Mail).where(Mail.claimed_at.is_(None))
    if last is not None:
        wanted = wanted.where(tuple_(Mail.made_at, Mail.id) > last)
    with write_unit():
        # Another sender's claim is left to it.
        wanted = wanted.order_by(Mail.made_at, Mail.id).limit(1).with_for_update(skip_locked=True)
        mail = db.session.scalar(wanted)
        if mail is None:
            return None
        claimed = Claimed(mail.id, mail.address, mail.kind, dict(mail.details), mail.made_at)
        mail.claimed_at = now()
        if "link" in mail.details:
            mail.details = {}
    return claimed


def _put_back(mail: Claimed) -> None:
    with write_unit():
        db.session.execute(update(Mail).where(Mail.id == mail.id).values(claimed_at=None, details=dict(mail.details)))
