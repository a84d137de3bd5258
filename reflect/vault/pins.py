"""The fingerprint somebody saw when they first shared, remembered where only they can change it."""

from __future__ import annotations

from reflect.vault.aad import aad
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys


def seal_pin(keys: Keys, about_person: str, fingerprint: str) -> bytes:
    """Remember that `about_person`'s key had this fingerprint."""
    return keys.wrap("pin", fingerprint.encode(), aad("pin", person=about_person))


def open_pin(keys: Keys, about_person: str, envelope: bytes) -> str:
    """The remembered fingerprint of `about_person`'s key. Raises CannotOpen."""
    try:
        return keys.unwrap("pin", envelope, aad("pin", person=about_person)).decode()
    except UnicodeDecodeError:
        raise CannotOpen from None


def rewrap_pin(old: Keys, new: Keys, about_person: str, envelope: bytes) -> bytes:
    """The same pin under the new root key, at rotation. Raises CannotOpen."""
    return seal_pin(new, about_person, open_pin(old, about_person, envelope))
