"""A reminder before the day by which somebody was asked to answer. Once, and it says nothing of what is looked for."""

from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.notices.models import Notice
from reflect.notices.telling import tell
from reflect.organisation.models import Person
from reflect.records.searches.models import AskedToSearch, JournalSearch
from reflect.storage.db import db, write_unit
from reflect.web.language import day

BEFORE = timedelta(days=3)
KIND = "search-due"


def tell_due() -> None:
    """Remind whoever has not answered three days before the day, in a write unit of its own."""
    if db.session.execute(_due().limit(1)).one_or_none() is None:
        return
    with write_unit():
        for asked, search, person, by in db.session.execute(_due().with_for_update(of=AskedToSearch)).all():
            # The notice itself is what says that they were reminded, of this search and of this day.
            told = select(Notice.details).where(
                Notice.person_id == asked.person_id, Notice.kind == KIND, Notice.made_at > search.asked_at
            )
            details = {"name": by, "day": day(search.answer_by)}
            if details not in db.session.scalars(told).all():
                tell(person.id, KIND, address=person.email, **details)


def _due() -> Select[tuple[AskedToSearch, JournalSearch, Person, str]]:
    by = aliased(Person)
    soon = JournalSearch.answer_by.between(now(), now() + BEFORE)
    a_while_ago = JournalSearch.asked_at <= now() - BEFORE
    return (
        select(AskedToSearch, JournalSearch, Person, by.name)
        .join(JournalSearch, JournalSearch.id == AskedToSearch.search_id)
        .join(Person, Person.id == AskedToSearch.person_id)
        .join(by, by.id == JournalSearch.asked_by)
        .where(
            AskedToSearch.answer.is_(None),
            JournalSearch.closed_at.is_(None),
            soon,
            a_while_ago,
            Person.left_at.is_(None),
        )
        .order_by(AskedToSearch.id)
    )
