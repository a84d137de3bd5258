"""A data protection officer who asks people to search their own journals, in a moment."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from reflect.organisation import holds
from reflect.organisation.models import Hold, Person
from reflect.records.searches import answering, asking
from reflect.records.searches.models import AskedToSearch
from reflect.records.searches.terms import Asked
from reflect.storage.db import db, write_unit
from reflect.web.days import today
from tests.support.people import TEAM, Enrolled, People

TERM = "zirconwren"  # nobody else writes this word
ASKED = Asked((TERM, "blue folder"), "A family asked what is held about them.")


def an_officer(people: People, name: str = "Olu Daniels", unit: tuple[str, ...] = TEAM[:2]) -> Enrolled:
    """Somebody who protects the data of one agency."""
    return people.enrol(name, roles=("data_protection",), unit=unit)


def row_of(person_id: str) -> Person:
    return db.session.get_one(Person, person_id)


def ask(officer: Enrolled, *people: Enrolled | str, asked: Asked = ASKED, days: int = 14) -> str:
    """Ask people, enrolled or not, to search their own journals. Returns the id of the search."""
    ids = [person if isinstance(person, str) else person.person_id for person in people]
    with write_unit():
        rows = [row_of(person_id) for person_id in ids]
        return asking.ask(officer.keys, officer.person_id, rows, asked, today() + timedelta(days=days))


def asked_id(search_id: str, person: Enrolled) -> str:
    mine = AskedToSearch.search_id == search_id, AskedToSearch.person_id == person.person_id
    return db.session.scalars(select(AskedToSearch.id).where(*mine)).one()


def share(person: Enrolled, officer: Enrolled, search_id: str, text: str = "The words I chose.") -> None:
    """Answer a search with an extract, as its preview would."""
    mine = answering.open_(person.keys, person.person_id, search_id)
    shown = answering.officer_key(person.keys, person.person_id, mine).fingerprint
    with write_unit():
        answering.answer(person.keys, person.person_id, search_id, "extract", extract=text, fingerprint=shown)


def shared(officer: Enrolled, person: Enrolled) -> tuple[str, str]:
    """A search that somebody has answered with an extract. Returns its id, and that of their part of it."""
    search_id = ask(officer, person)
    share(person, officer, search_id)
    return search_id, asked_id(search_id, person)


def let_go(person: Enrolled) -> None:
    """Be rid of a hold on somebody, whoever placed it."""
    with write_unit():
        db.session.execute(delete(Hold).where(Hold.person_id == person.person_id))


def hold(officer: Enrolled, person: Enrolled, reason: str = "inquiry") -> str:
    """Place a hold on somebody. Returns its id."""
    with write_unit():
        return holds.place(officer.person_id, row_of(person.person_id), reason)


def lift(officer: Enrolled, person_id: str) -> None:
    with write_unit():
        holds.lift(officer.person_id, row_of(person_id))
