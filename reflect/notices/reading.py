"""A person's own notices: the newest first, which are unread, and which kinds they want by mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, tuple_, update

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.notices.models import MailPreference, Notice
from reflect.notices.texts import TEXTS, Said, in_words
from reflect.storage.db import db, insert

LASTS = timedelta(days=90)
ROWS = 20
# What people may turn off: everything that is not about the safety of their account.
OPTIONAL = tuple(kind for kind, text in TEXTS.items() if not text.important)


@dataclass(frozen=True)
class Row:
    """One notice as its person reads it."""

    id: str
    made_at: datetime
    unread: bool
    said: Said


def page_of(person_id: str, before: str | None = None) -> tuple[list[Row], str | None]:
    """One page of a person's notices of the last 90 days, and the id to ask for the older ones with; one statement.

    An id that is no notice of anybody gives an empty page.
    """
    wanted = select(Notice).where(*_present(person_id))
    if before is not None:
        moment = select(Notice.made_at).where(Notice.id == before, Notice.person_id == person_id).scalar_subquery()
        wanted = wanted.where(tuple_(Notice.made_at, Notice.id) < tuple_(moment, before))
    found = db.session.scalars(wanted.order_by(Notice.made_at.desc(), Notice.id.desc()).limit(ROWS + 1)).all()
    rows = [Row(row.id, row.made_at, row.read_at is None, in_words(row.kind, row.details)) for row in found[:ROWS]]
    return rows, rows[-1].id if len(found) > ROWS else None


def unread(person_id: str) -> int:
    """How many notices a person has not read yet."""
    return db.session.scalar(select(func.count()).where(*_present(person_id), Notice.read_at.is_(None))) or 0


def follow(person_id: str, notice_id: str) -> str:
    """Mark one of a person's notices read. Returns the endpoint of the page that it leads to.

    Raises:
        NotFound: it is not theirs, or has run out.
    """
    notice = db.session.scalar(select(Notice).where(*_present(person_id), Notice.id == notice_id))
    if notice is None:
        raise NotFound
    notice.read_at = notice.read_at or now()
    return in_words(notice.kind, notice.details).endpoint


def mark_all_read(person_id: str) -> None:
    """Mark every notice of a person read."""
    mine = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    db.session.execute(mine.values(read_at=now()))


def by_mail(person_id: str) -> list[str]:
    """The kinds that a person gets by mail although they need not."""
    off = set(db.session.scalars(select(MailPreference.kind).where(MailPreference.person_id == person_id)))
    return [kind for kind in OPTIONAL if kind not in off]


def choose_mail(person_id: str, kinds: Collection[str]) -> None:
    """Mail a person these kinds from now on, and of the others only those that cannot be turned off."""
    db.session.execute(delete(MailPreference).where(MailPreference.person_id == person_id))
    off = [{"person_id": person_id, "kind": kind} for kind in OPTIONAL if kind not in kinds]
    if off:  # two presses of one button may meet here
        db.session.execute(insert(MailPreference).values(off).on_conflict_do_nothing())


def _present(person_id: str) -> tuple[object, ...]:
    return Notice.person_id == person_id, Notice.made_at > now() - LASTS
