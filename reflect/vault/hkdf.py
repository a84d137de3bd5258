"""One key for each purpose out of one strong secret: HKDF-SHA256 (RFC 5869)."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reflect.vault.aad import label

PURPOSES = frozenset(
    {
        "key/dek",  # from the root key: wraps the keys of entries and drafts, and the author's copy of share keys
        "key/sk",  # from the root key: wraps the private half of the person's key pair
        "key/pin",  # from the root key: encrypts pinned fingerprints
        "key/contribution",  # from the root key: wraps the contribution key, seals a person’s own choices
        "slot/passphrase",  # from Argon2id's output, with the pepper as salt
        "slot/recovery",  # from the printed code
        "slot/device",  # from what a passkey gives on its own device
        "pepper-check",  # from a pepper: what the database keeps to know it again
        "unlock-key",  # from the cookie of an unlocked journal
        "pending-key",  # from the cookie of a pending sign-in
    }
)


def subkey(secret: bytes, purpose: str, context: bytes = b"", salt: bytes | None = None) -> bytes:
    """32 bytes that only these four give. Raises ValueError for a purpose that is not in the list."""
    if purpose not in PURPOSES:
        raise ValueError(f"no such purpose: {purpose!r}")
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=label(purpose) + context).derive(secret)
