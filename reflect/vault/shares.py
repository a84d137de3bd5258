"""A share: a new copy under a new key, sealed to one reader. The entry's own key never leaves."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from reflect.vault.aad import aad
from reflect.vault.envelope import BODY_STEP, HEAD_STEP, open_, pad, seal, unpad
from reflect.vault.hpke import open_with, seal_to
from reflect.vault.keys import KEY_BYTES, Keys, PrivateKey, PublicKey
from reflect.vault.secret import Secret


class ShareKey(Secret):
    """The key of one share, in the hands of its owner or its reader."""

    __slots__ = ("_key", "owner", "share")

    def __init__(self, share: str, owner: str, key: bytes) -> None:
        self.share = share
        self.owner = owner
        self._key = key

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal one part of the share; for this module."""
        return seal(self._key, plain, bound)

    def open(self, envelope: bytes, bound: bytes) -> bytes:
        """Open one part of the share; for this module. Raises CannotOpen."""
        return open_(self._key, envelope, bound)


@dataclass(frozen=True)
class NewShare:
    """A new share's key, and its two stored forms."""

    key: ShareKey
    owner_wrapped: bytes = field(repr=False)
    reader_sealed: bytes = field(repr=False)


def new_share(keys: Keys, share: str, reader: PublicKey) -> NewShare:
    """A new random key for a share from this person to that reader. Raises CannotOpen for an unusable key."""
    key = os.urandom(KEY_BYTES)
    return NewShare(
        ShareKey(share, keys.person, key),
        owner_wrapped=keys.wrap("dek", key, _own(share, keys.person)),
        reader_sealed=seal_to(reader, key, _to(share, keys.person, reader)),
    )


def share_key_as_owner(keys: Keys, share: str, owner_wrapped: bytes) -> ShareKey:
    """The owner's way to the share's key. Raises CannotOpen."""
    return ShareKey(share, keys.person, keys.unwrap("dek", owner_wrapped, _own(share, keys.person)))


def share_key_as_reader(private: PrivateKey, share: str, owner: str, reader_sealed: bytes) -> ShareKey:
    """The reader's way to the share's key. Raises CannotOpen for another reader, owner or share."""
    return ShareKey(share, owner, open_with(private, reader_sealed, _to(share, owner, private)))


def rewrap_share_key(old: Keys, new: Keys, share: str, owner_wrapped: bytes) -> bytes:
    """The owner's copy of the share key under the new root key, at rotation. Raises CannotOpen."""
    bound = _own(share, old.person)
    return new.wrap("dek", old.unwrap("dek", owner_wrapped, bound), bound)


def seal_share_body(key: ShareKey, data: bytes) -> bytes:
    """Seal the chosen answers, padded to steps of 1 KiB."""
    return key.seal(pad(data, BODY_STEP), _part("share", key))


def open_share_body(key: ShareKey, envelope: bytes) -> bytes:
    """Open the chosen answers. Raises CannotOpen."""
    return unpad(key.open(envelope, _part("share", key)))


def seal_share_head(key: ShareKey, data: bytes) -> bytes:
    """Seal what the reader's list shows, the title and the note, padded to steps of 256 bytes."""
    return key.seal(pad(data, HEAD_STEP), _part("share-head", key))


def open_share_head(key: ShareKey, envelope: bytes) -> bytes:
    """Open what the reader's list shows. Raises CannotOpen."""
    return unpad(key.open(envelope, _part("share-head", key)))


def seal_comment(key: ShareKey, comment: str, author: str, text: bytes) -> bytes:
    """Seal a comment on this share, tied to its id and its author; padded to steps of 1 KiB."""
    return key.seal(pad(text, BODY_STEP), aad("comment", share=key.share, comment=comment, author=author))


def open_comment(key: ShareKey, comment: str, author: str, envelope: bytes) -> bytes:
    """Open a comment under its own id and author. Raises CannotOpen."""
    return unpad(key.open(envelope, aad("comment", share=key.share, comment=comment, author=author)))


def _own(share: str, owner: str) -> bytes:
    return aad("share-own", share=share, owner=owner)


def _to(share: str, owner: str, reader: PublicKey | PrivateKey) -> bytes:
    return aad("share-key", share=share, owner=owner, to=reader.person, key_id=reader.key_id)


def _part(domain: str, key: ShareKey) -> bytes:
    return aad(domain, share=key.share, owner=key.owner)
