"""Searching one's own journal: opened and looked through in its author's session. Nothing of it is kept anywhere."""

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_

from reflect.core.paging import cursor_of, read_cursor
from reflect.journal.document import Document, from_bytes, prompt_key, shown_title
from reflect.journal.models import Entry, Revision
from reflect.journal.reading.question import Question, answers_to
from reflect.sharing.overview import readers_by_entry
from reflect.storage.db import db, streaming
from reflect.storage.types import UtcDateTime
from reflect.vault.entries import entry_key, open_body
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys

AT_ONCE = 50  # sealed documents in memory: as many as a processor keeps at hand. With 250 it takes half as long again
PAGE = 20  # reflections on one page of results
Opened = Generator[tuple[str, bytes | None], None, None]  # the id of each, and what stands in it
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Hit:
    """A reflection of the author's that has what was looked for."""

    id: str
    document: Document
    created_at: datetime
    updated_at: datetime
    readers: tuple[str, ...]  # the names of those who can read some of it now

    @property
    def title(self) -> str:
        """The title as it is shown."""
        return shown_title(self.document.title, self.created_at)

    @property
    def state(self) -> str:
        """Draft, private or shared, as everywhere."""
        return "shared" if self.readers else "draft" if self.document.draft else "private"


@dataclass(frozen=True)
class Hits:
    """What was found, what was changed last first."""

    hits: list[Hit]
    more: bool  # of one of the questions there is more
    damaged: bool  # something does not open any more, so that it could not be looked through


@dataclass(frozen=True)
class HitPage:
    """One page of results, what was changed last first. `older` is where the next page goes on, or None."""

    rows: list[Hit]
    older: str | None
    damaged: bool  # something does not open any more, so that it could not be looked through


@dataclass(frozen=True)
class AskedAgain:
    """A question that the author has answered, in the words in which it was asked last."""

    key: str
    question: str


_SEALED = (
    select(Entry.id, Entry.wrapped_key, Entry.revision, Revision.body)
    .join(Revision, (Revision.entry_id == Entry.id) & (Revision.number == Entry.revision))
    .where(
        Entry.owner_id == bindparam("author"),
        Entry.deleted_at.is_(None),
        Entry.updated_at >= bindparam("since", type_=UtcDateTime),
        Entry.created_at < bindparam("until", type_=UtcDateTime),
        tuple_(Entry.updated_at, Entry.id) < tuple_(bindparam("moment", type_=UtcDateTime), bindparam("last")),
    )
    .order_by(Entry.updated_at.desc(), Entry.id.desc())
    .execution_options(yield_per=AT_ONCE)
)
# A moment takes as long to read as a key to unwrap: only what is shown has its own.
_MOMENTS = select(Entry.id, Entry.created_at, Entry.updated_at).where(
    Entry.owner_id == bindparam("author"), Entry.id.in_(bindparam("ids", expanding=True))
)


def search(keys: Keys, author_id: str, question: Question, after: str | None = None, rows: int = PAGE) -> HitPage:
    """One page of the author's own reflections that have all that is looked for.

    Args:
        after: where the page before ended.

    Raises:
        NotFound: that is no place of ours.
    """
    found = _look(author_id, _open_all(keys, author_id, question, after), [question], rows)
    last = found.hits[-1] if found.more and found.hits else None
    return HitPage(found.hits, cursor_of(last.updated_at, last.id) if last else None, found.damaged)


def search_for_any(keys: Keys, author_id: str, questions: Iterable[Question], rows: int) -> Hits:
    """The author's own reflections that have all that at least one of these questions looks for, each opened once.

    Args:
        questions: whose days are not looked at.
        rows: at most so many for each of the questions.
    """
    return _look(author_id, _open_all(keys, author_id, Question(), None), questions, rows)


def ways_back(keys: Keys, author_id: str) -> tuple[list[str], list[AskedAgain]]:
    """The author's tags by the alphabet, and the questions that they answered, what was answered last first."""
    tags: dict[str, str] = {}
    asked: dict[str, str] = {}
    for _id, body in _open_all(keys, author_id, Question(), None):
        document = from_bytes(body) if body is not None else None
        if document is None:
            continue
        for tag in document.tags:
            tags.setdefault(tag.casefold(), tag)
        for part in document.parts:
            if (key := prompt_key(document, part)) and part.answer.strip():
                asked.setdefault(key, part.question)
    return [tags[tag] for tag in sorted(tags)], [AskedAgain(*each) for each in asked.items()]


def asked_as(hits: list[Hit], key: str) -> str:
    """The question by this key, in the words of the newest of these reflections that answers it; "" if none does."""
    for hit in hits:
        for place in answers_to(hit.document, key):
            return hit.document.parts[place].question
    return ""


def _look(author_id: str, opened: Opened, questions: Iterable[Question], rows: int) -> Hits:
    """Look through these until there is more for each question than is wanted."""
    readers = readers_by_entry(author_id)
    found: dict[str, Document] = {}
    left = dict.fromkeys(questions, rows)
    damaged, more = False, False
    with closing(opened):
        for entry_id, body in opened:
            if body is None:
                damaged = True
            elif possible := [question for question in left if question.may_be_in(body)]:
                document = from_bytes(body)
                for question in possible:
                    if question.matches(document, shared=entry_id in readers):
                        if left[question]:
                            left[question] -= 1
                            found[entry_id] = document
                        else:
                            more = True
                            del left[question]
                if not left:
                    break
    return Hits(_dated(author_id, found, readers), more, damaged)


def _dated(author_id: str, found: dict[str, Document], readers: dict[str, list[str]]) -> list[Hit]:
    """What was found with its moments, in the same order; without what was deleted a moment ago."""
    if not found:
        return []
    rows = db.session.execute(_MOMENTS, {"author": author_id, "ids": list(found)})
    moments = {row.id: (row.created_at, row.updated_at) for row in rows}
    return [
        Hit(entry_id, document, *moments[entry_id], tuple(readers.get(entry_id, ())))
        for entry_id, document in found.items()
        if entry_id in moments
    ]


def _open_all(keys: Keys, author_id: str, question: Question, after: str | None) -> Opened:
    """The author's reflections that were written in the time of the question; None for one that does not open.

    Each is dropped before the next is opened, unless the caller keeps it.
    """
    values: dict[str, Any] = {
        "author": author_id,
        "since": question.since or FIRST,
        "until": question.until or LAST,
        **dict(zip(("moment", "last"), read_cursor(after) if after else (LAST, ""), strict=True)),
    }
    # Past the session, which would look at each row for objects of its own.
    with streaming(), db.session.connection().execute(_SEALED, values) as rows:
        for entry_id, wrapped_key, revision, sealed in rows:
            try:
                body = open_body(entry_key(keys, entry_id, wrapped_key), revision, sealed)
            except CannotOpen:
                body = None
            yield entry_id, body
