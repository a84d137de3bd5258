"""The people and units of the organisation, a page at a time, for an administrator to look at."""

from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.organisation.models import Person, Unit
from reflect.organisation.relations import role_names
from reflect.storage.db import db
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

ROWS = 50
ROLES = {
    "practitioner": _l("practitioner"),
    "supervisor": _l("supervisor"),
    "team_lead": _l("team lead"),
    "service_lead": _l("service lead"),
    "administrator": _l("administrator"),
}
KINDS = {
    "partnership": _l("Partnership"),
    "agency": _l("Agency"),
    "service": _l("Service"),
    "team": _l("Team"),
}


@dataclass(frozen=True)
class PersonRow:
    """Somebody on the roster."""

    id: str
    name: str
    unit: str
    roles: str


@dataclass(frozen=True)
class UnitRow:
    """A unit, what it is part of, and how many people work in it and nowhere below it."""

    id: str
    name: str
    kind: str
    parent: str
    people: int


def people_after(person_id: str | None) -> tuple[list[PersonRow], str | None]:
    """One page of people in order of name, and the id to ask for the next page with; one statement.

    An id that is nobody's, or nobody's any more, gives an empty page.
    """
    statement = (
        select(Person.id, Person.name, Unit.name.label("unit"), role_names(Person.id, now()).label("roles"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.left_at.is_(None))
        .order_by(Person.name, Person.id)
        .limit(ROWS + 1)
    )
    if person_id:
        last = select(Person.name).where(Person.id == person_id).scalar_subquery()
        statement = statement.where(tuple_(Person.name, Person.id) > tuple_(last, person_id))
    found = db.session.execute(statement).all()
    rows = [PersonRow(row.id, row.name, row.unit, _roles(row.roles)) for row in found[:ROWS]]
    return rows, rows[-1].id if len(found) > ROWS else None


def units_after(unit_id: str | None) -> tuple[list[UnitRow], str | None]:
    """One page of units in order of name, and the id to ask for the next page with; one statement."""
    parent = aliased(Unit)
    people = select(func.count(Person.id)).where(Person.unit_id == Unit.id, Person.left_at.is_(None)).scalar_subquery()
    statement = (
        select(Unit.id, Unit.name, Unit.kind, parent.name.label("parent"), people.label("people"))
        .outerjoin(parent, parent.id == Unit.parent_id)
        .order_by(Unit.name, Unit.id)
        .limit(ROWS + 1)
    )
    if unit_id:
        last = select(Unit.name).where(Unit.id == unit_id).scalar_subquery()
        statement = statement.where(tuple_(Unit.name, Unit.id) > tuple_(last, unit_id))
    found = db.session.execute(statement).all()
    rows = [UnitRow(row.id, row.name, str(KINDS[row.kind]), row.parent or "", row.people) for row in found[:ROWS]]
    return rows, rows[-1].id if len(found) > ROWS else None


def _roles(names: str | None) -> str:
    held = set((names or "").split(","))
    return _(", ").join(str(words) for role, words in ROLES.items() if role in held)
