"""Ids that say nothing: no counter, no order, no time. They may stand in an address."""

import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
ID_PATTERN = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def new_id() -> str:
    """A new id: 26 characters of Crockford's base 32, 130 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
