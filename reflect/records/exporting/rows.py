"""The plain rows about somebody, as the inventory has them: what anybody with the database could read as well.

They come a hundred at a time, so that a long life here needs no more memory than a short one.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select

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
    columns = readable(table)
    wanted = select(*columns).where(exported(table, person_id)).order_by(*table.primary_key).limit(AT_ONCE)
    found = AT_ONCE
    for start in range(0, 2**31, AT_ONCE):
        if found < AT_ONCE:
            return
        rows = [{name: _value(value) for name, value in row.items()} for row in _page(wanted, start)]
        found = len(rows)
        if rows:
            yield {
                "table": table.name,
                "purpose": table.info["about"]["purpose"],
                "kept": table.info["about"]["keep"],
                "rows": rows,
                "names": _names(rows) if named else {},
            }


def _page(wanted: Any, start: int) -> Any:
    return db.session.execute(wanted.offset(start)).mappings().all()


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
