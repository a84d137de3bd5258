"""The arithmetic of the chain: what an event's link is made of, and the signature under its head.

link n = SHA-256(link n-1 ‖ canonical JSON of event n)
"""

import hashlib
import json
from datetime import UTC

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reflect.audit.models import AuditEvent

START = hashlib.sha256(b"reflect/audit/v1").digest()


def link(before: bytes, event: AuditEvent) -> bytes:
    """The link of an event after the one whose link is `before`."""
    return hashlib.sha256(before + canonical(event)).digest()


def canonical(event: AuditEvent) -> bytes:
    """The same bytes for the same event on every machine and database."""
    said = {
        "id": event.id,
        "at": event.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": event.event,
        "actor": event.actor_id,
        "about": event.about_id,
        "details": event.details,
        "position": event.position,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def sign(key: bytes, position: int, end: bytes) -> bytes:
    """The signature under the chain's end (Ed25519, RFC 8032). `key` is 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(key).sign(_head(position, end))


def signed(key: bytes, position: int, end: bytes, signature: bytes) -> bool:
    """Whether this key made the signature under this end."""
    try:
        Ed25519PrivateKey.from_private_bytes(key).public_key().verify(signature, _head(position, end))
    except InvalidSignature:
        return False
    return True


def _head(position: int, end: bytes) -> bytes:
    return b"reflect/audit-head/v1" + position.to_bytes(8, "big") + end
