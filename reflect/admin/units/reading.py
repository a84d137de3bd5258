"""Units as administrators see them: the tree they look after, one unit, and units to choose from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from reflect.organisation.models import UNIT_KINDS, Person, Unit
from reflect.organisation.scope import administered
from reflect.storage.db import db
from reflect.web.language import lazy_gettext as _l

KINDS = {
    "partnership": _l("Partnership"),
    "agency": _l("Agency"),
    "service": _l("Service"),
    "team": _l("Team"),
}


@dataclass(frozen=True)
class UnitRow:
    """A unit in the tree. `level` counts from 0 at the top of what is shown; `people` work in it and not below it."""

    id: str
    name: str
    kind: str
    kind_name: str
    level: int
    people: int
    closed_at: datetime | None
    path: tuple[str, ...]
    parent_id: str | None

    @property
    def is_last_kind(self) -> bool:
        """Whether nothing can lie below it: a team."""
        return self.kind == UNIT_KINDS[-1]


def tree(administrator_id: str) -> list[UnitRow]:
    """Every unit that this administrator looks after, each after the one around it, beside each other by name.

    One statement, however many there are.
    """
    people = select(func.count(Person.id)).where(Person.unit_id == Unit.id, Person.left_at.is_(None)).scalar_subquery()
    statement = select(Unit.id, Unit.parent_id, Unit.kind, Unit.name, Unit.closed_at, people.label("people")).where(
        Unit.id.in_(administered(administrator_id))
    )
    found = {row.id: row for row in db.session.execute(statement.order_by(Unit.name.desc(), Unit.id))}
    below: dict[str | None, list[str]] = {}
    for row in found.values():
        below.setdefault(row.parent_id if row.parent_id in found else None, []).append(row.id)
    rows: list[UnitRow] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [(unit_id, ()) for unit_id in below.get(None, [])]
    while waiting:
        unit_id, around = waiting.pop()
        row = found[unit_id]
        path = (*around, row.name)
        rows.append(
            UnitRow(
                id=row.id,
                name=row.name,
                kind=row.kind,
                kind_name=str(KINDS[row.kind]),
                level=len(around),
                people=row.people,
                closed_at=row.closed_at,
                path=path,
                parent_id=row.parent_id,
            )
        )
        waiting += [(inside, path) for inside in below.get(unit_id, [])]
    return rows


def choices(administrator_id: str) -> list[tuple[str, str]]:
    """The open units as choices of a form, each with its path."""
    return [(row.id, " / ".join(row.path)) for row in tree(administrator_id) if row.closed_at is None]
