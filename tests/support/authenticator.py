"""A passkey in software, for tests without a browser: what a device and its browser would answer, or a forger."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn.helpers import encode_cbor, parse_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(value: bytes) -> str:
    """Base64url without padding, as WebAuthn writes bytes in JSON."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def raw(value: str) -> bytes:
    """The bytes of such a text."""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass
class Authenticator:
    """One passkey on one device. What a test changes here, the device gets wrong."""

    origin: str = "http://localhost"
    host: str = "localhost"
    verifies: bool = True  # asks for a PIN, finger or face
    counts: bool = True
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    prf_key: bytes = field(default_factory=lambda: os.urandom(32))

    def create(self, options: dict[str, Any], **changes: Any) -> str:
        """Answer to what the server asks when a passkey is added, as JSON."""
        client = self._client("webauthn.create", options, changes)
        numbers = self.private.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        key = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + key
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._answer(clientDataJSON=client, attestationObject=encode_cbor(statement))

    def create_vouched(self, options: dict[str, Any]) -> str:
        """The same with a maker's word for the device, in the form of FIDO U2F, which holds as far as it goes."""
        made = json.loads(self.create(options))
        client = raw(made["response"]["clientDataJSON"])
        data = parse_cbor(raw(made["response"]["attestationObject"]))["authData"]
        maker, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
        since = datetime(2026, 1, 1, tzinfo=UTC)
        word = x509.CertificateBuilder(name, name, maker.public_key(), 1, since, since + timedelta(days=9999))
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        said = b"\0" + data[:32] + hashlib.sha256(client).digest() + self.credential_id + point
        statement = {
            "x5c": [word.sign(maker, hashes.SHA256()).public_bytes(Encoding.DER)],
            "sig": maker.sign(said, ec.ECDSA(hashes.SHA256())),
        }
        vouched = {"fmt": "fido-u2f", "attStmt": statement, "authData": data}
        return self._answer(clientDataJSON=client, attestationObject=encode_cbor(vouched))

    def get(self, options: dict[str, Any], **changes: Any) -> str:
        """Answer to what the server asks when a passkey is used, as JSON."""
        client, data = self._client("webauthn.get", options, changes), self._data()
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def prf(self, salt: str) -> str:
        """What the passkey gives for this salt, as the browser hands it to a page (WebAuthn level 3, 10.1.4)."""
        asked = hashlib.sha256(b"WebAuthn PRF\0" + raw(salt)).digest()
        return text(hmac.digest(self.prf_key, asked, "sha256"))

    def _client(self, kind: str, options: dict[str, Any], changes: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps({**said, **changes}).encode()

    def _data(self, flags: int = 0) -> bytes:
        self.count += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        name = text(self.credential_id)
        said = {key: text(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})
