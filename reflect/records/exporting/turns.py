"""How many copies of everything are made at once in one process. Each keeps a thread busy for as long as it takes."""

from collections.abc import Iterator
from threading import BoundedSemaphore, Lock

AT_ONCE = 2

_free = BoundedSemaphore(AT_ONCE)


class Turn:
    """The right to make one copy; it can be given back more than once, by whoever comes last."""

    def __init__(self) -> None:
        self._held, self._lock = True, Lock()

    def give_back(self) -> None:
        """Let the next one begin."""
        with self._lock:
            if self._held:
                self._held = False
                _free.release()

    def while_sent(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces; the turn ends with the last, or when nobody takes any more."""
        try:
            yield from pieces
        finally:
            self.give_back()


def take() -> Turn | None:
    """A turn, or None when as many are being made as may be."""
    return Turn() if _free.acquire(blocking=False) else None
