"""A signed record of a session: a key of its own, sealed to each who may open it, and the chain over its versions.

Those are both people, the third reader whom their agreement names, and the organisation’s records key, whose private
half is held offline. No journal entry, share or draft is ever under such a key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from reflect.vault.aad import aad, label
from reflect.vault.envelope import BODY_STEP, open_, pad, seal, unpad
from reflect.vault.errors import CannotOpen
from reflect.vault.hpke import open_with, seal_to
from reflect.vault.keys import KEY_BYTES, PrivateKey, PublicKey, public_half
from reflect.vault.secret import Secret

ORGANISATION = "organisation"  # who holds the records key, where a person’s id stands for everybody else


class RecordKey(Secret):
    """The key of one session’s record, in the hands of somebody who may open it."""

    __slots__ = ("_key", "session")

    def __init__(self, session: str, key: bytes) -> None:
        self.session = session
        self._key = key

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal one version; for this module."""
        return seal(self._key, plain, bound)

    def open(self, envelope: bytes, bound: bytes) -> bytes:
        """Open one version; for this module. Raises CannotOpen."""
        return open_(self._key, envelope, bound)

    def sealed_to(self, holder: PublicKey) -> bytes:
        """This key, for one who may open the record; for this module. Raises CannotOpen."""
        return seal_to(holder, self._key, _to(self.session, holder))


@dataclass(frozen=True)
class NewRecord:
    """A new record’s key, and its stored form for each holder, by the holder’s id."""

    key: RecordKey
    sealed: dict[str, bytes] = field(repr=False)


def new_record(session: str, holders: Sequence[PublicKey]) -> NewRecord:
    """A new random key for a session’s record, sealed to each holder. Raises CannotOpen for an unusable public key."""
    key = RecordKey(session, os.urandom(KEY_BYTES))
    return NewRecord(key, seal_record_key(key, holders))


def seal_record_key(key: RecordKey, holders: Sequence[PublicKey]) -> dict[str, bytes]:
    """The same key sealed to further holders, by their id, once a record is signed. Raises CannotOpen."""
    return {holder.person: key.sealed_to(holder) for holder in holders}


def record_key(private: PrivateKey, session: str, sealed: bytes) -> RecordKey:
    """A holder’s way to the key of a record. Raises CannotOpen for anybody else, and for another session."""
    return RecordKey(session, open_with(private, sealed, _to(session, private)))


def seal_record(key: RecordKey, version: int, text: bytes) -> bytes:
    """Seal one version: the record itself, or an addition to it; padded to steps of 1 KiB."""
    return key.seal(pad(text, BODY_STEP), aad("record", session=key.session, version=version))


def open_record(key: RecordKey, version: int, envelope: bytes) -> bytes:
    """Open this version of this session’s record and no other. Raises CannotOpen."""
    return unpad(key.open(envelope, aad("record", session=key.session, version=version)))


def link(before: str, facts: bytes, envelope: bytes) -> str:
    """The digest of one version: SHA-256 over the one before, what stands beside it and its ciphertext, as hex.

    It is over the ciphertext so that it tells nothing about the words, and so that whoever keeps the database can
    check it without opening anything. The ciphertext authenticates the words.
    """
    parts = (label("record-link"), bytes.fromhex(before), hashlib.sha256(facts).digest())
    return hashlib.sha256(b"".join(parts) + hashlib.sha256(envelope).digest()).hexdigest()


def new_records_key() -> tuple[bytes, PublicKey]:
    """The organisation’s key pair: the private half as 32 raw bytes (RFC 7748), to be kept offline; the public one."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), public_half(ORGANISATION, private)


def records_private_key(raw: bytes) -> PrivateKey:
    """The organisation’s private key, from the file that its holders keep. Raises CannotOpen when that is no key."""
    if len(raw) != KEY_BYTES:
        raise CannotOpen
    private = X25519PrivateKey.from_private_bytes(raw)
    return PrivateKey(ORGANISATION, public_half(ORGANISATION, private).key_id, private)


def _to(session: str, holder: PublicKey | PrivateKey) -> bytes:
    return aad("record-key", session=session, to=holder.person, key_id=holder.key_id)
