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
    wanted = _normal(anchor.quote)
    return next((place for place in asked if wanted in _normal(plain(parts[place].html))), None)


def as_written(part: Part, quote: str) -> str | None:
    """The quoted words as they stand in an answer, whatever their spaces, case and marks; None when they do not."""
    where = span(part, quote)
    return None if where is None else words_at(part, *where)


def span(part: Part, quote: str) -> tuple[int, int] | None:
    """Where the quoted words stand in the plain words of an answer, as first and last place; None when they do not."""
    text, wanted = plain(part.html), _normal(quote)
    start = _normal(text).find(wanted)
    if start < 0:
        return None
    if not wanted:
        return 0, 0
    letters = [place for place, character in enumerate(text) for _letter in _normal(character)]
    return letters[start], letters[start + len(wanted) - 1] + 1


def words_at(part: Part, first: int, last: int) -> str:
    """The words of an answer between two places."""
    return plain(part.html)[first:last]


def _normal(text: str) -> str:
    """What counts when words are compared: the letters, in one case, with the marks that people type."""
    return "".join(text.translate(ALIKE).casefold().split())
