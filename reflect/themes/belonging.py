"""Who belongs to the page of a unit: those who work there, those who lead it, and those who lead what it is part of.

A team's card and what was raised openly are for the team and its own leads. The plan of a unit is also for whoever
leads a unit above it. Neither is for anybody else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.organisation.models import Person, Role, Unit
from reflect.organisation.relations import PersonName, in_force, works_in
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.storage.db import db
from reflect.themes.visible import AT, VIEWER, viewed_by

LEADS = ("team_lead", "service_lead")


@dataclass(frozen=True)
class Here:
    """How somebody stands to a unit now."""

    unit_id: str
    name: str
    works_here: bool  # in the unit itself
    below: bool  # in it or in a unit under it
    leads: bool  # holds a lead's role in the unit itself
    leads_above: bool  # leads a service, or something larger, that the unit is part of

    def may(self, verb: Verb, thing: Thing) -> bool:
        """Whether the policy table lets them, by how they stand to the unit."""
        how = {
            Relation.UNIT_MEMBER: self.works_here,
            Relation.UNIT_LEAD: self.leads,
            Relation.MEMBER_BELOW: self.below,
            Relation.LEAD_ABOVE: self.leads_above,
        }
        return any(stands and may(relation, verb, thing) for relation, stands in how.items())


def standing_to(person_id: str, unit_id: str) -> Here:
    """How somebody stands to a unit that they may see the plan of.

    Raises:
        NotFound: there is no such unit, it is closed, or it is no concern of theirs.
    """
    found = [here for here in _standing(person_id, unit_id) if here.may(Verb.READ, Thing.ACTION_PLAN)]
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True)
class OwnUnit:
    """A unit that somebody leads or works in."""

    unit_id: str
    name: str
    leads: bool


def own_units(person_id: str) -> list[OwnUnit]:
    """The units that somebody leads, in order of name, then the one they work in. One statement."""
    return [OwnUnit(*row) for row in db.session.execute(_OWN_UNITS, viewed_by(person_id, now()))]


def of_team(unit: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The SQL condition that `VIEWER` works in a unit itself or leads it: its card and what was raised are theirs."""
    return or_(works_in(VIEWER, unit.expression), _leads(VIEWER, unit, AT))


def led_by(person_id: str, unit: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The SQL condition that somebody holds a lead's role in a unit itself."""
    return _leads(person_id, unit, now())


def belongs(
    person_id: str | ColumnElement[str], unit: InstrumentedAttribute[str], at: datetime | ColumnElement[datetime]
) -> ColumnElement[bool]:
    """The SQL condition that somebody works in a unit or in one under it, or leads it: they may do its actions."""
    own = _open_and_above(select(Person.unit_id).where(Person.id == person_id, Person.left_at.is_(None)))
    return or_(unit.in_(select(own.c.id)), _leads(person_id, unit, at))


def hold(unit_id: str) -> None:
    """Let whoever else writes to this unit at this moment wait until the write unit ends: a button pressed twice."""
    db.session.execute(select(Unit.id).where(Unit.id == unit_id).with_for_update())


def people_of(unit_id: str) -> list[PersonName]:
    """Everybody who works in a unit itself or leads it, in order of name: who sees what is raised there."""
    leads = select(Role.person_id).where(Role.unit_id == unit_id, Role.role.in_(LEADS), in_force(Role, now()))
    here = or_(Person.unit_id == unit_id, Person.id.in_(leads))
    statement = select(Person.id, Person.name).where(Person.left_at.is_(None), here)
    return [PersonName(*row) for row in db.session.execute(statement.order_by(Person.name, Person.id))]


def below(units: Select[str]) -> CTE:
    """The SQL of some units and of every unit under them, as ids."""
    down = units.cte(recursive=True)  # without a name: a statement may need it twice
    return down.union(select(Unit.id).join(down, Unit.parent_id == down.c.id).where(Unit.closed_at.is_(None)))


def _open_and_above(units: Select[str]) -> CTE:
    """The SQL of some units and of every unit above them, up to one that is closed. A few, where `below` finds many."""
    present = select(Unit.id, Unit.parent_id).where(Unit.closed_at.is_(None))
    above = present.where(Unit.id.in_(units)).cte("own", recursive=True)
    return above.union(present.join(above, Unit.id == above.c.parent_id))


def _leads(
    person_id: str | ColumnElement[str], unit: InstrumentedAttribute[str], at: datetime | ColumnElement[datetime]
) -> ColumnElement[bool]:
    held = aliased(Role)
    return exists(
        select(held.id).where(
            held.person_id == person_id, held.unit_id == unit, held.role.in_(LEADS), in_force(held, at)
        )
    )


def _standing(person_id: str, unit_id: str) -> list[Here]:
    values = viewed_by(person_id, now()) | {"unit": unit_id}
    return [Here(*row) for row in db.session.execute(_STANDING, values)]


def _standing_to_one() -> Select[*tuple[Any, ...]]:
    role = (Role.person_id == VIEWER) & in_force(Role, AT)
    up = select(Unit.id, Unit.parent_id).where(Unit.id == bindparam("unit")).cte("up", recursive=True)
    up = up.union(select(Unit.id, Unit.parent_id).join(up, Unit.id == up.c.parent_id))
    here = (Person.id == VIEWER) & Person.left_at.is_(None)
    own = _open_and_above(select(Person.unit_id).where(here))
    above = Role.unit_id.in_(select(up.c.id)) & (Role.unit_id != bindparam("unit"))
    return select(
        Unit.id,
        Unit.name,
        exists().where(here, Person.unit_id == Unit.id).label("works_here"),
        Unit.id.in_(select(own.c.id)).label("below"),
        exists().where(role, Role.unit_id == Unit.id, Role.role.in_(LEADS)).label("leads"),
        exists().where(role, Role.role == "service_lead", above).label("leads_above"),
    ).where(Unit.id == bindparam("unit"), Unit.closed_at.is_(None))


def _led_or_worked_in() -> Select[*tuple[Any, ...]]:
    held = select(Role.unit_id).where(Role.person_id == VIEWER, Role.role.in_(LEADS), in_force(Role, AT))
    led = Unit.id.in_(held)
    own = select(Person.unit_id).where(Person.id == VIEWER, Person.left_at.is_(None))
    return (
        select(Unit.id, Unit.name, led.label("leads"))
        .where(Unit.closed_at.is_(None), or_(led, Unit.id.in_(own)))
        .order_by(led.desc(), Unit.name, Unit.id)
    )


# Built once: to build them takes longer than to send them.
_STANDING = _standing_to_one()
_OWN_UNITS = _led_or_worked_in()
