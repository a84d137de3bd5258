"""What a person holds: a root key, a key pair that receives shares while locked, and a contribution key."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reflect.vault.aad import aad, label
from reflect.vault.envelope import open_with, seal
from reflect.vault.errors import CannotOpen
from reflect.vault.hkdf import subkey
from reflect.vault.secret import Secret

Purpose = Literal["dek", "sk", "pin", "contribution"]

KEY_BYTES = 32


class Keys(Secret):
    """An unlocked person: the root key (URK, 32 random bytes) behind everything they can open."""

    __slots__ = ("_ciphers", "_derived", "_root", "generation", "person")

    def __init__(self, person: str, generation: int, root: bytes) -> None:
        self.person = person
        self.generation = generation
        self._root = root
        self._derived: dict[Purpose, bytes] = {}
        self._ciphers: dict[Purpose, AESGCM] = {}

    def root(self) -> bytes:
        """The root key itself, for the slots and unlock rows that wrap it; for the vault only."""
        return self._root

    def derive(self, purpose: Purpose) -> bytes:
        """The 32-byte key for one purpose; for the vault only."""
        if purpose not in self._derived:
            self._derived[purpose] = subkey(self._root, f"key/{purpose}")
        return self._derived[purpose]

    def wrap(self, purpose: Purpose, plain: bytes, bound: bytes) -> bytes:
        """Seal under the key for `purpose`, with this generation in the header."""
        return seal(self.derive(purpose), plain, bound, self.generation)

    def unwrap(self, purpose: Purpose, envelope: bytes, bound: bytes) -> bytes:
        """Open what `wrap` made. Raises CannotOpen."""
        if purpose not in self._ciphers:
            self._ciphers[purpose] = AESGCM(self.derive(purpose))
        return open_with(self._ciphers[purpose], envelope, bound)


class PrivateKey(Secret):
    """The private half of a person's key pair, for opening what was sealed to them."""

    __slots__ = ("key", "key_id", "person")

    def __init__(self, person: str, key_id: str, key: X25519PrivateKey) -> None:
        self.person = person
        self.key_id = key_id
        self.key = key


@dataclass(frozen=True)
class PublicKey:
    """The public half: whose, its name (16 hex digits of its hash) and 32 raw bytes (RFC 7748)."""

    person: str
    key_id: str
    raw: bytes = field(repr=False)

    def fingerprint(self) -> str:
        """Twenty hex digits in groups of four, for two people to compare; whose key it is goes in too."""
        bound = aad("fingerprint", person=self.person, public_key=self.raw.hex())
        digits = hashlib.sha256(bound).hexdigest()[:20]
        return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


@dataclass(frozen=True)
class PersonSecrets:
    """What the database keeps of a person beside their slots; worth nothing without the root key."""

    public: PublicKey
    sealed_private: bytes = field(repr=False)
    sealed_contribution: bytes = field(repr=False)


def new_person(person: str) -> tuple[Keys, PersonSecrets]:
    """Make everything a person holds, at enrolment. Generation 1; slots are added separately."""
    private = X25519PrivateKey.generate()
    return _wrap_all(person, 1, private, os.urandom(KEY_BYTES))


def rotate(keys: Keys, secrets: PersonSecrets) -> tuple[Keys, PersonSecrets]:
    """A new root key, one generation up; the same key pair and contribution key, rewrapped.

    The caller makes new slots, and in the same transaction wraps all again that is under these keys.
    Raises CannotOpen when these secrets are not these keys' own.
    """
    private = private_key(keys, secrets).key
    return _wrap_all(keys.person, keys.generation + 1, private, contribution_key(keys, secrets))


def private_key(keys: Keys, secrets: PersonSecrets) -> PrivateKey:
    """The person's private key. Raises CannotOpen, also when the stored public key is not its other half."""
    public = secrets.public
    raw = keys.unwrap("sk", secrets.sealed_private, aad("sk", person=keys.person, key_id=public.key_id))
    private = X25519PrivateKey.from_private_bytes(raw)
    if public != public_half(keys.person, private):
        raise CannotOpen
    return PrivateKey(keys.person, public.key_id, private)


def contribution_key(keys: Keys, secrets: PersonSecrets) -> bytes:
    """32 bytes made at enrolment, the same through every rotation. Raises CannotOpen."""
    return keys.unwrap("contribution", secrets.sealed_contribution, aad("contribution", person=keys.person))


def _wrap_all(
    person: str, generation: int, private: X25519PrivateKey, contribution: bytes
) -> tuple[Keys, PersonSecrets]:
    keys = Keys(person, generation, os.urandom(KEY_BYTES))
    public = public_half(person, private)
    sealed_private = keys.wrap("sk", private.private_bytes_raw(), aad("sk", person=person, key_id=public.key_id))
    sealed_contribution = keys.wrap("contribution", contribution, aad("contribution", person=person))
    return keys, PersonSecrets(public, sealed_private, sealed_contribution)


def public_half(person: str, private: X25519PrivateKey) -> PublicKey:
    """The public half of a key pair, under the name that its hash gives it; for the vault only."""
    raw = private.public_key().public_bytes_raw()
    return PublicKey(person, hashlib.sha256(label("key-id") + raw).hexdigest()[:16], raw)
