"""How long things are kept: each feature says it here as data, and one command does it for all."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select

from reflect.storage.db import Model, db


@dataclass(frozen=True)
class Rule:
    """One kind of thing that has its time. `due` counts what is over it; `run` deletes that and says how much it was.

    `run` is called inside a write unit, unless it opens units of its own. Neither needs anybody's keys: what is over is
    deleted unread. Nothing of somebody on whom a hold lies is counted or deleted.
    """

    name: str  # what it is called on the command line and in the docs
    keeps: str | Callable[[], str]  # for how long, in words; asked for where a setting says it
    due: Callable[[], int]
    run: Callable[[], int]
    own_units: bool = False

    @property
    def how_long(self) -> str:
        """For how long, in words, as this deployment has it."""
        return self.keeps if isinstance(self.keeps, str) else self.keeps()


def deleting(
    name: str, keeps: str | Callable[[], str], over: Callable[[], ColumnElement[bool]], *tables: type[Model]
) -> Rule:
    """A rule by which rows go for which a condition holds.

    Args:
        over: the condition, for the first of the tables.
        tables: the one it is about, then those whose rows refer to its rows by their own first foreign key: these go
            before it.
    """
    table, *children = (each.__table__ for each in tables)

    def due() -> int:
        return db.session.scalar(select(func.count()).select_from(table).where(over())) or 0

    def run() -> int:
        going = over()  # once: a row that has its time a moment later would still have its children
        for child in children:
            (key,) = (key for key in child.foreign_keys if key.column.table is table)
            db.session.execute(delete(child).where(key.parent.in_(select(key.column).where(going))))
        return db.session.execute(delete(table).where(going)).rowcount  # type: ignore[attr-defined]

    return Rule(name, keeps, due, run)


class Rules:
    """The features' rules, in the order in which they registered."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def register(self, *rules: Rule) -> None:
        """Keep to these rules from now on."""
        for rule in rules:
            self._rules[rule.name] = rule

    def all(self) -> tuple[Rule, ...]:
        """Every rule."""
        return tuple(self._rules.values())


retention = Rules()
