"""Every feature that stores something wrapped under a person's keys says here how to wrap it again at rotation."""

from collections.abc import Callable, Sequence

from reflect.vault.keys import Keys

Rewrap = Callable[[str, Keys, Keys], None]


class Rewraps:
    """The features' rewrapping functions, and the columns that each takes care of."""

    def __init__(self) -> None:
        self._functions: dict[str, Rewrap] = {}
        self._columns: dict[str, tuple[str, ...]] = {}

    def register(self, name: str, columns: Sequence[str], function: Rewrap) -> None:
        """Take care of `columns` ("table.column") with `function(person_id, old, new)`, run inside a write unit."""
        self._functions[name] = function
        self._columns[name] = tuple(columns)

    def columns(self) -> set[str]:
        """Every wrapped-key column that somebody takes care of."""
        return {column for columns in self._columns.values() for column in columns}

    def run(self, person_id: str, old: Keys, new: Keys) -> None:
        """Wrap everything of one person again. The caller's write unit makes it all or nothing."""
        for function in self._functions.values():
            function(person_id, old, new)


rewraps = Rewraps()
