"""What is kept of one person, and what erasing them does, read off what each table declares about itself.

No table is named here: a new one that says how it ties to a person is exported and erased from its first day.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    ColumnElement,
    Delete,
    LargeBinary,
    Table,
    Update,
    and_,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    update,
)

from reflect.organisation.models import Person
from reflect.storage.about import Erased, Tie, exported_by, holds_keys, ties_of
from reflect.storage.db import Model, db

PERSON = "person"
_NAMED_BY_PERSON = frozenset({PERSON, "account"})  # to refer to a row there is to name the person
_GOES = frozenset({Erased.DELETED, Erased.UNLESS_NEEDED})


def selves(person_id: str) -> list[str]:
    """The person, and who they were in journals from before starting again."""
    mine = select(Person.id).where(or_(Person.id == person_id, Person.continued_as == person_id))
    return list(db.session.scalars(mine.order_by(Person.joined_at, Person.id)))


def readable(table: Table) -> list[ColumnElement[object]]:
    """The columns of a table that are neither ciphertext, key, salt nor hash."""
    return [column for column in table.columns if not isinstance(column.type, LargeBinary)]


def exported(table: Table, person_id: str) -> ColumnElement[bool]:
    """The condition that a row of this table goes into the person's export."""
    return or_(false(), *(_by(table, name, person_id) for name in exported_by(table)))


def parent_of(table: Table, name: str) -> Table | None:
    """The table that a column refers to, unless what it holds is a person's own id."""
    tables = [key.column.table for key in table.columns[name].foreign_keys]
    return next((parent for parent in tables if parent.name not in _NAMED_BY_PERSON), None)


def keys_of(person_ids: Iterable[str]) -> list[Delete]:
    """What deletes the keys of these people, so that nothing of theirs can be opened any more."""
    ids = list(person_ids)
    return [delete(table).where(_goes(table, ids)) for table in _tables() if holds_keys(table)]


def deletions(person_ids: Iterable[str]) -> list[Delete]:
    """What erasing these people deletes: children before their parents, so that no foreign key is ever broken."""
    ids = list(person_ids)
    return [delete(table).where(_goes(table, ids)) for table in reversed(_tables()) if _can_go(table)]


def planned(person_ids: Iterable[str]) -> dict[str, int]:
    """How many rows of which tables erasing these people deletes. What goes with something else is counted, too."""
    ids = list(person_ids)
    found = {
        table.name: db.session.scalar(select(func.count()).select_from(table).where(_goes(table, ids))) or 0
        for table in _tables()
        if _can_go(table)
    }
    return {name: number for name, number in found.items() if number}


def emptied(person_ids: Iterable[str]) -> list[Update]:
    """What erasing these people empties in rows that stay, a column a statement; the person's own row is not here."""
    ids = list(person_ids)
    return [
        update(table).where(table.columns[name].in_(ids)).values({name: None})
        for table in _tables()
        for name, tie in ties_of(table).items()
        if tie.erased is Erased.EMPTIED and table.name != PERSON and parent_of(table, name) is None
    ]


def _tables() -> list[Table]:
    return Model.metadata.sorted_tables


def _by(table: Table, name: str, person_id: str) -> ColumnElement[bool]:
    parent = parent_of(table, name)
    if parent is None:
        return table.columns[name] == person_id
    (key,) = table.columns[name].foreign_keys
    return table.columns[name].in_(select(key.column).where(exported(parent, person_id)))


def _can_go(table: Table) -> bool:
    return any(tie.erased in _GOES for tie in ties_of(table).values())


def _goes(table: Table, ids: list[str]) -> ColumnElement[bool]:
    return or_(false(), *(_goes_by(table, name, tie, ids) for name, tie in ties_of(table).items()))


def _goes_by(table: Table, name: str, tie: Tie, ids: list[str]) -> ColumnElement[bool]:
    column = table.columns[name]
    if tie.erased not in _GOES:
        return false()
    parent = parent_of(table, name)
    if parent is not None:
        (key,) = column.foreign_keys
        return column.in_(select(key.column).where(_goes(parent, ids)))
    if tie.erased is Erased.UNLESS_NEEDED:
        return and_(column.in_(ids), *(~is_needed for is_needed in _needed(table)))
    return column.in_(ids)


def _needed(table: Table) -> Iterator[ColumnElement[bool]]:
    """For each foreign key to this table: that a row with it is there still. What goes by itself has gone before."""
    for child in _tables():
        for name, tie in ties_of(child).items():
            for key in child.columns[name].foreign_keys:
                if key.column.table is table and tie.erased is not Erased.EMPTIED:
                    yield exists().where(child.columns[name] == key.column)
