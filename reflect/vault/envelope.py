"""One sealed thing: AES-256-GCM (NIST SP 800-38D) behind a small header, and padding that hides lengths.

    "J" | version 1 | algorithm 1 | key generation u16 | nonce 12 bytes | ciphertext and 16-byte tag

The header is authenticated together with the AAD. Nonces are random: a key seals far fewer than the 2**32
messages that SP 800-38D allows for random 96-bit nonces.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reflect.vault.errors import CannotOpen

BODY_STEP = 1024
HEAD_STEP = 256

_PREFIX = b"J\x01\x01"  # magic, version 1, algorithm 1 = AES-256-GCM
_HEADER = len(_PREFIX) + 2
_NONCE = 12
_TAG = 16
_LENGTH = 4


def seal(key: bytes, plain: bytes, aad: bytes, generation: int = 0) -> bytes:
    """Encrypt `plain` under a 32-byte key, tied to `aad`; `generation` (0..65535) is the root key's."""
    header = _PREFIX + generation.to_bytes(2, "big")
    nonce = os.urandom(_NONCE)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + aad)


def open_(key: bytes, envelope: bytes, aad: bytes) -> bytes:
    """Decrypt what `seal` made with the same key and aad. Raises CannotOpen for anything else."""
    return open_with(AESGCM(key), envelope, aad)


def open_with(cipher: AESGCM, envelope: bytes, aad: bytes) -> bytes:
    """The same with a key that is set up already, for one that opens thousands of envelopes. Raises CannotOpen."""
    _check_format(envelope)
    header, nonce, sealed = (
        envelope[:_HEADER],
        envelope[_HEADER : _HEADER + _NONCE],
        envelope[_HEADER + _NONCE :],
    )
    try:
        return cipher.decrypt(nonce, sealed, header + aad)
    except InvalidTag:
        raise CannotOpen from None


def generation_of(envelope: bytes) -> int:
    """The generation in the header, to find what still waits for rewrapping; proven only once it opens."""
    _check_format(envelope)
    return int.from_bytes(envelope[len(_PREFIX) : _HEADER], "big")


def pad(data: bytes, step: int) -> bytes:
    """Length (u32) and data, filled with zeros to the next multiple of `step` bytes."""
    framed = len(data).to_bytes(_LENGTH, "big") + data
    return framed + bytes(-len(framed) % step)


def unpad(data: bytes) -> bytes:
    """What `pad` was given. Raises CannotOpen when the length or the filling is not what `pad` writes."""
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
    if len(data) < _LENGTH or end > len(data) or data[end:] != bytes(len(data) - end):
        raise CannotOpen
    return data[_LENGTH:end]


def _check_format(envelope: bytes) -> None:
    if not envelope.startswith(_PREFIX) or len(envelope) < _HEADER + _NONCE + _TAG:
        raise CannotOpen
