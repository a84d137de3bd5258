"""What was checked is what is imported: the file goes through the page, signed for who checked it and what they saw."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer

from reflect.organisation.roster_file import MOST_BYTES

SALT = "roster-file"


@dataclass(frozen=True)
class Checked:
    """A file as it was checked, and the digest of what it would do."""

    data: bytes
    digest: str


def pack(data: bytes) -> str:
    """The file as a field of a form."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def issue(secret: str, person_id: str, packed: str, digest: str) -> str:
    """Sign a packed file and what it would do, for this administrator."""
    return URLSafeSerializer(secret, SALT).dumps([person_id, sha256(packed.encode()).hexdigest(), digest])


def read(secret: str, person_id: str, packed: str, token: str) -> Checked | None:
    """The file that this administrator has checked, or None when file or token are not what we gave out."""
    try:
        person, fingerprint, digest = URLSafeSerializer(secret, SALT).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    if person != person_id or fingerprint != sha256(packed.encode()).hexdigest():
        return None
    try:
        # The length is limited although only what we packed ourselves comes here.
        data = zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), MOST_BYTES)
    except (binascii.Error, zlib.error):
        return None
    return Checked(data, digest)
