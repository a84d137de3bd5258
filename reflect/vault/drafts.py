"""A comment that is not sent yet, under a key of its writer's own: who shared the reflection cannot open it."""

from __future__ import annotations

import os

from reflect.vault.aad import aad
from reflect.vault.envelope import BODY_STEP, open_, pad, seal, unpad
from reflect.vault.keys import KEY_BYTES, Keys
from reflect.vault.secret import Secret


class DraftKey(Secret):
    """The key of one draft, in the hands of who writes it."""

    __slots__ = ("_key", "draft", "entry", "owner")

    def __init__(self, draft: str, entry: str, owner: str, key: bytes) -> None:
        self.draft = draft
        self.entry = entry
        self.owner = owner
        self._key = key

    def seal(self, revision: int, text: bytes) -> bytes:
        """Seal one revision of the draft, padded to steps of 1 KiB."""
        return seal(self._key, pad(text, BODY_STEP), self._bound(revision))

    def open(self, revision: int, envelope: bytes) -> bytes:
        """Open this revision of the draft and no other. Raises CannotOpen."""
        return unpad(open_(self._key, envelope, self._bound(revision)))

    def _bound(self, revision: int) -> bytes:
        return aad("draft-comment", draft=self.draft, owner=self.owner, entry=self.entry, revision=revision)


def new_draft_key(keys: Keys, draft: str) -> bytes:
    """A new random key for a draft of this person, wrapped for storing."""
    return keys.wrap("dek", os.urandom(KEY_BYTES), _own(draft, keys.person))


def draft_key(keys: Keys, draft: str, entry: str, wrapped: bytes) -> DraftKey:
    """Unwrap the key of one's own draft on a reflection. Raises CannotOpen."""
    return DraftKey(draft, entry, keys.person, keys.unwrap("dek", wrapped, _own(draft, keys.person)))


def rewrap_draft_key(old: Keys, new: Keys, draft: str, wrapped: bytes) -> bytes:
    """The same key under the new root key, at rotation. Raises CannotOpen."""
    bound = _own(draft, old.person)
    return new.wrap("dek", old.unwrap("dek", wrapped, bound), bound)


def _own(draft: str, owner: str) -> bytes:
    return aad("draft-comment-key", draft=draft, owner=owner)
