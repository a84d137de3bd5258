"""How long things are kept: each feature says it here as data, and one command does it for all."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One kind of thing that has its time. `due` counts what is over it; `run` deletes that and says how much it was.

    `run` is called inside a write unit. Neither needs anybody's keys: what is over is deleted unread.
    """

    name: str  # what it is called on the command line and in the docs
    keeps: str  # for how long, in words
    due: Callable[[], int]
    run: Callable[[], int]


class Rules:
    """The features' rules, in the order in which they registered."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def register(self, rule: Rule) -> None:
        """Keep to `rule` from now on."""
        self._rules[rule.name] = rule

    def all(self) -> tuple[Rule, ...]:
        """Every rule."""
        return tuple(self._rules.values())


retention = Rules()
