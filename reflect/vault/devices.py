"""Unlocking with a device: what a passkey's PRF extension gives opens a slot of its own. The passphrase remains."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from reflect.vault.aad import aad
from reflect.vault.envelope import open_, seal
from reflect.vault.errors import CannotOpen
from reflect.vault.hkdf import subkey
from reflect.vault.keys import KEY_BYTES, Keys


@dataclass(frozen=True)
class DeviceSlot:
    """One passkey's way in, as stored. `salt` is what the passkey is asked with (WebAuthn level 3, PRF extension)."""

    generation: int
    salt: bytes = field(repr=False)
    envelope: bytes = field(repr=False)


def new_salt() -> bytes:
    """What a passkey is asked with, before there is a slot: 32 random bytes."""
    return os.urandom(KEY_BYTES)


def new_device_slot(keys: Keys, factor: str, salt: bytes, secret: bytes) -> DeviceSlot:
    """Lock this root key with what the passkey gave for `salt`. Raises CannotOpen when that is not 32 bytes."""
    bound = _bound(keys.person, factor, keys.generation)
    return DeviceSlot(keys.generation, salt, seal(_kek(secret, bound), keys.root(), bound, keys.generation))


def open_device_slot(person: str, factor: str, slot: DeviceSlot, secret: bytes) -> Keys:
    """The person's keys, if this passkey gave this secret for the slot's salt. Raises CannotOpen."""
    bound = _bound(person, factor, slot.generation)
    return Keys(person, slot.generation, open_(_kek(secret, bound), slot.envelope, bound))


def _kek(secret: bytes, bound: bytes) -> bytes:
    if len(secret) != KEY_BYTES:
        raise CannotOpen
    return subkey(secret, "slot/device", context=bound)


def _bound(person: str, factor: str, generation: int) -> bytes:
    return aad("device-slot", person=person, factor=factor, generation=generation)
