"""Making a guess at a passphrase expensive: Argon2id (RFC 9106), with a queue in front of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from reflect.vault.errors import Busy, CannotOpen

SALT_BYTES = 16  # RFC 9106, section 3.1: 128 bits for password hashing
WAITING = 8
RETRY_AFTER = 5  # seconds; a full queue of eight empties in about four on one core

# A row that asks for more than this was not written by us, and would be a way to stop the server.
_MOST_MEMORY_KIB = 1024 * 1024
_MOST_ITERATIONS = 16
_MOST_LANES = 16


@dataclass(frozen=True)
class Cost:
    """What one derivation takes. The standing values are RFC 9106's second recommendation, 64 MiB and three
    passes, on one lane instead of four: a worker's cores are shared by everybody who is unlocking, and the
    time for one person (about 0.3 s) is spent on one of them.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1

    @classmethod
    def smallest(cls) -> Cost:
        """The least that Argon2id accepts. For tests only: it protects nothing."""
        return cls(memory_kib=8, iterations=1, lanes=1)

    def sound(self) -> bool:
        """Whether Argon2id accepts these numbers and they are within what we would ever write."""
        return (
            1 <= self.lanes <= _MOST_LANES
            and 1 <= self.iterations <= _MOST_ITERATIONS
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
        )


class Queue:
    """Lets `at_once` people derive and `waiting` more wait; anybody after them hears Busy at once.

    A thread that waits holds a request thread of the web server, which is why few may wait. Keep the
    server's threads per process above `at_once + waiting`, so that one is always free for other pages.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it. Raises Busy when the queue is full."""
        if not self._places.acquire(blocking=False):
            raise Busy(RETRY_AFTER)
        try:
            with self._turns:
                yield
        finally:
            self._places.release()


def _cores() -> int:
    # In a container the process may own fewer cores than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_queue = Queue(_cores(), WAITING)


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a prepared passphrase and a 16-byte salt, in this process's queue.

    Raises Busy when eight already wait, CannotOpen for a stored salt or cost that we would not write.
    """
    if not cost.sound() or len(salt) != SALT_BYTES:
        raise CannotOpen
    with _queue.turn():
        argon = Argon2id(
            salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
        )
        return argon.derive(passphrase.encode())
