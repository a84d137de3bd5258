"""Who is who to whom, now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.organisation.models import GroupMember, PeerGroup, Person, Role, Supervision, Unit
from reflect.organisation.roster import normal_address
from reflect.storage.db import db
from reflect.web import leavers

HOLD_SERVICES = ("partnership", "agency")


@dataclass(frozen=True)
class PersonName:
    """A person as others see them."""

    person_id: str
    name: str

    @property
    def first_name(self) -> str:
        """For buttons and lines where the whole name was said before."""
        return self.name.split()[0]


def live_supervision(
    practitioner: ColumnElement[str], supervisor: ColumnElement[str], at: datetime, *, earlier_too: bool = False
) -> ColumnElement[bool]:
    """The SQL condition that `supervisor` supervises `practitioner` at a moment, confirmed, neither having left.

    Args:
        earlier_too: holds for a practitioner who has started again as well: what their earlier journal shared stays.
    """
    # Under a name of its own: asked of the columns of a supervision, it would otherwise compare each with itself.
    relation, one, other = aliased(Supervision), aliased(Person), aliased(Person)
    here = one.left_at.is_(None)
    return exists(
        select(relation.id)
        .join(one, one.id == relation.practitioner_id)
        .join(other, other.id == relation.supervisor_id)
        .where(
            relation.practitioner_id == practitioner,
            relation.supervisor_id == supervisor,
            relation.confirmed_at.is_not(None),
            in_force(relation, at),
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


def left_at() -> ColumnElement[datetime | None]:
    """The SQL of when whoever the `Person` of a statement is has left; in an earlier journal, when its person has.

    Somebody who has started again has left under the earlier id, and goes on under another.
    """
    present = aliased(Person)
    goes_on = select(present.left_at).where(present.id == Person.continued_as).scalar_subquery()
    return case((Person.continued_as.is_(None), Person.left_at), else_=goes_on)


def may_sign_in(since: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """The SQL condition that the `Person` of a statement has not left, or so lately that they can still take leave.

    Args:
        since: from when on that is, of a statement that is built once: `leavers.window()` before it runs.
    """
    left = left_at()
    return or_(left.is_(None), left > (now() - leavers.window() if since is None else since))


def has_left(person_id: str) -> bool:
    """Whether somebody no longer works here, also while they can still sign in."""
    return bool(db.session.scalar(select(exists().where(Person.id == person_id, Person.left_at.is_not(None)))))


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


def addresses_of_namesakes(people: Sequence[PersonName]) -> dict[str, str]:
    """The work addresses, by id, of those among these people who are called like another: what tells them apart."""
    names = Counter(person.name for person in people)
    alike = [person.person_id for person in people if names[person.name] > 1]
    if not alike:
        return {}
    rows = db.session.execute(select(Person.id, Person.email).where(Person.id.in_(alike)))
    return {row.id: row.email for row in rows}


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


def units_led(person_id: str | ColumnElement[str], at: datetime | ColumnElement[datetime]) -> CTE:
    """The SQL of what somebody leads as a service lead at a moment, and of the agencies and services under it.

    Ids and kinds, each once: for lists, as there may be hundreds. Not the teams, of which there are very many.
    """
    units = select(Unit.id, Unit.kind)
    led = units.where(Unit.id.in_(_led(person_id, at))).cte("led", recursive=True)
    return led.union(units.join(led, Unit.parent_id == led.c.id).where(led.c.kind.in_(HOLD_SERVICES)))


def leads_from_above(
    person_id: str | ColumnElement[str], unit: ColumnElement[str], at: datetime | ColumnElement[datetime]
) -> ColumnElement[bool]:
    """The SQL condition that a unit is one of `units_led`, asked of the unit: it and at most two above it are read."""
    own, above, top = aliased(Unit), aliased(Unit), aliased(Unit)
    led = _led(person_id, at)
    return exists(
        select(own.id)
        .outerjoin(above, and_(above.id == own.parent_id, above.kind.in_(HOLD_SERVICES)))
        .outerjoin(top, and_(top.id == above.parent_id, top.kind.in_(HOLD_SERVICES)))
        .where(own.id == unit, or_(own.id.in_(led), above.id.in_(led), top.id.in_(led)))
    )


def _led(person_id: str | ColumnElement[str], at: datetime | ColumnElement[datetime]) -> Select[str]:
    return _held(person_id, at).where(Role.role == "service_lead")


def _held(person_id: str | ColumnElement[str], at: datetime | ColumnElement[datetime]) -> Select[str]:
    return select(Role.unit_id).where(Role.person_id == person_id, in_force(Role, at))


def role_names(person: ColumnElement[str], at: datetime | ColumnElement[datetime]) -> ColumnElement[str | None]:
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
