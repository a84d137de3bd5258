"""A queue with few places, for work that takes a processor core for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from reflect.vault.errors import Busy

# Eight derivations of 0.3 to 0.45 s are about four seconds on one core: longer waits look like a broken page.
WAITING = 8
RETRY_AFTER = 5  # seconds; by then a full queue has emptied


class Turns:
    """Lets `at_once` people work and eight more wait; whoever comes after them hears Busy at once.

    Somebody who waits holds a thread of the web server. The server is started with more threads a process
    than `at_once` and the eight together, so one is always free for every other page.
    """

    def __init__(self, at_once: int) -> None:
        self._places = threading.BoundedSemaphore(at_once + WAITING)
        self._turns = threading.BoundedSemaphore(at_once)
        self._counting = threading.Lock()
        self.taken = 0  # how many work or wait now

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and hold it. Raises Busy when eight already wait."""
        if not self._places.acquire(blocking=False):
            raise Busy(RETRY_AFTER)
        self._count(1)
        try:
            with self._turns:
                yield
        finally:
            self._count(-1)
            self._places.release()

    def _count(self, more: int) -> None:
        with self._counting:
            self.taken += more
