"""How long people are kept, and what they were told: leavers, journals of before, notices, the list of the erased."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, not_, select

from reflect.core.clock import now
from reflect.notices.models import Mail, Notice
from reflect.notices.reading import LASTS
from reflect.organisation import emptied
from reflect.organisation.holds import is_held
from reflect.organisation.models import Person
from reflect.records import erasing
from reflect.records.models import Erasure
from reflect.records.searches.models import AskedToSearch, JournalSearch
from reflect.storage.db import db, deployment
from reflect.storage.retention import Rule, deleting, retention
from reflect.web import leavers
from reflect.web.language import marked, ngettext

SEARCHES = timedelta(days=365)
MAILS = timedelta(days=30)


def register() -> None:
    """Say it to `reflect retention run`."""
    retention.register(
        Rule(
            marked("erasures that were cut short"),
            marked("finished with the next clean-up"),
            lambda: len(erasing.cut_short()),
            _finish,
            own_units=True,
        ),
        _erasing(marked("people who left"), lambda: _days(deployment().leavers_days), _left),
        _erasing(
            marked("journals from before starting again"),
            lambda: _days(deployment().earlier_journal_days),
            _before_again,
        ),
        deleting(marked("notices"), lambda: _days(LASTS.days), _notices, Notice),
        deleting(marked("mails"), lambda: _days(MAILS.days), _mails, Mail),
        deleting(marked("searches that were closed"), marked("a year"), _closed, JournalSearch, AskedToSearch),
        Rule(marked("the list of who was erased"), _until_backups_are_gone, _listed_due, _unlist),
    )


def _days(number: int) -> str:
    return ngettext("%(num)d day", "%(num)d days", number)


def _erasing(name: str, keeps: Callable[[], str], over: Callable[[], ColumnElement[bool]]) -> Rule:
    """A rule by which people are erased, each in units of their own."""

    def found() -> list[str]:
        wanted = select(Person.id).where(over(), ~emptied.is_empty(), not_(is_held(Person.id)))
        return list(db.session.scalars(wanted.order_by(Person.left_at, Person.id)))

    def run() -> int:
        people = found()
        for person_id in people:
            erasing.erase(person_id)
        return len(people)

    return Rule(name, keeps, lambda: len(found()), run, own_units=True)


def _left() -> ColumnElement[bool]:
    return and_(Person.continued_as.is_(None), Person.left_at <= now() - leavers.window())


def _before_again() -> ColumnElement[bool]:
    since = now() - timedelta(days=deployment().earlier_journal_days)
    return and_(Person.continued_as.is_not(None), Person.left_at <= since)


def _notices() -> ColumnElement[bool]:
    return and_(Notice.made_at <= now() - LASTS, not_(is_held(Notice.person_id)))


def _mails() -> ColumnElement[bool]:
    return and_(Mail.made_at <= now() - MAILS, not_(is_held(Mail.person_id)))


def _closed() -> ColumnElement[bool]:
    held = select(AskedToSearch.id).where(AskedToSearch.search_id == JournalSearch.id, is_held(AskedToSearch.person_id))
    return and_(JournalSearch.closed_at <= now() - SEARCHES, not_(is_held(JournalSearch.asked_by)), not_(held.exists()))


def _finish() -> int:
    people = erasing.cut_short()
    erasing.finish(people)
    return len(people)


def _until_backups_are_gone() -> str:
    return ngettext(
        "%(num)d day, as long as the last backup from before",
        "%(num)d days, as long as the last backup from before",
        deployment().backup_days,
    )


def _backups_are_gone() -> ColumnElement[bool]:
    since: datetime = now() - timedelta(days=deployment().backup_days)
    finished = ~exists().where(Person.id == Erasure.person_id, ~emptied.is_empty())
    return and_(Erasure.erased_at <= since, finished)


def _listed_due() -> int:
    return db.session.scalar(select(func.count()).select_from(Erasure).where(_backups_are_gone())) or 0


def _unlist() -> int:
    """The file beside the database keeps its lines: nothing in it says whose ids they were."""
    gone = list(db.session.scalars(select(Erasure).where(_backups_are_gone())))
    for row in gone:
        db.session.delete(row)
    return len(gone)
