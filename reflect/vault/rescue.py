"""A post that arrived while its author's journal was locked, sealed to its author's own public key."""

from __future__ import annotations

from reflect.vault.aad import aad
from reflect.vault.envelope import BODY_STEP, pad, unpad
from reflect.vault.hpke import open_with, seal_to
from reflect.vault.keys import PrivateKey, PublicKey


def seal_rescue(author: PublicKey, entry: str, one_time_id: str, text: bytes) -> bytes:
    """Keep what was typed for its author alone, padded to steps of 1 KiB. Raises CannotOpen for a bad key."""
    return seal_to(author, pad(text, BODY_STEP), _info(author.person, entry, one_time_id))


def open_rescue(private: PrivateKey, entry: str, one_time_id: str, sealed: bytes) -> bytes:
    """What was typed, for its author, entry and one-time id. Raises CannotOpen.

    Anybody who knows a public key can seal to it: the author may not have written this.
    """
    return unpad(open_with(private, sealed, _info(private.person, entry, one_time_id)))


def _info(person: str, entry: str, one_time_id: str) -> bytes:
    return aad("rescue", person=person, entry=entry, one_time_id=one_time_id)
