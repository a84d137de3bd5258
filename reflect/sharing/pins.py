"""Pinned fingerprints: an author's own memory of their reader's key, which nobody else can rewrite."""

from typing import Literal

from sqlalchemy import select

from reflect.sharing.models import PinnedKey
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.pins import open_pin, seal_pin

Pin = Literal["none", "same", "changed"]


def compare(keys: Keys, owner_id: str, reader_id: str, fingerprint: str) -> Pin:
    """Whether the author has confirmed a key of this reader, and whether it is this one.

    A pin that does not open counts as changed: somebody else wrote it.
    """
    sealed = db.session.scalar(
        select(PinnedKey.sealed).where(PinnedKey.owner_id == owner_id, PinnedKey.reader_id == reader_id)
    )
    if sealed is None:
        return "none"
    try:
        return "same" if open_pin(keys, reader_id, sealed) == fingerprint else "changed"
    except CannotOpen:
        return "changed"


def pin(keys: Keys, owner_id: str, reader_id: str, fingerprint: str) -> None:
    """Remember this fingerprint as the one that the author confirmed for the reader."""
    sealed = seal_pin(keys, reader_id, fingerprint)
    db.session.merge(PinnedKey(owner_id=owner_id, reader_id=reader_id, sealed=sealed))
