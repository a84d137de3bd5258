"""Making a guess at a passphrase expensive: Argon2id (RFC 9106), one derivation a core at a time."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from reflect.vault.errors import CannotOpen
from reflect.vault.turns import Turns

SALT_BYTES = 16  # RFC 9106, section 3.1: 128 bits for passwords

# A row that asks for more than this was not written by us, and would be a way to stop the server.
_MOST_MEMORY_KIB = 1024 * 1024
_MOST_ITERATIONS = 16
_MOST_LANES = 16


@dataclass(frozen=True)
class Cost:
    """What one derivation takes. The standing values are RFC 9106's second recommended option, 64 MiB and
    three passes, on one lane instead of four: the cores belong to everybody who is unlocking, and one person
    takes one of them for about 0.3 s.
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


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a prepared passphrase and a 16-byte salt, when it is our turn in this process.

    Raises Busy when eight already wait, CannotOpen for a stored salt or cost that we would not write.
    """
    if not cost.sound() or len(salt) != SALT_BYTES:
        raise CannotOpen
    argon = Argon2id(salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib)
    with _turns.take():
        return argon.derive(passphrase.encode())


def in_the_queue() -> int:
    """How many derivations work or wait in this process now."""
    return _turns.taken


def _cores() -> int:
    # In a container the process may own fewer cores than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_turns = Turns(_cores())
