"""Changing the tree of units: at most four levels, and a unit's kind says at which. Called inside a write unit."""

from sqlalchemy import select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.organisation.models import UNIT_KINDS, Person, Unit
from reflect.organisation.names import tidy_name
from reflect.organisation.roster import flush_unique
from reflect.storage.db import db
from reflect.web.language import gettext as _


def add_unit(name: str, parent_id: str, *, actor: str) -> str:
    """Make a unit inside another; one of this name that was closed there is opened again. Returns its id.

    Raises:
        BadInput: the name cannot be used, or a team would hold it.
        Conflict: there is one of this name already.
    """
    name, parent = tidy_name(name), _open_unit(parent_id)
    kind = _kind_below(parent)
    found = db.session.scalar(select(Unit).where(Unit.parent_id == parent_id, Unit.name == name))
    if found is not None and found.closed_at is None:
        raise _taken()
    if found is None:
        found = Unit(id=new_id(), parent_id=parent_id, name=name)
        db.session.add(found)
    found.kind, found.closed_at = kind, None
    flush_unique(_taken().sentence)
    record("unit-made", actor=actor, unit=found.id)
    return found.id


def rename_unit(unit_id: str, name: str, *, actor: str) -> None:
    """Give a unit another name. Who works there stays.

    Raises:
        BadInput: the name cannot be used.
        Conflict: another unit beside it has this name.
    """
    unit = _open_unit(unit_id)
    unit.name = tidy_name(name)
    flush_unique(_taken().sentence)
    record("unit-renamed", actor=actor, unit=unit_id)


def move_unit(unit_id: str, parent_id: str, *, actor: str) -> None:
    """Put a unit, with everything and everybody inside it, into another one. Kinds follow the level.

    Raises:
        BadInput: it would be inside itself, or a level below teams would be needed.
        Conflict: another unit there has its name.
    """
    unit, parent = _open_unit(unit_id), _open_unit(parent_id)
    levels = _levels_of(unit_id)
    if parent_id in {inside for level in levels for inside in level}:
        raise BadInput(_("A unit cannot be moved into itself or into a unit inside it."))
    top = UNIT_KINDS.index(_kind_below(parent))
    if top + len(levels) > len(UNIT_KINDS):
        raise BadInput(_("There are at most four levels: partnership, agency, service, team."))
    unit.parent_id = parent_id
    flush_unique(_taken().sentence)
    for kind, level in zip(UNIT_KINDS[top:], levels, strict=False):
        db.session.execute(update(Unit).where(Unit.id.in_(level)).values(kind=kind))
    record("unit-moved", actor=actor, unit=unit_id)


def close_unit(unit_id: str, *, actor: str) -> None:
    """Close a unit that nobody works in any more. Figures and roles that name it stay.

    Raises:
        Conflict: there are people or open units inside.
    """
    unit = _open_unit(unit_id)
    inside = select(Unit.id).where(Unit.parent_id == unit_id, Unit.closed_at.is_(None)).limit(1)
    if db.session.scalar(inside) is not None:
        raise Conflict(_("There are units inside “%(name)s”. Move or close them first.", name=unit.name))
    people = select(Person.id).where(Person.unit_id == unit_id, Person.left_at.is_(None)).limit(1)
    if db.session.scalar(people) is not None:
        raise Conflict(_("People work in “%(name)s”. Give them another unit first.", name=unit.name))
    unit.closed_at = now()
    record("unit-closed", actor=actor, unit=unit_id)


def _open_unit(unit_id: str) -> Unit:
    # The lock makes a close wait for whoever is put into the unit at this moment, and the other way round.
    unit = db.session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update())
    if unit is None:
        raise NotFound
    if unit.closed_at is not None:
        raise Conflict(_("The unit “%(name)s” is closed.", name=unit.name))
    return unit


def _kind_below(parent: Unit) -> str:
    level = UNIT_KINDS.index(parent.kind) + 1
    if level == len(UNIT_KINDS):
        raise BadInput(_("A team cannot hold another unit."))
    return UNIT_KINDS[level]


def _levels_of(unit_id: str) -> list[list[str]]:
    """The ids of a unit and of what is inside it, a list for each level."""
    levels = [[unit_id]]
    while below := list(db.session.scalars(select(Unit.id).where(Unit.parent_id.in_(levels[-1])))):
        levels.append(below)
    return levels


def _taken() -> Conflict:
    return Conflict(_("There is a unit of this name here already."))
