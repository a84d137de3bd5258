"""A window's key pair, the rows sealed to it, and what a person remembers of their own.

The servers that people write on hold the public half. The private half opens the rows once, for the release, and is
then destroyed: whoever comes later, with whatever backup, holds boxes that nobody can open.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from reflect.vault.aad import aad, label
from reflect.vault.envelope import pad, unpad
from reflect.vault.errors import CannotOpen
from reflect.vault.hpke import open_with, seal_to
from reflect.vault.keys import KEY_BYTES, Keys, PrivateKey, PublicKey

CID_BYTES = 16
CHOICES_STEP = 4096

_KEY_ID = "window"


def new_window_key() -> tuple[bytes, bytes]:
    """A window's private and public key, 32 raw bytes each (X25519, RFC 7748)."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_half(private: bytes) -> bytes:
    """The public key that belongs to a window's private key. Raises CannotOpen when that is no key."""
    return _private("", private).key.public_key().public_bytes_raw()


def contribution_id(contribution_key: bytes, window: str) -> bytes:
    """The name of a person's one row in a window: 16 bytes that only their contribution key leads to."""
    return hmac.new(contribution_key, label("contribution-id") + window.encode(), hashlib.sha256).digest()[:CID_BYTES]


def seal_row(public: bytes, window: str, cid: bytes, plain: bytes) -> bytes:
    """Seal one row to a window's public key, so that it opens under no other name and in no other window."""
    return seal_to(PublicKey(window, _KEY_ID, public), plain, _row(window, cid))


def open_row(private: bytes, window: str, cid: bytes, sealed: bytes) -> bytes:
    """What was sealed into this row of this window. Raises CannotOpen for anything else."""
    return row_opener(private, window)(cid, sealed)


def row_opener(private: bytes, window: str) -> Callable[[bytes, bytes], bytes]:
    """`open_row` for all rows of a window: reading the key costs as much as opening a row. Raises CannotOpen."""
    key = _private(window, private)

    def opened(cid: bytes, sealed: bytes) -> bytes:
        return open_with(key, sealed, _row(window, cid))

    return opened


def seal_choices(keys: Keys, choices: bytes) -> bytes:
    """What a person remembers of their own contributions, always of the same length.

    Raises ValueError above 4,092 bytes: a longer envelope would show.
    """
    padded = pad(choices, CHOICES_STEP)
    if len(padded) != CHOICES_STEP:
        raise ValueError("more choices than the envelope holds")
    return keys.wrap("contribution", padded, aad("choices", person=keys.person))


def open_choices(keys: Keys, envelope: bytes) -> bytes:
    """What `seal_choices` was given. Raises CannotOpen."""
    return unpad(keys.unwrap("contribution", envelope, aad("choices", person=keys.person)))


def _private(window: str, raw: bytes) -> PrivateKey:
    if len(raw) != KEY_BYTES:
        raise CannotOpen
    return PrivateKey(window, _KEY_ID, X25519PrivateKey.from_private_bytes(raw))


def _row(window: str, cid: bytes) -> bytes:
    return aad("contribution-row", window=window, cid=cid.hex())
