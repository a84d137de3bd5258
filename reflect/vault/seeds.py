"""The seed of an authenticator app, sealed under a key that the database does not hold."""

from __future__ import annotations

from reflect.vault.aad import aad
from reflect.vault.envelope import open_, seal


def seal_seed(key: bytes, person: str, factor: str, seed: bytes) -> bytes:
    """Seal a seed under the deployment's 32-byte factor key."""
    return seal(key, seed, aad("factor-seed", person=person, factor=factor))


def open_seed(key: bytes, person: str, factor: str, envelope: bytes) -> bytes:
    """The seed again. Raises CannotOpen."""
    return open_(key, envelope, aad("factor-seed", person=person, factor=factor))
