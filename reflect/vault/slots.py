"""The ways into a journal. A slot wraps the root key: one by passphrase and pepper, one by recovery code."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reflect.vault.aad import aad
from reflect.vault.derivation import SALT_BYTES, Cost, derive
from reflect.vault.envelope import open_, seal
from reflect.vault.errors import CannotOpen, WeakPassphrase
from reflect.vault.hkdf import subkey
from reflect.vault.keys import KEY_BYTES, Keys
from reflect.vault.passphrase import prepare
from reflect.vault.recovery import code_bytes, new_code
from reflect.vault.secret import Secret

Kind = Literal["passphrase", "recovery"]

PEPPER_BYTES = 32


class Peppers(Secret):
    """The server's peppers by id. New slots use the current one; earlier ones stay to open older slots."""

    __slots__ = ("_values", "current")

    def __init__(self, values: Mapping[str, bytes], current: str) -> None:
        if current not in values or any(len(pepper) < PEPPER_BYTES for pepper in values.values()):
            raise ValueError(f"the current pepper must be given, and each must have {PEPPER_BYTES} bytes or more")
        self._values = dict(values)
        self.current = current

    def ids(self) -> list[str]:
        """The ids of all peppers at hand, sorted."""
        return sorted(self._values)

    def value(self, pepper_id: str | None) -> bytes:
        """The pepper with this id; for the vault and the check at start. Raises CannotOpen when missing."""
        if pepper_id is None or pepper_id not in self._values:
            raise CannotOpen
        return self._values[pepper_id]


@dataclass(frozen=True)
class Slot:
    """One way in, as stored. `cost` and `pepper_id` belong to passphrase slots only."""

    kind: Kind
    generation: int
    salt: bytes = field(repr=False)
    cost: Cost | None
    pepper_id: str | None
    envelope: bytes = field(repr=False)


def check_value(pepper_id: str, pepper: bytes) -> bytes:
    """32 bytes the database keeps per pepper id, to refuse starting with another pepper. Reveals nothing."""
    return subkey(pepper, "pepper-check", context=pepper_id.encode())


def new_passphrase_slot(keys: Keys, passphrase: str, peppers: Peppers, cost: Cost) -> Slot:
    """Lock this root key with a passphrase. Raises WeakPassphrase when it cannot be prepared, and Busy.

    Whether the passphrase is good enough is `passphrase.check`'s to say, before this.
    """
    salt = os.urandom(SALT_BYTES)
    bound = _bound(keys.person, "passphrase", keys.generation)
    kek = _passphrase_kek(prepare(passphrase), salt, cost, peppers.value(peppers.current), bound)
    envelope = seal(kek, keys.root(), bound, keys.generation)
    return Slot("passphrase", keys.generation, salt, cost, peppers.current, envelope)


def open_passphrase_slot(person: str, slot: Slot, passphrase: str, peppers: Peppers) -> Keys:
    """The person's keys, if this is their passphrase. Raises CannotOpen, and Busy.

    Every wrong passphrase costs the same time, one that cannot be prepared too.
    """
    if slot.kind != "passphrase" or slot.cost is None:
        raise CannotOpen
    try:
        prepared = prepare(passphrase)
    except WeakPassphrase:
        prepared = secrets.token_hex()
    bound = _bound(person, slot.kind, slot.generation)
    kek = _passphrase_kek(prepared, slot.salt, slot.cost, peppers.value(slot.pepper_id), bound)
    return _open(person, slot, kek, bound)


def new_recovery_slot(keys: Keys) -> tuple[str, Slot]:
    """A new printed code and the slot it opens. The code is shown once and kept nowhere."""
    code, salt = new_code(), os.urandom(SALT_BYTES)
    bound = _bound(keys.person, "recovery", keys.generation)
    kek = subkey(code_bytes(code), "slot/recovery", context=bound, salt=salt)
    envelope = seal(kek, keys.root(), bound, keys.generation)
    return code, Slot("recovery", keys.generation, salt, None, None, envelope)


def open_recovery_slot(person: str, slot: Slot, code: str) -> Keys:
    """The person's keys, if this is their code. Raises CannotOpen, BadRecoveryCode for what is no code."""
    typed = code_bytes(code)
    if slot.kind != "recovery":
        raise CannotOpen
    bound = _bound(person, slot.kind, slot.generation)
    return _open(person, slot, subkey(typed, "slot/recovery", context=bound, salt=slot.salt), bound)


def costs_less(slot: Slot, cost: Cost) -> bool:
    """Whether the slot was made at a lower cost than `cost` and wants replacing at this unlock."""
    return slot.cost is not None and (slot.cost.memory_kib < cost.memory_kib or slot.cost.iterations < cost.iterations)


def decoy(passphrase: str, peppers: Peppers, cost: Cost) -> None:
    """The work of opening a slot, for a person who does not exist: timing tells nobody. Raises Busy."""
    kek = os.urandom(KEY_BYTES)
    envelope = seal(kek, os.urandom(KEY_BYTES), b"")
    slot = Slot("passphrase", 1, os.urandom(SALT_BYTES), cost, peppers.current, envelope)
    try:
        open_passphrase_slot("", slot, passphrase, peppers)
    except CannotOpen:
        return


def decoy_code(code: str) -> None:
    """The work of opening a recovery slot, for a person who does not exist. Raises BadRecoveryCode."""
    envelope = seal(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES), b"")
    slot = Slot("recovery", 1, os.urandom(SALT_BYTES), None, None, envelope)
    try:
        open_recovery_slot("", slot, code)
    except CannotOpen:
        return


def _bound(person: str, kind: Kind, generation: int) -> bytes:
    return aad("slot", person=person, kind=kind, generation=generation)


def _passphrase_kek(prepared: str, salt: bytes, cost: Cost, pepper: bytes, bound: bytes) -> bytes:
    return subkey(derive(prepared, salt, cost), "slot/passphrase", context=bound, salt=pepper)


def _open(person: str, slot: Slot, kek: bytes, bound: bytes) -> Keys:
    root = open_(kek, slot.envelope, bound)
    return Keys(person, slot.generation, root)
