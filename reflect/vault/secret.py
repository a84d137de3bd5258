"""Objects that hold a key: they print as nothing and refuse to be pickled or copied."""

from __future__ import annotations

from typing import Never, SupportsIndex


class Secret:
    """Base of everything that holds key material, so that none reaches a log, a cache or a session file."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> Never:
        raise TypeError(f"{type(self).__name__} is not to be pickled or copied")
