"""What people are told because a day has come. Features add theirs; `reflect mail send` asks before it sends."""

from collections.abc import Callable


class DueNotices:
    """The features' verbs that tell people what is due, each once, in write units of their own."""

    def __init__(self) -> None:
        self._verbs: dict[str, Callable[[], None]] = {}

    def register(self, name: str, verb: Callable[[], None]) -> None:
        """Ask `verb` each time. Registered again (another app in the same process), it replaces the first."""
        self._verbs[name] = verb

    def run(self) -> None:
        """Tell everybody whatever is due."""
        for verb in self._verbs.values():
            verb()


due_notices = DueNotices()
