"""The printed recovery code: 160 random bits as eight groups of four in Crockford's base32."""

from __future__ import annotations

import secrets

from reflect.vault.errors import BadRecoveryCode

CODE_BITS = 160

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = CODE_BITS // 5
# Crockford: what people read for these letters is meant as the digit. Dashes and spaces only group.
_READ_AS = str.maketrans("oil", "011", "- \t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")


def new_code() -> str:
    """A new code as printed, in capitals: XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)).upper()
    return "-".join(letters[at : at + 4] for at in range(0, _LENGTH, 4))


def code_bytes(code: str) -> bytes:
    """The 20 bytes behind a typed code; case, spaces and dashes do not matter, O is 0, I and L are 1.

    Raises BadRecoveryCode naming the characters no code contains, or with none when the length is wrong.
    """
    # Lower case only for ASCII: the Kelvin sign would otherwise pass as a k.
    typed = "".join(char.lower() if char.isascii() else char for char in code).translate(_READ_AS)
    alien = "".join(dict.fromkeys(char for char in typed if char not in _ALPHABET))
    if alien or len(typed) != _LENGTH:
        raise BadRecoveryCode(alien)
    number = 0
    for char in typed:
        number = number << 5 | _ALPHABET.index(char)
    return number.to_bytes(CODE_BITS // 8, "big")
