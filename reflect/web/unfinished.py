"""Accounts that are not finished: whoever is signed in with one is led to what is missing before anything else."""

from collections.abc import Callable

from reflect.web.viewer import Viewer

Check = Callable[[Viewer, bool], str | None]


class UnfinishedAccounts:
    """What features ask of an account, each by a name."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def register(self, name: str, check: Check) -> None:
        """Ask `check(viewer, administers)` before each page: it answers where to go first, or None.

        `administers` says that the page is an administrator's.
        """
        self._checks[name] = check

    def where_to(self, viewer: Viewer, administers: bool) -> str | None:
        """The address of what is missing first, or None for an account that is finished."""
        return next(filter(None, (check(viewer, administers) for check in self._checks.values())), None)


unfinished_accounts = UnfinishedAccounts()
