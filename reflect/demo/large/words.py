"""What the invented people wrote: a few dozen texts, rendered once and then sealed again and again."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reflect.journal import starting
from reflect.journal.document import Document, head_of, to_bytes
from reflect.journal.rendering import rendered
from reflect.privacy.sanitise import CLEANER_VERSION, to_html
from reflect.sharing.snapshot import Part, Snapshot
from reflect.supervision.terms import Terms
from reflect.supervision.words_of_session import SessionWords
from reflect.web.days import today

TEXTS = 24
_SENTENCES = (
    "I noticed that I had described the family’s home before I had described the family.",
    "The interpreter was late, and I began without her; I would not do that again.",
    "I asked the young person how they would like to be named, and nobody had asked before.",
    "In the meeting his age was said twice, and both times as if he were older.",
    "My own first thought was about the neighbourhood. I want to look at where that comes from.",
    "A colleague said “they don’t engage”. I let it stand, and I have thought about it since.",
    "What I heard as anger was, when I listened again, somebody who had explained this six times.",
    "I wrote “mixed” because the form had no other box, and then asked what word she uses.",
)
COMMENT = "Thank you for bringing this. What would you have needed in that meeting to say it aloud?"


@dataclass(frozen=True)
class Written:
    """Everything that gets sealed, as bytes that can be handed to another process."""

    entries: tuple[tuple[bytes, bytes], ...]  # head and body of each text
    shares: tuple[tuple[bytes, bytes], ...]  # what a reader gets of the same text
    comment: bytes
    agreement: bytes
    review_on: date  # of the agreement
    notes: bytes


def written() -> Written:
    """The texts, of 200 to about 3,000 characters."""
    documents = [_document(number) for number in range(TEXTS)]
    snapshots = [_snapshot(document) for document in documents]
    comment = {"text": COMMENT, "html": to_html(COMMENT), "cleaner": CLEANER_VERSION}
    said = SessionWords(wellbeing="Tired, and glad to be here.", decisions="Ask about language at the first call.")
    terms = _terms()
    return Written(
        tuple((head_of(each), to_bytes(each)) for each in documents),
        tuple((each.head(), each.body()) for each in snapshots),
        json.dumps(comment).encode(),
        terms.to_bytes(),
        terms.review_on,
        said.to_bytes(),
    )


def _document(number: int) -> Document:
    paths = starting.choices({"practitioner", "supervisor"})
    start = starting.BLANK if number % 3 == 0 or not paths else paths[number % len(paths)].slug
    _start, first = starting.document_for(start)
    several = enumerate(first.parts[: 1 + number % 4])
    parts = tuple(replace(part, answer=_answer(number + place)) for place, part in several)
    title = f"What I noticed, {number + 1}" if number % 4 else ""
    return rendered(replace(first, parts=parts + first.parts[len(parts) :], title=title, draft=number % 9 == 8))


def _answer(number: int) -> str:
    sentences = (_SENTENCES[(number + place) % len(_SENTENCES)] for place in range(1 + number % 9))
    return " ".join(sentences)


def _snapshot(document: Document) -> Snapshot:
    parts = tuple(Part(part.question, part.html or "") for part in document.answered)
    return Snapshot("", 1, document.title, "What did you hear in this?", parts)


def _terms() -> Terms:
    return Terms(
        model="4x4x4",
        weeks=4,
        minutes=60,
        review_on=today() + timedelta(days=150),
        practitioner_wants="Time for one piece of work in depth.",
        supervisor_wants="That we begin with how you are.",
        confidentiality="What we say stays between us, unless somebody may be at risk.",
    )
