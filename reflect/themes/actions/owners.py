"""Who may be asked to do an action of a unit: whoever works in it or in a unit under it, or leads it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.core.ids import ID_PATTERN
from reflect.organisation.models import Person, Role, Unit
from reflect.organisation.relations import colleague_at, in_force
from reflect.storage.db import db
from reflect.themes.belonging import LEADS, belongs, below
from reflect.web.language import gettext as _

MOST = 80  # people in one list


@dataclass(frozen=True)
class Offered:
    """People to choose from, as ids and words. Not everybody, where a unit has more than a list can hold."""

    people: list[tuple[str, str]]
    everybody: bool


def offered(unit_id: str) -> Offered:
    """Who can be chosen: everybody; in a large unit, its own people and whoever leads it or a unit under it."""
    people = (
        select(Person.id, Person.name, Unit.name.label("unit"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(*_belongs(unit_id))
        .order_by(Person.name, Person.id)
        .limit(MOST + 1)
    )
    rows = db.session.execute(people).all()
    everybody = len(rows) <= MOST
    if not everybody:
        units = below(select(Unit.id).where(Unit.id == unit_id))
        leads = select(Role.person_id).where(
            Role.unit_id.in_(select(units.c.id)), Role.role.in_(LEADS), in_force(Role, now())
        )
        rows = db.session.execute(people.where(or_(Person.unit_id == unit_id, Person.id.in_(leads)))).all()[:MOST]
    return Offered([(row.id, f"{row.name}, {row.unit}") for row in rows], everybody)


def may_own(person_id: str, unit_id: str) -> bool:
    """Whether somebody belongs there now. What is no id is nobody’s."""
    if not ID_PATTERN.fullmatch(person_id):
        return False
    here = select(Unit.id).join(Person, Person.id == person_id)
    here = here.where(Unit.id == unit_id, Person.left_at.is_(None), belongs(person_id, Unit.id, now()))
    return db.session.scalar(here) is not None


def owner_at(address: str, unit_id: str) -> str:
    """The id of whoever has this work address.

    Raises:
        BadInput: nobody who belongs there has it.
    """
    found = colleague_at(address)
    if found is None or not may_own(found.person_id, unit_id):
        raise BadInput(_("Nobody who works here has this address."))
    return found.person_id


def _belongs(unit_id: str) -> tuple[ColumnElement[bool], ...]:
    units = below(select(Unit.id).where(Unit.id == unit_id))
    leads = select(Role.person_id).where(Role.unit_id == unit_id, Role.role.in_(LEADS), in_force(Role, now()))
    return Person.left_at.is_(None), or_(Person.unit_id.in_(select(units.c.id)), Person.id.in_(leads))
