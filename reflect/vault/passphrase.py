"""Passphrases: prepared the same way for ever, judged once when chosen, suggested for those who want one."""

from __future__ import annotations

import functools
import re
import secrets
import unicodedata
from collections.abc import Iterable

from reflect.vault.errors import WeakPassphrase
from reflect.vault.turns import Turns

SHORTEST = 15  # characters; NIST SP 800-63B-4, section 3.1.1.2, for a secret that stands alone
LONGEST = 128
LEAST_SCORE = 3  # zxcvbn: safely unguessable, more than 10**8 guesses
# zxcvbn raises on more than 72 characters. A passphrase is at least as hard to guess as its beginning, and
# reading 24 takes milliseconds, so the rest is read only when those are not enough.
ZXCVBN_READS = (24, 72)
WORDS = 5  # of 7,776 words: 64 bits

PRODUCT = "reflect"

# Composing can shorten text, but never this much: longer input is refused before any work is done on it.
_LONGEST_TYPED = 8 * LONGEST
# A shorter name counts only as a whole word: "Eve" must not forbid "never".
_NAME_ANYWHERE = 5
_LETTERS = re.compile(r"[^\W\d_]+")
# zxcvbn keeps what it is told about a person in its own module, and takes seconds over 72 odd symbols.
_zxcvbn_turns = Turns(1)


def prepare(text: str) -> str:
    """The one form of a passphrase: RFC 8265 OpaqueString (NFC, every kind of space made plain, case kept).

    Raises WeakPassphrase: "too_short" when empty, "too_long" when absurd, "forbidden" for a character that
    the standard disallows, such as a control character.
    """
    from precis_i18n import get_profile

    if not text:
        raise WeakPassphrase("too_short")
    if len(text) > _LONGEST_TYPED:
        raise WeakPassphrase("too_long")
    try:
        return str(get_profile("OpaqueString").enforce(text))
    except UnicodeError:
        raise WeakPassphrase("forbidden") from None


def check(text: str, about: Iterable[str]) -> None:
    """Judge a passphrase somebody chooses; `about` holds their name and whatever else is theirs.

    It takes 15 to 128 characters after preparing, neither the product's nor the person's name in it, and a
    zxcvbn score of at least 3. Raises WeakPassphrase with the reason, and Busy when eight already wait.
    """
    prepared = prepare(text)
    if len(prepared) < SHORTEST:
        raise WeakPassphrase("too_short")
    if len(prepared) > LONGEST:
        raise WeakPassphrase("too_long")
    names = _names(about)
    if _contains_name(prepared, names):
        raise WeakPassphrase("names_you")
    if _guessable(prepared, names):
        raise WeakPassphrase("guessable")


def suggest() -> str:
    """Five random words from the EFF's long list, 64 bits, for somebody who would rather not invent one."""
    return " ".join(secrets.choice(_word_list()) for _ in range(WORDS))


def _names(about: Iterable[str]) -> list[str]:
    words = (word for text in about for word in _LETTERS.findall(_fold(text)))
    return [PRODUCT, *(word for word in words if len(word) > 1)]


def _contains_name(prepared: str, names: list[str]) -> bool:
    folded = _fold(prepared)
    words = set(_LETTERS.findall(folded))
    return any(name in words or (len(name) >= _NAME_ANYWHERE and name in folded) for name in names)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _guessable(prepared: str, names: list[str]) -> bool:
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    with _zxcvbn_turns.take():
        scores = (zxcvbn(prepared[:read], user_inputs=names)["score"] for read in ZXCVBN_READS)
        return all(score < LEAST_SCORE for score in scores)


@functools.cache
def _word_list() -> tuple[str, ...]:
    from xkcdpass.xkcd_password import generate_wordlist  # type: ignore[import-untyped]

    words = generate_wordlist(wordfile="eff-long", min_length=3, max_length=9)
    return tuple(sorted(word for word in words if PRODUCT not in word))
