"""What a search asks for and what an answer says, as they are sealed. Pure.

Terms stand one on a line. A reflection has a term when it has all words of that line: several lines find more.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from reflect.core.errors import BadInput
from reflect.journal.document import tidy
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST_TERMS = 20
MOST_WORDS = 10  # in one term, as in any search of a journal
LONGEST_TERM = 200  # characters
LONGEST_EXPLANATION = 4_000
LONGEST_EXTRACT = 60_000


@dataclass(frozen=True)
class Asked:
    """What people are asked to look for, and why. `not_asked`: the ids of those who could not be, for the officer."""

    terms: tuple[str, ...]
    explanation: str
    not_asked: tuple[str, ...] = ()

    def for_others(self) -> bytes:
        """As it is sealed to somebody who is asked: of the others they learn nothing."""
        return to_bytes(Answered(self.terms, self.explanation))


@dataclass(frozen=True)
class Answered:
    """What one person was asked, and the extract that they shared, if they did: their own copy of it."""

    terms: tuple[str, ...]
    explanation: str
    extract: str = ""

    def with_extract(self, extract: str) -> "Answered":
        """The same after something was shared."""
        return replace(self, extract=extract)


def to_bytes(what: Asked | Answered) -> bytes:
    """As it is sealed."""
    return json.dumps(asdict(what), sort_keys=True, separators=(",", ":")).encode()


def asked_from(data: bytes) -> Asked:
    """The officer’s own copy."""
    found = json.loads(data)
    return Asked(tuple(found["terms"]), found["explanation"], tuple(found["not_asked"]))


def answered_from(data: bytes) -> Answered:
    """The copy of somebody who was asked. It came from somebody else: what it holds is text and nothing more."""
    found: dict[str, Any] = json.loads(data)
    return Answered(tuple(map(str, found["terms"])), str(found["explanation"]), str(found.get("extract", "")))


def tidy_terms(typed: str) -> tuple[str, ...]:
    """The terms that somebody typed, one a line, each once.

    Raises:
        BadInput: there is none, or there are too many, or one is too long.
    """
    lines = (" ".join(line.split()) for line in tidy(typed).split("\n"))
    terms = tuple(dict.fromkeys(filter(None, lines)))
    if not terms:
        raise BadInput(_("Enter at least one thing to look for, for example a reference number."))
    if len(terms) > MOST_TERMS:
        raise BadInput(ngettext("Ask for %(num)d line or fewer.", "Ask for %(num)d lines or fewer.", MOST_TERMS))
    for term in terms:
        if len(term) > LONGEST_TERM or len(term.split()) > MOST_WORDS:
            raise BadInput(
                ngettext(
                    "Keep each line to %(num)d word or fewer.", "Keep each line to %(num)d words or fewer.", MOST_WORDS
                )
            )
    return terms


def tidy_explanation(typed: str) -> str:
    """Why it is asked for.

    Raises:
        BadInput: it is missing or too long.
    """
    text = tidy(typed).strip()
    if not text:
        raise BadInput(_("Say why you ask, and what you do with what people share."))
    if len(text) > LONGEST_EXPLANATION:
        raise BadInput(
            ngettext(
                "Keep the explanation to %(num)d character or fewer.",
                "Keep the explanation to %(num)d characters or fewer.",
                LONGEST_EXPLANATION,
            )
        )
    return text


def tidy_extract(typed: str) -> str:
    """What somebody shares.

    Raises:
        BadInput: it is empty or too long.
    """
    text = tidy(typed).strip()
    if not text:
        raise BadInput(
            _("There is nothing in it to share. If you have nothing, choose “Answer without sharing anything”.")
        )
    if len(text) > LONGEST_EXTRACT:
        raise BadInput(
            ngettext(
                "Keep what you share to %(num)d character or fewer.",
                "Keep what you share to %(num)d characters or fewer.",
                LONGEST_EXTRACT,
            )
        )
    return text


def put_together(passages: Iterable[tuple[str, str, str]]) -> str:
    """The words of some passages as one text to edit down: the day, the question and the answer of each."""
    return "\n\n".join(f"{day}\n{question}\n\n{answer.strip()}" for day, question, answer in passages)
