"""What two people in supervision work on together: one key for the pair, sealed to each of the two.

It opens their agreement, the agenda, the notes and the actions of their sessions. What they have signed has a key of
its own (`records`), so that nothing they only prepared is ever opened by whoever may open a record.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from reflect.vault.aad import aad
from reflect.vault.envelope import BODY_STEP, open_, pad, seal, unpad
from reflect.vault.hpke import open_with, seal_to
from reflect.vault.keys import KEY_BYTES, PrivateKey, PublicKey
from reflect.vault.secret import Secret


class PairKey(Secret):
    """The key under which the two people of one supervision work."""

    __slots__ = ("_key", "supervision")

    def __init__(self, supervision: str, key: bytes) -> None:
        self.supervision = supervision
        self._key = key

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal one thing of the pair, padded to steps of 1 KiB; for this module."""
        return seal(self._key, pad(plain, BODY_STEP), bound)

    def open(self, envelope: bytes, bound: bytes) -> bytes:
        """Open one thing of the pair; for this module. Raises CannotOpen."""
        return unpad(open_(self._key, envelope, bound))


@dataclass(frozen=True)
class NewPair:
    """A new pair's key, and its stored form for each of the two, by their id."""

    key: PairKey
    sealed: dict[str, bytes] = field(repr=False)


def new_pair(supervision: str, people: Sequence[PublicKey]) -> NewPair:
    """A new random key for the two people of a supervision. Raises CannotOpen for an unusable public key."""
    key = os.urandom(KEY_BYTES)
    return NewPair(
        PairKey(supervision, key),
        {person.person: seal_to(person, key, _to(supervision, person)) for person in people},
    )


def pair_key(private: PrivateKey, supervision: str, sealed: bytes) -> PairKey:
    """One of the two’s way to the key of their pair. Raises CannotOpen for anybody else, and for another pair."""
    return PairKey(supervision, open_with(private, sealed, _to(supervision, private)))


def seal_agreement(key: PairKey, version: int, text: bytes) -> bytes:
    """Seal one version of what the two agree on."""
    return key.seal(text, aad("agreement", supervision=key.supervision, version=version))


def open_agreement(key: PairKey, version: int, envelope: bytes) -> bytes:
    """Open this version of an agreement and no other. Raises CannotOpen."""
    return key.open(envelope, aad("agreement", supervision=key.supervision, version=version))


def seal_item(key: PairKey, item: str, author: str, text: bytes) -> bytes:
    """Seal what one of the two brings to a session, tied to its id and to who brought it."""
    return key.seal(text, aad("agenda-item", supervision=key.supervision, item=item, author=author))


def open_item(key: PairKey, item: str, author: str, envelope: bytes) -> bytes:
    """Open an item of an agenda under its own id and author. Raises CannotOpen."""
    return key.open(envelope, aad("agenda-item", supervision=key.supervision, item=item, author=author))


def seal_notes(key: PairKey, session: str, version: int, text: bytes) -> bytes:
    """Seal one saved state of a session’s notes."""
    return key.seal(text, aad("session-notes", supervision=key.supervision, session=session, version=version))


def open_notes(key: PairKey, session: str, version: int, envelope: bytes) -> bytes:
    """Open this state of a session’s notes and no other. Raises CannotOpen."""
    return key.open(envelope, aad("session-notes", supervision=key.supervision, session=session, version=version))


def seal_action(key: PairKey, action: str, version: int, text: bytes) -> bytes:
    """Seal one version of what somebody will do."""
    return key.seal(text, aad("action", supervision=key.supervision, action=action, version=version))


def open_action(key: PairKey, action: str, version: int, envelope: bytes) -> bytes:
    """Open this version of an action and no other. Raises CannotOpen."""
    return key.open(envelope, aad("action", supervision=key.supervision, action=action, version=version))


def _to(supervision: str, person: PublicKey | PrivateKey) -> bytes:
    return aad("pair-key", supervision=supervision, to=person.person, key_id=person.key_id)
