"""One revision: sealed before the write unit, written inside it if the entry still stands where it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

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


# Built once, and of the tables themselves: this is what runs each time that somebody pauses while they write.
_ENTRIES, _REVISIONS = Entry.__table__, Revision.__table__
_HOLD = (
    select(_ENTRIES.c.id)
    .join(_REVISIONS, _REVISIONS.c.entry_id == _ENTRIES.c.id)
    .where(
        _ENTRIES.c.id == bindparam("entry"),
        _ENTRIES.c.owner_id == bindparam("author"),
        _ENTRIES.c.deleted_at.is_(None),
        _ENTRIES.c.revision == bindparam("present"),
        _ENTRIES.c.generation == bindparam("of_keys"),
        _REVISIONS.c.number == bindparam("present"),
        _REVISIONS.c.editor == bindparam("page"),
        _REVISIONS.c.edit_number == bindparam("page_number"),
    )
    .with_for_update()
)
_ADVANCE = (
    update(_ENTRIES)
    .where(_ENTRIES.c.id == bindparam("entry"), _ENTRIES.c.owner_id == bindparam("author"))
    .values(revision=bindparam("next"), head=bindparam("sealed_head"), updated_at=bindparam("at"))
)
_ADD = insert(_REVISIONS)
# A draft that takes the place of the one before it, in its row.
_REPLACE = (
    update(_REVISIONS)
    .where(_REVISIONS.c.entry_id == bindparam("entry"), _REVISIONS.c.number == bindparam("present"))
    .values({each.name: bindparam(f"new_{each.name}") for each in _REVISIONS.c if each.name != "entry_id"})
)


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
    written = {"next": sealed.number, "sealed_head": sealed.head, "at": sealed.at}
    db.session.execute(_ADVANCE, {"entry": present.id, "author": author_id, **written})
    if replaces:
        row = _row(sealed, min(present.sitting_since, sealed.at))
        new = {f"new_{name}": value for name, value in row.items() if name != "entry_id"}
        db.session.execute(_REPLACE, {"entry": present.id, "present": present.revision, **new})
    else:
        _add(sealed, sealed.at)


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
    read = {"present": present.revision, "of_keys": present.generation}
    read |= {"page": present.editor, "page_number": present.edit_number}
    if db.session.execute(_HOLD, {"entry": present.id, "author": author_id, **read}).first() is None:
        raise Raced


def _add(sealed: Sealed, sitting_since: datetime) -> None:
    db.session.execute(_ADD, _row(sealed, sitting_since))


def _row(sealed: Sealed, sitting_since: datetime) -> dict[str, Any]:
    return {
        "entry_id": sealed.entry_id,
        "number": sealed.number,
        "body": sealed.body,
        "kind": sealed.kind,
        "saved_at": sealed.at,
        "sitting_since": sitting_since,
        "editor": sealed.edit.id,
        "edit_number": sealed.edit.number,
        "agreed": {},
    }


def _seal(
    keys: Keys, entry_id: str, wrapped: bytes, number: int, kind: RevisionKind, document: Document, edit: Edit
) -> Sealed:
    key = entry_key(keys, entry_id, wrapped)
    head = seal_head(key, number, head_of(document))
    body = seal_body(key, number, to_bytes(document))
    return Sealed(entry_id, number, wrapped, head, body, kind, edit, now())
