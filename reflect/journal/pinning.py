"""Keeping a few reflections at the top of one's own list."""

from sqlalchemy import bindparam, select, update

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.identity.models import Account
from reflect.journal.entries import Head, opened_head
from reflect.journal.models import Entry
from reflect.storage.db import db, fetch
from reflect.vault.keys import Keys
from reflect.web.language import ngettext

MOST = 10  # that one person can pin: they all stand on the first page

_PINNED = (
    select(Entry.id, Entry.wrapped_key, Entry.head, Entry.revision, Entry.created_at, Entry.updated_at)
    .where(Entry.owner_id == bindparam("author"), Entry.deleted_at.is_(None), Entry.pinned_at.is_not(None))
    .order_by(Entry.pinned_at.desc(), Entry.id)
)


def pinned(keys: Keys, author_id: str) -> list[Head]:
    """What the author has pinned, latest first. One statement."""
    return [opened_head(keys, row) for row in fetch(_PINNED, {"author": author_id})]


def pin(author_id: str, entry_id: str) -> None:
    """Keep the author's entry at the top of their list; it is not changed by that. Inside the caller's write unit.

    Raises:
        NotFound: the author has no such entry.
        Conflict: as many are pinned already as there may be.
    """
    # Two pins at one moment wait for each other, so that they cannot both be the last.
    mine = select(Account.person_id).where(Account.person_id == author_id)
    db.session.execute(mine.with_for_update(key_share=True))
    held = select(Entry.id).where(Entry.owner_id == author_id, Entry.deleted_at.is_(None), Entry.pinned_at.is_not(None))
    there = set(db.session.scalars(held))
    if entry_id in there:
        return
    if len(there) >= MOST:
        raise Conflict(
            ngettext(
                "You have pinned %(num)d reflection. Unpin one first.",
                "You have pinned %(num)d reflections. Unpin one first.",
                MOST,
            )
        )
    _set(author_id, entry_id, pinned_at=now())


def unpin(author_id: str, entry_id: str) -> None:
    """Put the author's entry back to its place by date. Inside the caller's write unit.

    Raises:
        NotFound: the author has no such entry.
    """
    _set(author_id, entry_id, pinned_at=None)


def _set(author_id: str, entry_id: str, **values: object) -> None:
    changed = db.session.execute(
        update(Entry)
        .where(Entry.id == entry_id, Entry.owner_id == author_id, Entry.deleted_at.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise NotFound
