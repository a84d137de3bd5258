"""Reflections that go on from one another: each shows its author a link to the other."""

from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select, update

from reflect.journal.document import read_head, shown_title
from reflect.journal.models import Entry
from reflect.storage.db import db
from reflect.vault.entries import entry_key, open_head
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys


@dataclass(frozen=True)
class Link:
    """Another reflection of the same author, as it is called."""

    id: str
    title: str


@dataclass(frozen=True)
class Thread:
    """The reflection that one goes on from, where it does, and those that go on from it, oldest first."""

    earlier: Link | None
    later: tuple[Link, ...]


NO_THREAD = Thread(None, ())
_BEFORE = (
    select(Entry.continues_id)
    .where(Entry.id == bindparam("entry"), Entry.owner_id == bindparam("author"))
    .scalar_subquery()
)
# The SQL condition on a reflection that it is one of these, of one author and around one entry.
IN_THREAD = (
    Entry.owner_id == bindparam("author"),
    Entry.deleted_at.is_(None),
    or_(Entry.id == _BEFORE, Entry.continues_id == bindparam("entry")),
)
_THREAD = (
    select(Entry.id, Entry.wrapped_key, Entry.head, Entry.revision, Entry.created_at, Entry.continues_id)
    .where(*IN_THREAD)
    .order_by(Entry.created_at, Entry.id)
)


def link(author_id: str, entry_id: str, earlier_id: str) -> None:
    """Let one of the author's reflections go on from another of theirs, inside the caller's write unit."""
    mine = update(Entry).where(Entry.id == entry_id, Entry.owner_id == author_id)
    there = select(Entry.id).where(Entry.id == earlier_id, Entry.owner_id == author_id, Entry.deleted_at.is_(None))
    db.session.execute(mine.values(continues_id=there.scalar_subquery()).execution_options(synchronize_session=False))


def thread(keys: Keys, author_id: str, entry_id: str) -> Thread:
    """What the author's reflection goes on from, and what goes on from it; none that was deleted. One statement."""
    earlier, later = None, []
    for row in db.session.execute(_THREAD, {"entry": entry_id, "author": author_id}):
        try:
            title, _draft = read_head(open_head(entry_key(keys, row.id, row.wrapped_key), row.revision, row.head))
        except CannotOpen:  # one damaged row must not take this page with it
            continue
        link = Link(row.id, shown_title(title, row.created_at))
        if row.continues_id == entry_id:
            later.append(link)
        else:
            earlier = link
    return Thread(earlier, tuple(later))
