"""Who is who to whom, now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, func, literal, or_, select, union
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.organisation.models import GroupMember, PeerGroup, Person, Role, Supervision, Unit
from reflect.organisation.roster import normal_address
from reflect.storage.db import db


@dataclass(frozen=True)
class PersonName:
    """A person as others see them."""

    person_id: str
    name: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


def live_supervision(
    practitioner: ColumnElement[str], supervisor: ColumnElement[str], at: datetime, *, earlier_too: bool = False
) -> ColumnElement[bool]:
    """The SQL condition that `supervisor` supervises `practitioner` at a moment, confirmed, neither having left.

    Args:
        earlier_too: holds for a practitioner who has started again as well: what their earlier journal shared stays.
    """
    one, other = aliased(Person), aliased(Person)
    here = one.left_at.is_(None)
    return exists(
        select(Supervision.id)
        .join(one, one.id == Supervision.practitioner_id)
        .join(other, other.id == Supervision.supervisor_id)
        .where(
            Supervision.practitioner_id == practitioner,
            Supervision.supervisor_id == supervisor,
            Supervision.confirmed_at.is_not(None),
            in_force(Supervision, at),
            or_(here, one.continued_as.is_not(None)) if earlier_too else here,
            other.left_at.is_(None),
        )
    )


def works_in(person: ColumnElement[str], unit: ColumnElement[str], *, earlier_too: bool = False) -> ColumnElement[bool]:
    """The SQL condition that somebody is here and works in a unit now: neither has left nor moved.

    Args:
        earlier_too: holds for somebody who has started again as well, by where they work under their new id.
    """
    one, present = aliased(Person), aliased(Person)
    here = and_(one.left_at.is_(None), one.unit_id == unit)
    if earlier_too:
        goes_on = and_(present.id == one.continued_as, present.left_at.is_(None), present.unit_id == unit)
        here = or_(here, exists(select(present.id).where(goes_on)))
    return exists(select(one.id).where(one.id == person, here))


def live_membership(
    group: ColumnElement[str], person: ColumnElement[str], at: ColumnElement[datetime] | datetime, since: ColumnElement
) -> ColumnElement[bool]:
    """The SQL condition that somebody belongs to a peer group at a moment, and without a break since before `since`.

    Whoever leaves and comes back belongs anew, from then on.
    """
    member, of = aliased(GroupMember), aliased(PeerGroup)
    return exists(
        select(member.id)
        .join(of, of.id == member.group_id)
        .where(
            member.group_id == group,
            member.person_id == person,
            member.since < since,
            or_(member.until.is_(None), member.until > at),
            of.closed_at.is_(None),
        )
    )


def may_sign_in() -> ColumnElement[bool]:
    """The SQL condition that the `Person` of a statement has not left; in an earlier journal, that its person has not.

    Somebody who has started again has left under the earlier id, and goes on under another.
    """
    present = aliased(Person)
    goes_on = exists(select(present.id).where(present.id == Person.continued_as, present.left_at.is_(None)))
    return or_(Person.left_at.is_(None), goes_on)


def supervisors_of(person_id: str) -> list[PersonName]:
    """The people who supervise `person_id` now, confirmed by them, in order of name."""
    statement = (
        select(Person.id, Person.name)
        .join(Supervision, Supervision.supervisor_id == Person.id)
        .where(Supervision.practitioner_id == person_id, live_supervision(literal(person_id), Person.id, now()))
        .distinct()
        .order_by(Person.name)
    )
    return [PersonName(*row) for row in db.session.execute(statement)]


def colleagues_of(person_id: str) -> list[PersonName]:
    """Everybody else who works in the same unit now, in order of name."""
    unit = select(Person.unit_id).where(Person.id == person_id).scalar_subquery()
    statement = select(Person.id, Person.name).where(
        Person.unit_id == unit, Person.id != person_id, Person.left_at.is_(None)
    )
    return [PersonName(*row) for row in db.session.execute(statement.order_by(Person.name, Person.id))]


def colleague_at(address: str) -> PersonName | None:
    """Whoever works here and has this e-mail address, wherever they work; None for nobody's."""
    there = select(Person.id, Person.name).where(Person.email == normal_address(address), Person.left_at.is_(None))
    row = db.session.execute(there).one_or_none()
    return PersonName(*row) if row else None


