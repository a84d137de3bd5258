"""Other words in the place of finds: “the mother” for a name, everywhere in a text where it was found."""

import re
from collections.abc import Mapping

from reflect.privacy.identifying.finding import found_in

ARTICLE = re.compile(r"\b(?:the|a|an|my|our|your|his|her|their)\s+$", re.IGNORECASE)
OWN_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
STARTING = re.compile(r"(?:^|[.!?…][”’\"')]*\s|\n[\s>#*-]*)[“‘\"'(*_]*$")


def replaced(text: str, others: Mapping[str, str]) -> str:
    """The text with every find whose words are a key of `others`, whatever their case, replaced by its value.

    Args:
        others: from words, as `folded` writes them, to what stands there instead.
    """
    written, last = "", 0
    for find in found_in(text):
        other = others.get(folded(text[find.start : find.end]))
        if other is not None:
            before = written + text[last : find.start]
            written, last = before + _fitting(before, other), find.end
    return written + text[last:]


def folded(words: str) -> str:
    """What two ways of writing the same words have in common: no capitals, one kind of space."""
    return " ".join(words.split()).casefold()


def _fitting(before: str, other: str) -> str:
    """One article, not two; and a capital where a sentence begins."""
    if ARTICLE.search(before[-12:]):
        return OWN_ARTICLE.sub("", other)
    return other[:1].upper() + other[1:] if STARTING.search(before[-12:]) or not before else other
