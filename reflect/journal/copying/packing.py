"""A file as a field of a form, so that it can be sent again without being kept anywhere in between. Pure."""

import base64
import binascii
import zlib

from reflect.journal.copying.importing import MOST_BYTES

MOST_FORM = MOST_BYTES * 3 // 2  # bytes of the form that carries the largest file


def pack(data: bytes) -> str:
    """The file as text."""
    return base64.b64encode(zlib.compress(data)).decode()


def unpack(text: str) -> bytes | None:
    """What `pack` packed, or None when it is damaged or larger than any file that we take."""
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b64decode(text, validate=True), MOST_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError):
        return None
    return data if unpacking.eof and len(data) <= MOST_BYTES else None
