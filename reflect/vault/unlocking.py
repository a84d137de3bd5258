"""While a journal is open: half of what opens it is in the person's cookie, half in a row. Neither is enough.

The cookie holds S, 32 random bytes. The row's id is a hash of S, so the row does not give S; what the row
holds is sealed under a key from S, so the cookie alone gives nothing either.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from reflect.vault.aad import aad
from reflect.vault.envelope import open_, seal
from reflect.vault.errors import CannotOpen
from reflect.vault.hkdf import subkey
from reflect.vault.keys import KEY_BYTES, Keys

_GENERATION = 2
_COOKIE_LENGTH = 43  # 32 bytes in base64url without padding


def open_unlock(keys: Keys, session: str) -> tuple[str, bytes, bytes]:
    """Leave the journal open for one session: the cookie's value, the row's id (32 bytes), its envelope."""
    secret = os.urandom(KEY_BYTES)
    bound = aad("session", person=keys.person, session=session)
    return (
        _cookie(secret),
        _row_id(secret),
        seal(subkey(secret, "unlock-key"), _pack(keys), bound, keys.generation),
    )


def unlock_id(cookie: str) -> bytes:
    """The id of the row a cookie belongs to, unlocked or pending. Raises CannotOpen for no such cookie."""
    return _row_id(_secret(cookie))


def resume(cookie: str, person: str, session: str, sealed: bytes) -> Keys:
    """The keys again, for the same cookie, person and session. Raises CannotOpen."""
    key = subkey(_secret(cookie), "unlock-key")
    return _unpack(person, open_(key, sealed, aad("session", person=person, session=session)))


def open_pending(person: str, payload: bytes) -> tuple[str, bytes, bytes]:
    """Let something wait between two steps of signing in: cookie's value, row's id, row's envelope."""
    secret = os.urandom(KEY_BYTES)
    row_id = _row_id(secret)
    bound = aad("pending", person=person, pending=row_id.hex())
    return _cookie(secret), row_id, seal(subkey(secret, "pending-key"), payload, bound)


def resume_pending(cookie: str, person: str, sealed: bytes) -> bytes:
    """What waited, for the same cookie and person. Raises CannotOpen."""
    secret = _secret(cookie)
    bound = aad("pending", person=person, pending=_row_id(secret).hex())
    return open_(subkey(secret, "pending-key"), sealed, bound)


def open_pending_keys(keys: Keys) -> tuple[str, bytes, bytes]:
    """Let opened keys wait for the second step: cookie's value, row's id, row's envelope."""
    return open_pending(keys.person, _pack(keys))


def resume_pending_keys(cookie: str, person: str, sealed: bytes) -> Keys | None:
    """The keys that waited, for the same cookie and person; None when nothing did. Raises CannotOpen."""
    packed = resume_pending(cookie, person, sealed)
    return _unpack(person, packed) if packed else None


def _pack(keys: Keys) -> bytes:
    return keys.generation.to_bytes(_GENERATION, "big") + keys.root()


def _unpack(person: str, packed: bytes) -> Keys:
    if len(packed) != _GENERATION + KEY_BYTES:
        raise CannotOpen
    return Keys(person, int.from_bytes(packed[:_GENERATION], "big"), packed[_GENERATION:])


def _row_id(secret: bytes) -> bytes:
    return hashlib.sha256(b"unlock-id" + secret).digest()


def _cookie(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def _secret(cookie: str) -> bytes:
    if len(cookie) != _COOKIE_LENGTH:
        raise CannotOpen
    try:
        secret = base64.urlsafe_b64decode(cookie + "=")
    except (binascii.Error, ValueError):
        raise CannotOpen from None
    # The decoder skips characters it does not know and ignores the last two bits: only one text is a cookie.
    if _cookie(secret) != cookie:
        raise CannotOpen
    return secret
