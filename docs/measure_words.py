"""Measures how hard the sentences of the interface are to read. Run: .venv/bin/python docs/measure_words.py

words.md says what is measured and why. tests/guarantees/test_words_are_plain.py holds the limits.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import textstat
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from textstat.backend.selections._list_words import list_words
from textstat.backend.utils._get_cmudict import get_cmudict

ROOT = Path(__file__).parents[1]
HIGHEST_GRADE = 9.0
LONGEST_SENTENCE = 30  # words
# A grade is a mean over words and sentences: under these, one long word decides it.
SENTENCES_OF_A_PLACE = 3
WORDS_OF_A_PARAGRAPH = 40

TAG = re.compile(r"<[^>]+>")
NAMED = re.compile(r"%\(\w+\)s")
NUMBER = re.compile(r"%\(\w+\)d|\d+(?:[.,:]\d+)*")
WHOLE = re.compile(r"[.!?:][”’)]?$")
BETWEEN = re.compile(r"(?<=[.!?:])\s+(?=[A-Z“‘])")


@dataclass(frozen=True)
class Text:
    """One text of the catalogue that translators would get: where it stands, and its words."""

    place: str
    line: int
    words: str

    @property
    def sentences(self) -> list[str]:
        """Its whole sentences: labels, headings and buttons have none."""
        return BETWEEN.split(self.words) if WHOLE.search(self.words) else []


@cache
def texts() -> tuple[Text, ...]:
    """Every text of templates and code that goes through gettext."""
    return tuple(_extracted())


def _extracted() -> Iterator[Text]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"_l": None}
    for place, line, message, *_more in extract_from_dir(ROOT / "reflect", methods, options, keywords=keywords):
        for words in (message,) if isinstance(message, str) else message:
            yield Text(place, line, _as_read(words))


def _as_read(words: str) -> str:
    """A text with a short word in every gap, as somebody hears it: a name for a name, “two” for a figure."""
    filled = NUMBER.sub("two", NAMED.sub("Marcus", TAG.sub("", words)))
    return " ".join(filled.replace("%%", "%").replace("’", "'").split())


def grade(sentences: list[str]) -> float:
    """The Flesch–Kincaid grade: years of school in the United States (Kincaid and others, 1975)."""
    text = " ".join(f"{sentence.rstrip(':.!?')}." for sentence in sentences)
    known = get_cmudict("en_US")
    for word in list_words(text, lowercase=True):
        # textstat 0.7.7 expects nothing for a word that the dictionary lacks; cmudict 1.1 raises. Then it counts
        # syllables where the word may be hyphenated.
        known.setdefault(word, [])
    return round(textstat.flesch_kincaid_grade(text), 1)


def places() -> dict[str, list[str]]:
    """The whole sentences of each template and module that has a few."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts():
        found[text.place] += text.sentences
    return {place: sentences for place, sentences in found.items() if len(sentences) >= SENTENCES_OF_A_PLACE}


def paragraphs() -> list[Text]:
    """The texts that are long enough to have a grade of their own."""
    return [text for text in texts() if text.sentences and len(text.words.split()) >= WORDS_OF_A_PARAGRAPH]


def long_sentences() -> list[str]:
    """Where a sentence is too long, and the sentence."""
    return [
        f"{text.place}:{text.line}: {sentence}"
        for text in texts()
        for sentence in BETWEEN.split(text.words)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]


def main() -> None:
    """Print the figures: of everything, and of the places that are hardest to read."""
    by_place = places()
    everything = [sentence for text in texts() for sentence in text.sentences]
    words = sum(len(sentence.split()) for sentence in everything)
    say = sys.stdout.write
    say(f"{len(everything)} sentences, {words / len(everything):.1f} words each: grade {grade(everything)}\n\n")
    for place in sorted(by_place, key=lambda each: -grade(by_place[each]))[:10]:
        say(f"{grade(by_place[place]):5}  {place}\n")


if __name__ == "__main__":
    main()
