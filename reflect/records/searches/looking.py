"""Somebody looks through their own journal for what they were asked to look for. Nothing of it is kept or counted.

It is the journal's own search, in its author's session, under their own keys.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reflect.core.errors import BadInput
from reflect.core.ids import ID_PATTERN
from reflect.journal import entries
from reflect.journal.reading.extracts import extract
from reflect.journal.reading.folding import Piece, pieces
from reflect.journal.reading.question import Question
from reflect.journal.reading.searching import Hit, search_for_any
from reflect.records.searches.terms import put_together
from reflect.vault.keys import Keys
from reflect.web.language import day, ngettext
from reflect.web.language import gettext as _

PAGE = 20  # reflections
MOST_OF_A_TERM = 200  # reflections that are shown for one term
MOST_CHOSEN = 200  # passages


@dataclass(frozen=True)
class Passage:
    """One answer of a reflection that was found, to be chosen or left. `mark` names it on the page."""

    mark: str
    question: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Found:
    """One reflection that has something of what is looked for."""

    hit: Hit
    title: list[Piece]
    passages: list[Passage]
    withheld: bool  # one of its answers is to a question that is never shared, and is not offered


@dataclass(frozen=True)
class FoundPage:
    """Some of what was found, what was changed last first."""

    rows: list[Found]
    older: int | None  # how many stand before the next page; None at the end
    cut: bool  # there is more than is shown at all
    damaged: bool  # something does not open, so that it could not be looked through


def look(keys: Keys, person_id: str, terms: Iterable[str], skip: int = 0) -> FoundPage:
    """A page of one's own reflections that have at least one of the terms; of each term, all its words."""
    questions = [Question(words=tuple(term.split())) for term in terms]
    found = search_for_any(keys, person_id, questions, MOST_OF_A_TERM)
    rows = [_shown(hit, questions) for hit in found.hits[skip : skip + PAGE]]
    return FoundPage(rows, skip + PAGE if len(found.hits) > skip + PAGE else None, found.more, found.damaged)


def chosen_text(keys: Keys, person_id: str, marks: Iterable[str]) -> str:
    """The words of the chosen passages as one text to edit down; neither titles nor anything else of a reflection.

    Raises:
        BadInput: something was chosen that is none of ours, or too much.
        NotFound: a reflection is not this person's.
    """
    return put_together(_passages(keys, person_id, list(dict.fromkeys(marks))))


def _passages(keys: Keys, person_id: str, marks: list[str]) -> Iterator[tuple[str, str, str]]:
    if len(marks) > MOST_CHOSEN:
        raise BadInput(ngettext("Choose %(num)d passage or fewer.", "Choose %(num)d passages or fewer.", MOST_CHOSEN))
    opened: dict[str, entries.OpenEntry] = {}
    for mark in marks:
        entry_id, _dot, place = mark.partition(".")
        if not (ID_PATTERN.fullmatch(entry_id) and place.isascii() and place.isdigit() and len(place) < 4):
            raise BadInput(_("Something in what was sent is missing or damaged. Go back and try again."))
        if entry_id not in opened:
            opened[entry_id] = entries.open_(keys, person_id, entry_id)
        entry = opened[entry_id]
        if int(place) in {index for index, _question in entries.offered_parts(entry.document)}:
            part = entry.document.parts[int(place)]
            yield day(entry.document.written or entry.created_at), part.question, part.answer


def _shown(hit: Hit, questions: list[Question]) -> Found:
    had = [question for question in questions if question.matches(hit.document, shared=False)]
    marked = Question(words=tuple(word for question in had for word in question.words))
    offered = entries.offered_parts(hit.document)
    passages = [
        Passage(
            f"{hit.id}.{place}", question, extract(replace(hit.document, parts=(hit.document.parts[place],)), marked)
        )
        for place, question in offered
    ]
    withheld = len(hit.document.answered) > len(offered)
    return Found(hit, pieces(hit.title, marked.folded), passages, withheld)
