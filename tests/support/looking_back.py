"""Entries to look back at: answers to a question of a set, and further revisions of them."""

from __future__ import annotations

from reflect.core.ids import new_id
from reflect.journal import entries, saving
from reflect.journal.document import Document, Part, Words
from reflect.journal.ordering import Edit
from tests.support.people import Enrolled


def answered(author: Enrolled, answer: str, *, question: str = "What happened?", tags: tuple[str, ...] = ()) -> str:
    """An entry with one answer to the first question of a set. Returns its id."""
    part = Part(question, prompt="P01", answer=answer)
    first = Document(kind="guided", parts=(part,), path="p", set_version="its-silent-practice.1")
    words = Words(2, title="A title", tags=tags, themes=("naming-racism",), finished=True)
    entry_id = new_id()
    saving.store(author.keys, author.person_id, entry_id, 0, Edit(new_id()), words, first=first)
    return entry_id


def again(author: Enrolled, entry_id: str, answer: str) -> int:
    """One more revision of an entry. Returns its number."""
    present = entries.open_(author.keys, author.person_id, entry_id)
    words = Words(1, answer=answer)
    return saving.store(author.keys, author.person_id, entry_id, present.revision, Edit(new_id()), words).revision
