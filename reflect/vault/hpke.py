"""Sealing to somebody's public key: HPKE base mode (RFC 9180), X25519, HKDF-SHA256, AES-256-GCM.

    "H" | version 1 | suite 1 | encapsulated key 32 bytes | ciphertext and tag

Base mode does not prove who sealed: whatever comes out was written by somebody else and is cleaned again.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from reflect.vault.errors import CannotOpen
from reflect.vault.keys import PrivateKey, PublicKey

_PREFIX = b"H\x01\x01"  # magic, version 1, suite 1
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal_to(reader: PublicKey, plain: bytes, info: bytes) -> bytes:
    """Encrypt so that only the holder of the private half opens it, tied to `info`.

    Raises CannotOpen for a public key that nobody could open with (wrong length or a point of small order).
    """
    try:
        public = X25519PublicKey.from_public_bytes(reader.raw)
        return _PREFIX + _SUITE.encrypt(plain, public, info=_PREFIX + info)
    except ValueError:
        raise CannotOpen from None


def open_with(private: PrivateKey, sealed: bytes, info: bytes) -> bytes:
    """Decrypt what was sealed to this key with the same info. Raises CannotOpen for anything else."""
    if not sealed.startswith(_PREFIX):
        raise CannotOpen
    try:
        return _SUITE.decrypt(sealed[len(_PREFIX) :], private.key, info=_PREFIX + info)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
