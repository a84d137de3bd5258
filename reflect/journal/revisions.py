"""One revision: sealed before the write unit, written inside it if the entry still stands where it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select, update

from reflect.core.clock import now
from reflect.journal.document import Document, head_of, to_bytes
from reflect.journal.entries import OpenEntry
from reflect.journal.models import Entry, Revision
from reflect.journal.ordering import Edit
from reflect.storage.db import db
from reflect.vault.entries import entry_key, new_entry_key, seal_body, seal_head
from reflect.vault.keys import Keys

RevisionKind = Literal["draft", "saved"]


class Raced(Exception):
    """Another save came between reading and writing: read again."""


@dataclass(frozen=True)
class Sealed:
    """A revision that only has to be written."""

    entry_id: str
    number: int
    wrapped_key: bytes
    head: bytes
    body: bytes
    kind: RevisionKind
    edit: Edit
    at: datetime


def seal_first(keys: Keys, entry_id: str, document: Document, kind: RevisionKind, edit: Edit) -> Sealed:
    """The first revision of a new entry, under a new key."""
    return _seal(keys, entry_id, new_entry_key(keys, entry_id), 1, kind, document, edit)


def seal_next(keys: Keys, present: OpenEntry, document: Document, kind: RevisionKind, edit: Edit) -> Sealed:
    """The revision that follows the present one."""
    return _seal(keys, present.id, present.wrapped_key, present.revision + 1, kind, document, edit)


def seal_all(
    keys: Keys, entry_id: str, states: Iterable[tuple[int, RevisionKind, Document]], edit: Edit
) -> list[Sealed]:
    """Every revision of a new entry that was written elsewhere, the oldest first, under one new key."""
    wrapped = new_entry_key(keys, entry_id)
    return [_seal(keys, entry_id, wrapped, *state, edit) for state in states]


def seal_place(keys: Keys, present: OpenEntry, document: Document) -> bytes:
    """The body of the present revision with the same words, and another place to go on at."""
    return seal_body(entry_key(keys, present.id, present.wrapped_key), present.revision, to_bytes(document))


def begin(author_id: str, generation: int, sealed: Sealed, earlier_id: str | None = None) -> None:
    """Write a new entry. Runs inside a write unit.

    Args:
        earlier_id: the reflection that it goes on from. One that is not there any more, or not the author's, is not
            linked; the words are kept all the same.

    Raises:
        IntegrityError: the id is taken, by this author or by somebody else.
    """
    db.session.execute(
        insert(Entry).values(
            id=sealed.entry_id,
            owner_id=author_id,
            wrapped_key=sealed.wrapped_key,
            generation=generation,
            revision=sealed.number,
            head=sealed.head,
            created_at=sealed.at,
            updated_at=sealed.at,
            continues_id=select(Entry.id)
            .where(Entry.id == earlier_id, Entry.owner_id == author_id, Entry.deleted_at.is_(None))
            .scalar_subquery(),
        )
    )
    _add(sealed, sealed.at)


def begin_with_past(author_id: str, generation: int, states: Sequence[Sealed]) -> None:
    """Write a new entry with all its revisions; the last is the present one. Runs inside a write unit."""
    begin(author_id, generation, states[-1])
    for state in states[:-1]:
        _add(state, state.at)


def advance(author_id: str, present: OpenEntry, sealed: Sealed, *, replaces: bool) -> None:
    """Write the next revision. Runs inside a write unit.

    Args:
        replaces: the present revision is a draft of the same sitting, whose place this one takes.

    Raises:
        Raced: the entry does not stand where `present` was read any more.
    """
    _hold(author_id, present)
    db.session.execute(
        update(Entry)
        .where(Entry.id == present.id, Entry.owner_id == author_id)
        .values(revision=sealed.number, head=sealed.head, updated_at=sealed.at)
        .execution_options(synchronize_session=False)
    )
    if replaces:
        db.session.execute(
            delete(Revision)
            .where(Revision.entry_id == present.id, Revision.number == present.revision)
            .execution_options(synchronize_session=False)
        )
    _add(sealed, min(present.sitting_since, sealed.at) if replaces else sealed.at)


def mark(author_id: str, present: OpenEntry, edit: Edit, body: bytes | None = None) -> None:
    """Note that a page has come as far as the present revision. Runs inside a write unit.

    What a second page agrees to is no draft of the first one any more, so it stays.

    Args:
        body: the present revision with another place to go on at. Going on is no change of the words, so it leaves
            no line in the history: a question that was skipped leaves no trace.

    Raises:
        Raced: the entry does not stand where `present` was read any more.
    """
    _hold(author_id, present)
    db.session.execute(
        update(Revision)
        .where(Revision.entry_id == present.id, Revision.number == present.revision)
        .values(
            editor=edit.id,
            edit_number=edit.number,
            # A page that is forgotten could still put an older text of its own in the place of these words.
            agreed={**present.agreed, present.editor: present.edit_number},
            kind=present.kind if edit.id == present.editor else "saved",
            **({} if body is None else {"body": body}),
        )
        .execution_options(synchronize_session=False)
    )


def _hold(author_id: str, present: OpenEntry) -> None:
    """Lock the author's entry and its present revision, if both are still what was read."""
    held = db.session.execute(
        select(Entry.id)
        .join(Revision, Revision.entry_id == Entry.id)
        .where(
            Entry.id == present.id,
            Entry.owner_id == author_id,
            Entry.deleted_at.is_(None),
            Entry.revision == present.revision,
            Entry.generation == present.generation,
            Revision.number == present.revision,
            Revision.editor == present.editor,
            Revision.edit_number == present.edit_number,
        )
        .with_for_update()
    ).first()
    if held is None:
        raise Raced


def _add(sealed: Sealed, sitting_since: datetime) -> None:
    db.session.execute(
        insert(Revision).values(
            entry_id=sealed.entry_id,
            number=sealed.number,
            body=sealed.body,
            kind=sealed.kind,
            saved_at=sealed.at,
            sitting_since=sitting_since,
            editor=sealed.edit.id,
            edit_number=sealed.edit.number,
            agreed={},
        )
    )


def _seal(
    keys: Keys, entry_id: str, wrapped: bytes, number: int, kind: RevisionKind, document: Document, edit: Edit
) -> Sealed:
    key = entry_key(keys, entry_id, wrapped)
    head = seal_head(key, number, head_of(document))
    body = seal_body(key, number, to_bytes(document))
    return Sealed(entry_id, number, wrapped, head, body, kind, edit, now())
