"""What a comment is about: an answer, and words in it. Found again in a later copy, or said to be gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.core.errors import BadInput
from reflect.privacy.blocks import plain
from reflect.sharing.snapshot import Part
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST_QUOTE = 1_000  # characters
# What people type where a page shows the other: quotation marks, dashes, an ellipsis.
ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\N{NON-BREAKING HYPHEN}": "-", "…": "..."}
)


@dataclass(frozen=True)
class Anchor:
    """An answer by its question and its place in the copy, and the words meant; no words: the whole answer."""

    question: str
    place: int
    quote: str = ""


def anchored(parts: Sequence[Part], place: int, quote: str) -> Anchor:
    """The anchor of a comment on an answer of this copy.

    Args:
        place: of the answer in the copy, counted from 0.
        quote: words as they were typed or selected; nothing for the whole answer.

    Raises:
        BadInput: there is no such answer, or it does not hold these words.
    """
    if not 0 <= place < len(parts):
        raise BadInput(_("Choose an answer that is on this page."))
    over = len(quote) - LONGEST_QUOTE
    if over > 0:
        raise BadInput(
            ngettext(
                "Quote %(num)d character less. A few words are enough to find the place.",
                "Quote %(num)d characters less. A few words are enough to find the place.",
                over,
            )
        )
    words = as_written(parts[place], quote)
    if words is None:
        raise BadInput(_("These words are not in that answer. Copy them as they stand there, or leave them out."))
    return Anchor(parts[place].question, place, words)


def found(anchor: Anchor, parts: Sequence[Part]) -> int | None:
    """The place of the answer that a comment is about in this copy; None when its words are not there any more."""
    asked = [place for place, part in enumerate(parts) if part.question == anchor.question]
    asked.sort(key=lambda place: place != anchor.place)  # of two answers to one question, first where it was
    return next((place for place in asked if as_written(parts[place], anchor.quote) is not None), None)


def as_written(part: Part, quote: str) -> str | None:
    """The quoted words as they stand in an answer, whatever their spaces, case and marks; None when they do not."""
    where = span(part, quote)
    return None if where is None else words_at(part, *where)


def span(part: Part, quote: str) -> tuple[int, int] | None:
    """Where the quoted words stand in the plain words of an answer, as first and last place; None when they do not."""
    text, quote = plain(part.html), quote.strip()
    if quote and (first := text.find(quote)) >= 0:  # as it was kept: no need to look at each letter
        return first, first + len(quote)
    letters = list(_letters(text))
    wanted = "".join(letter for letter, _place in _letters(quote))
    start = "".join(letter for letter, _place in letters).find(wanted)
    if start < 0:
        return None
    return (letters[start][1], letters[start + len(wanted) - 1][1] + 1) if wanted else (0, 0)


def words_at(part: Part, first: int, last: int) -> str:
    """The words of an answer between two places."""
    return plain(part.html)[first:last]


def _letters(text: str) -> list[tuple[str, int]]:
    """What counts when words are compared, one character each, with its place in the text."""
    return [
        (letter, place)
        for place, character in enumerate(text)
        if not character.isspace()
        for letter in character.translate(ALIKE).casefold()
    ]
