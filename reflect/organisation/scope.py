"""How far a role reaches that looks after people: the unit it is held in, and everything below it."""

from sqlalchemy import ColumnElement, Select, exists, or_, select

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.organisation.emptied import is_empty
from reflect.organisation.models import Person, Role, RoleName, Unit
from reflect.organisation.relations import in_force
from reflect.storage.db import db

# Whoever comes to be somebody with one of these does or sees more than what is their own: a service lead sees figures.
LOOKING_AFTER: tuple[RoleName, ...] = ("administrator", "data_protection", "service_lead")


def administered(person_id: str) -> Select[tuple[str]]:
    """The ids of the units that this person administers now, as a query to select from or compare with."""
    return _reached(person_id, "administrator")


def protected(person_id: str) -> Select[tuple[str]]:
    """The ids of the units whose data protection officer this person is now, as a query like the one above."""
    return _reached(person_id, "data_protection")


def looks_after_others(units: Select[tuple[str]], person: ColumnElement[str]) -> ColumnElement[bool]:
    """The SQL condition that somebody looks after a unit that is none of these, or will.

    Args:
        units: ids of units, as a query.
    """
    return exists(
        select(Role.id).where(
            Role.person_id == person,
            Role.role.in_(LOOKING_AFTER),
            or_(Role.until.is_(None), Role.until > now()),
            Role.unit_id.not_in(units),
        )
    )


def _reached(person_id: str, role: RoleName) -> Select[tuple[str]]:
    roots = select(Role.unit_id.label("id")).where(
        Role.person_id == person_id, Role.role == role, in_force(Role, now())
    )
    tree = roots.cte("reached", recursive=True)
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return select(tree.c.id)


def person_in_scope(administrator_id: str, person_id: str) -> Person:
    """Somebody whom this administrator looks after, whether they have left or not.

    Raises:
        NotFound: they work in another part of the organisation, or are nobody.
    """
    found = db.session.scalar(
        select(Person).where(Person.id == person_id, Person.unit_id.in_(administered(administrator_id)), ~is_empty())
    )
    if found is None:
        raise NotFound
    return found


def person_protected(officer_id: str, person_id: str) -> Person:
    """Somebody whose data this officer protects, whether they have left or not.

    Raises:
        NotFound: they work in another part of the organisation, are nobody, or have started again under another id.
    """
    found = db.session.scalar(
        select(Person).where(
            Person.id == person_id, Person.unit_id.in_(protected(officer_id)), Person.continued_as.is_(None)
        )
    )
    if found is None:
        raise NotFound
    return found


def unit_in_scope(administrator_id: str, unit_id: str) -> Unit:
    """A unit that this administrator looks after.

    Raises:
        NotFound: it is in another part of the organisation, or is none.
    """
    found = db.session.scalar(select(Unit).where(Unit.id == unit_id, Unit.id.in_(administered(administrator_id))))
    if found is None:
        raise NotFound
    return found