def names_of(person_ids: Iterable[str]) -> dict[str, PersonName]:
    """The names of some people, by id, in one statement. Ids that are nobody's are left out."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    statement = select(Person.id, Person.name).where(Person.id.in_(wanted))
    return {row.id: PersonName(row.id, row.name) for row in db.session.execute(statement)}


def units_of(person_ids: Iterable[str]) -> dict[str, str]:
    """The ids of the units in which some people work, by the person's id, in one statement."""
    statement = select(Person.id, Person.unit_id).where(Person.id.in_(set(person_ids)))
    return {row.id: row.unit_id for row in db.session.execute(statement)}


def unit_path(person_id: str) -> list[str]:
    """The names of a person's units, from the partnership down to their team."""
    tree = (
        select(Unit.id, Unit.parent_id, Unit.name, literal(0).label("depth"))
        .join(Person, Person.unit_id == Unit.id)
        .where(Person.id == person_id)
        .cte("path", recursive=True)
    )
    tree = tree.union_all(
        select(Unit.id, Unit.parent_id, Unit.name, tree.c.depth + 1).join(tree, Unit.id == tree.c.parent_id)
    )
    return list(db.session.scalars(select(tree.c.name).order_by(tree.c.depth.desc())))


def units_above(person_id: str | ColumnElement[str], at: datetime | ColumnElement[datetime]) -> CTE:
    """The SQL of somebody's own unit and those where they hold a role at a moment, and of everything above these.

    Ids, kinds and units above, each once. A few units, however large the organisation.
    """
    units = select(Unit.id, Unit.kind, Unit.parent_id)
    own = select(Person.unit_id).where(Person.id == person_id)
    above = units.where(or_(Unit.id.in_(own), Unit.id.in_(_held(person_id, at)))).cte("above", recursive=True)
    return above.union(units.join(above, Unit.id == above.c.parent_id))


def units_around(person_id: str | ColumnElement[str], at: datetime | ColumnElement[datetime]) -> CTE:
    """The SQL of where a person belongs at a moment, as ids and kinds of units, each once.

    `units_above`, and under a unit that they lead as a service lead the agencies and services. Not the teams, of which
    there are very many.
    """
    units, above = select(Unit.id, Unit.kind, Unit.parent_id), units_above(person_id, at)
    held = _held(person_id, at).where(Role.role == "service_lead")
    led = units.where(Unit.id.in_(held)).cte("led", recursive=True)
    led = led.union(units.join(led, Unit.parent_id == led.c.id).where(led.c.kind.in_(("partnership", "agency"))))
    return union(select(above.c.id, above.c.kind), select(led.c.id, led.c.kind)).cte("around")


def _held(person_id: str | ColumnElement[str], at: datetime | ColumnElement[datetime]) -> Select[str]:
    return select(Role.unit_id).where(Role.person_id == person_id, in_force(Role, at))


def role_names(person: ColumnElement[str], at: datetime) -> ColumnElement[str | None]:
    """The SQL expression of the roles that a person holds at a moment, comma separated."""
    return (
        select(func.aggregate_strings(Role.role, ","))
        .where(Role.person_id == person, in_force(Role, at))
        .scalar_subquery()
    )


def has_role(person_id: str, role: str) -> bool:
    """Whether somebody holds a role now, wherever."""
    return db.session.scalar(
        select(exists().where(Role.person_id == person_id, Role.role == role, in_force(Role, now())))
    )


def in_force(table: type[Supervision] | type[Role], at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The SQL condition that a role or a relation has begun at a moment and has not ended."""
    return and_(table.since <= at, or_(table.until.is_(None), table.until > at))
