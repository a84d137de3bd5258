"""An entry under its own key: the body, the head for lists, and comments kept with it after a share ended."""

from __future__ import annotations

import os

from reflect.vault.aad import aad
from reflect.vault.envelope import BODY_STEP, HEAD_STEP, open_, pad, seal, unpad
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import KEY_BYTES, Keys
from reflect.vault.secret import Secret

_GENERATION = 2


class EntryKey(Secret):
    """The key (DEK) of one entry, unwrapped once and used for all its parts.

    `generation` is the generation in which it was made; rewrapping does not change it. A new revision is
    sealed under a key of the present generation, so that whoever held an old one cannot read on.
    """

    __slots__ = ("_key", "entry", "generation", "owner")

    def __init__(self, entry: str, owner: str, generation: int, key: bytes) -> None:
        self.entry = entry
        self.owner = owner
        self.generation = generation
        self._key = key

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal one part of the entry; for this module."""
        return seal(self._key, plain, bound, self.generation)

    def open(self, envelope: bytes, bound: bytes) -> bytes:
        """Open one part of the entry; for this module. Raises CannotOpen."""
        return open_(self._key, envelope, bound)


def new_entry_key(keys: Keys, entry: str) -> bytes:
    """A new random key for an entry of this person, wrapped for storing."""
    made = keys.generation.to_bytes(_GENERATION, "big") + os.urandom(KEY_BYTES)
    return keys.wrap("dek", made, _dek(entry, keys.person))


def entry_key(keys: Keys, entry: str, wrapped: bytes) -> EntryKey:
    """Unwrap an entry's key. Raises CannotOpen for another's entry, a moved or a tampered key."""
    made = keys.unwrap("dek", wrapped, _dek(entry, keys.person))
    if len(made) != _GENERATION + KEY_BYTES:
        raise CannotOpen
    return EntryKey(entry, keys.person, int.from_bytes(made[:_GENERATION], "big"), made[_GENERATION:])


def rewrap_entry_key(old: Keys, new: Keys, entry: str, wrapped: bytes) -> bytes:
    """The same entry key under the new root key, at rotation. Raises CannotOpen."""
    bound = _dek(entry, old.person)
    return new.wrap("dek", old.unwrap("dek", wrapped, bound), bound)


def seal_body(key: EntryKey, revision: int, document: bytes) -> bytes:
    """Seal everything typed into one revision, padded to steps of 1 KiB."""
    return key.seal(pad(document, BODY_STEP), _part("entry", key, revision))


def open_body(key: EntryKey, revision: int, envelope: bytes) -> bytes:
    """Open the body of this revision and no other. Raises CannotOpen."""
    return unpad(key.open(envelope, _part("entry", key, revision)))


def seal_head(key: EntryKey, revision: int, head: bytes) -> bytes:
    """Seal what lists show of one revision, such as its title, padded to steps of 256 bytes."""
    return key.seal(pad(head, HEAD_STEP), _part("title", key, revision))


def open_head(key: EntryKey, revision: int, envelope: bytes) -> bytes:
    """Open the head of this revision and no other. Raises CannotOpen."""
    return unpad(key.open(envelope, _part("title", key, revision)))


def seal_comment(key: EntryKey, share: str, comment: str, author: str, text: bytes) -> bytes:
    """Seal a comment into the entry it was made on, once its share is over; padded to steps of 1 KiB."""
    return key.seal(pad(text, BODY_STEP), aad("comment", share=share, comment=comment, author=author))


def open_comment(key: EntryKey, share: str, comment: str, author: str, envelope: bytes) -> bytes:
    """Open a comment kept with the entry, under its own share, id and author. Raises CannotOpen."""
    return unpad(key.open(envelope, aad("comment", share=share, comment=comment, author=author)))


def seal_ready(key: EntryKey, ready: str, reader: str, choice: bytes) -> bytes:
    """Seal what is ready to share with one reader: the choice of answers and the note; padded to steps of 1 KiB."""
    return key.seal(
        pad(choice, BODY_STEP), aad("ready-share", ready=ready, entry=key.entry, owner=key.owner, reader=reader)
    )


def open_ready(key: EntryKey, ready: str, reader: str, envelope: bytes) -> bytes:
    """Open what is ready to share, under its own id and reader. Raises CannotOpen."""
    return unpad(key.open(envelope, aad("ready-share", ready=ready, entry=key.entry, owner=key.owner, reader=reader)))


def _dek(entry: str, owner: str) -> bytes:
    return aad("dek", entry=entry, owner=owner)


def _part(domain: str, key: EntryKey, revision: int) -> bytes:
    return aad(domain, entry=key.entry, owner=key.owner, revision=revision)
