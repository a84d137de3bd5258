"""The plain rows about somebody, as the inventory has them: what anybody with the database could read as well.

They come a hundred at a time, so that a long life here needs no more memory than a short one, and no transaction stays
open while somebody's line is slow. Each hundred begins behind the last row of the one before, by the primary key, which
never changes: a row is there once, whatever else is written or deleted meanwhile.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select, tuple_

from reflect.core.ids import ID_PATTERN
from reflect.organisation.models import Unit
from reflect.organisation.relations import names_of
from reflect.records.inventory import exported, readable, selves
from reflect.storage.about import exported_by
from reflect.storage.db import Model, db

AT_ONCE = 100  # rows

Item = dict[str, Any]


def plain_rows(person_id: str, *, named: bool) -> Iterator[Item]:
    """Everything readable about somebody, and about who they were before they started again.

    Args:
        named: with the names of the people and units whose ids stand in the rows. For the person, who knows
            them; a pack that others look through names nobody else.
    """
    for table in Model.metadata.sorted_tables:
        if not exported_by(table):
            continue
        for each in selves(person_id):
            yield from _of_table(table, each, named=named)


def _of_table(table: Table, person_id: str, *, named: bool) -> Iterator[Item]:
    wanted = select(*readable(table)).where(exported(table, person_id)).order_by(*table.primary_key).limit(AT_ONCE)
    page = wanted
    while rows := [{name: _value(value) for name, value in row.items()} for row in _rows(page)]:
        yield {
            "table": table.name,
            "purpose": table.info["about"]["purpose"],
            "kept": table.info["about"]["keep"],
            "rows": rows,
            "names": _names(rows) if named else {},
        }
        if len(rows) < AT_ONCE:
            return
        last = [rows[-1][column.name] for column in table.primary_key]
        page = wanted.where(tuple_(*table.primary_key) > tuple_(*last, types=[each.type for each in table.primary_key]))


def _rows(page: Any) -> Any:
    return db.session.execute(page).mappings().all()


def _value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool | list | dict | datetime | date):
        return value
    raise TypeError(type(value).__name__)  # bytes are a key, a hash or a sealed word: none of it leaves here


def _names(rows: list[Item]) -> dict[str, str]:
    """The names of every person and unit whose id stands in these rows, on its own or among the details of an event."""
    ids = {text for row in rows for text in _texts(row) if ID_PATTERN.fullmatch(text)}
    units = select(Unit.id, Unit.name).where(Unit.id.in_(ids))
    found = {each: name.name for each, name in names_of(ids).items()}
    return found | {row.id: row.name for row in db.session.execute(units)}


def _texts(row: Item) -> Iterator[str]:
    for value in row.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (each for each in value.values() if isinstance(each, str))
