"""Windows that ended after a backup was made: they stay ended after it is restored, with the figures that were public.

Their keys are destroyed, so that nobody could release them again anyway. Without their charges the ledger would promise
the same part of a year's budget twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, insert, select

from reflect.audit.trail import record
from reflect.organisation.models import Unit
from reflect.storage.db import Model, db
from reflect.themes.models import Charge, Contribution, Figure, Place, PlacedUnit, Window
from reflect.themes.published import digest

# What a window has, beside its sealed rows; the tables themselves, so that a column of tomorrow comes along.
_WINDOW, _CONTRIBUTION, _PLACED, *_REST = (
    Model.metadata.tables[model.__tablename__] for model in (Window, Contribution, PlacedUnit, Place, Charge, Figure)
)
_PARTS = (_PLACED, *_REST)
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Ended:
    """A window that takes nothing more, with all that is public about it."""

    window: Mapping[str, Any]
    parts: Mapping[Table, Rows]


def ended_beside(known: Mapping[str, str]) -> list[Ended]:
    """The windows of the present database that have ended, unless a backup knows it.

    Args:
        known: by id, the state in which the backup has a window.
    """
    found = []
    for window in _rows(select(_WINDOW).where(Window.state != "open").order_by(Window.opens_at)):
        window_id = window["id"]
        if known.get(window_id) != window["state"]:
            parts = {part: _rows(select(part).where(part.c.window_id == window_id)) for part in _PARTS}
            found.append(Ended(window, parts))
    return found


def carry(ended: Sequence[Ended]) -> list[str]:
    """Let these windows have ended in the present database too, inside the caller's write unit. Returns their names."""
    names = []
    for each in ended:
        window_id, name = str(each.window["id"]), str(each.window["name"])
        another = select(Window.id).where(
            Window.cadence == each.window["cadence"], Window.name == name, Window.id != window_id
        )
        if db.session.scalar(another) is None:
            _replace(window_id, each)
            names.append(name)
    return names


def _replace(window_id: str, ended: Ended) -> None:
    for table in (_CONTRIBUTION, *_PARTS):
        db.session.execute(delete(table).where(table.c.window_id == window_id))
    db.session.execute(delete(Window).where(Window.id == window_id))
    db.session.execute(insert(_WINDOW), [dict(ended.window)])
    units = set(db.session.scalars(select(Unit.id)))
    for table, rows in ended.parts.items():
        kept = [dict(row) for row in rows if table is not _PLACED or row["unit_id"] in units]
        if kept:
            db.session.execute(insert(table), kept)
    db.session.flush()
    if ended.window["state"] == "released":
        record("window-released", window=window_id, figures=digest(window_id))
    else:
        record("window-expired", window=window_id)
    db.session.flush()


def _rows(statement: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in db.session.execute(statement).mappings()]
