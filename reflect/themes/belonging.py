"""Who belongs to the page of a unit: those who work there, those who lead it, and those who lead what it is part of.

A team's card and what was raised openly are for the team and its own leads. The plan of a unit is also for whoever
leads a unit above it. Neither is for anybody else.
"""

from dataclasses import dataclass

from sqlalchemy import exists, literal, select

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.organisation.models import Person, Role, Unit
from reflect.organisation.relations import in_force
from reflect.storage.db import db

LEADS = ("team_lead", "service_lead")


@dataclass(frozen=True)
class Here:
    """How somebody stands to a unit now."""

    unit_id: str
    name: str
    kind: str  # team, service, agency, partnership
    works_here: bool  # in the unit itself
    below: bool  # in it or in a unit under it
    leads: bool  # holds a lead's role in the unit itself
    leads_above: bool  # leads a service, or something larger, that the unit is part of

    @property
    def of_team(self) -> bool:
        """Whether the card and what was raised are theirs to see."""
        return self.works_here or self.leads


def standing_to(person_id: str, unit_id: str) -> Here:
    """How somebody stands to a unit that they may see the plan of.

    Raises:
        NotFound: there is no such unit, it is closed, or it is no concern of theirs.
    """
    found = [here for here in _standing(person_id, unit_id) if here.below or here.leads or here.leads_above]
    if not found:
        raise NotFound
    return found[0]


def own_pages(person_id: str) -> list[Here]:
    """The units whose page opens somebody's themes: those they lead, in order of name, then the one they work in."""
    at = now()
    led = select(Role.unit_id).where(Role.person_id == person_id, Role.role.in_(LEADS), in_force(Role, at))
    own = select(Person.unit_id).where(Person.id == person_id, Person.left_at.is_(None))
    units = select(Unit.id).where(Unit.closed_at.is_(None), Unit.id.in_(led) | Unit.id.in_(own))
    pages = [here for unit_id in db.session.scalars(units) for here in _standing(person_id, unit_id)]
    return sorted(pages, key=lambda here: (not here.leads, here.name))


def _standing(person_id: str, unit_id: str) -> list[Here]:
    at = now()
    role = (Role.person_id == person_id) & in_force(Role, at)
    up = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id).cte("up", recursive=True)
    up = up.union(select(Unit.id, Unit.parent_id).join(up, Unit.id == up.c.parent_id))
    down = select(Unit.id).where(Unit.id == unit_id).cte("down", recursive=True)
    down = down.union(select(Unit.id).join(down, Unit.parent_id == down.c.id))
    here = (Person.id == person_id) & Person.left_at.is_(None)
    statement = select(
        Unit.id,
        Unit.name,
        Unit.kind,
        exists().where(here, Person.unit_id == Unit.id).label("works_here"),
        exists().where(here, Person.unit_id.in_(select(down.c.id))).label("below"),
        exists().where(role, Role.unit_id == Unit.id, Role.role.in_(LEADS)).label("leads"),
        exists()
        .where(role, Role.role == "service_lead", Role.unit_id.in_(select(up.c.id)), Role.unit_id != literal(unit_id))
        .label("leads_above"),
    ).where(Unit.id == unit_id, Unit.closed_at.is_(None))
    return [Here(*row) for row in db.session.execute(statement)]
