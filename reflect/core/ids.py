"""Ids that say nothing: no counter, no order, no time. They may stand in an address."""

import hashlib
import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
ID_PATTERN = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
# Each letter stands for as many bytes as every other: 256 is eight times 32.
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


def new_id() -> str:
    """A new id: 26 characters of Crockford's base 32, 130 random bits."""
    return secrets.token_bytes(LENGTH).translate(_LETTERS).decode()


def derived_id(of: str, number: int) -> str:
    """The id that belongs to another one by this number: the same each time."""
    return hashlib.sha256(f"{of} {number}".encode()).digest()[:LENGTH].translate(_LETTERS).decode()
