"""Replacing what was found, in the reflection itself: as its next revision, so that no words are lost."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.journal import entries, saving
from reflect.journal.document import Document, Words, problems
from reflect.journal.entries import OpenEntry
from reflect.journal.ordering import Edit
from reflect.privacy.identifying import replacing
from reflect.vault.keys import Keys


def replace_in(
    keys: Keys, author_id: str, entry: OpenEntry, places: Iterable[int], others: Mapping[str, str]
) -> OpenEntry:
    """The entry after its title and the answers at `places` were given other words, in a write unit of its own.

    A snapshot is of one revision, so the words are replaced there and not in the copy alone. The revision before stays
    in the history.

    Args:
        others: from found words, folded, to what stands there instead.

    Raises:
        ChangedElsewhere: the entry is not at the revision that was looked at any more.
        BadInput: an answer or the title would become too long.
    """
    document = with_others(entry.document, frozenset(places), others)
    if document == entry.document:
        return entry
    words = Words(step=1, whole=document)
    saved = saving.store(keys, author_id, entry.id, entry.revision, Edit(new_id()), words)
    return entries.open_(keys, author_id, entry.id, saved.revision)


def with_others(document: Document, places: frozenset[int], others: Mapping[str, str]) -> Document:
    """The document with other words in its title and in the answers at these places."""
    parts = list(document.parts)
    for place in places:
        answer = replacing.replaced(parts[place].answer, others)
        _check(Words(1, answer=answer))
        if answer != parts[place].answer:
            parts[place] = replace(parts[place], answer=answer, html=None)
    title = replacing.replaced(document.title, others)
    _check(Words(1, title=title))
    return replace(document, parts=tuple(parts), title=title)


def _check(words: Words) -> None:
    for sentence in problems(words).values():
        raise BadInput(sentence)
