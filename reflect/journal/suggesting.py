"""Themes suggested from what somebody wrote, each with the words that led to it. Pure: nothing is kept or told.

The answers are read inside the author's own request and forgotten with it. An answer to a private question is never
read, and a theme that is never counted is never suggested.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from reflect.journal.document import Document
from reflect.journal.theme_words import WORDS

MOST = 4  # themes
MOST_WORDS = 2  # that are shown as the reason for one
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
BREAK = re.compile(r"[^\w\s'’-]|\n")  # a phrase does not go on over the end of a sentence or a line

Words = tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """A theme, and what in the author's own words led to it, as they wrote it."""

    slug: str
    because: Words


def suggestions(document: Document, offered: Iterable[str]) -> tuple[Suggestion, ...]:
    """The themes that the author's words speak for most, a few at most; those of `offered` only, in their order."""
    found: dict[str, dict[Words, str]] = defaultdict(dict)
    for part in document.answered:
        if not part.private:
            _read(part.answer, found)
    slugs = [slug for slug in offered if slug in found]
    best = set(sorted(slugs, key=lambda slug: -len(found[slug]))[:MOST])
    return tuple(Suggestion(slug, _reasons(found[slug])) for slug in slugs if slug in best)


def _read(text: str, found: dict[str, dict[Words, str]]) -> None:
    """Note each phrase of each theme once, as it was written, longer ones before what they begin with."""
    tokens = list(WORD.finditer(text))
    words = [token[0].casefold().replace("’", "'") for token in tokens]
    phrases = _phrases()
    for place, word in enumerate(words):
        for phrase, slugs in phrases.get(word, ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                written = text[tokens[place].start() : tokens[place + len(phrase) - 1].end()]
                for slug in slugs if not BREAK.search(written) else ():
                    found[slug].setdefault(phrase, written)


def _reasons(found: Mapping[Words, str]) -> Words:
    """What to show: the first phrases that are not part of one another."""
    shown: list[str] = []
    for written in sorted(found.values(), key=len, reverse=True):
        if len(shown) < MOST_WORDS and not any(written.casefold() in longer.casefold() for longer in shown):
            shown.append(written)
    return tuple(shown)


@cache
def _phrases() -> dict[str, list[tuple[Words, Words]]]:
    """First word to the phrases that begin with it, each with its themes."""
    themes: dict[Words, list[str]] = defaultdict(list)
    for slug, lines in WORDS.items():
        for phrase in lines.split(","):
            themes[tuple(phrase.split())].append(slug)
    by_first: dict[str, list[tuple[Words, Words]]] = defaultdict(list)
    for phrase, slugs in themes.items():
        by_first[phrase[0]].append((phrase, tuple(slugs)))
    return dict(by_first)
