"""The entry's own key: wrapped again at rotation, and exchanged for a new one before anything is added after it."""

from contextlib import suppress

from sqlalchemy import select, update

from reflect.core.errors import NotFound
from reflect.identity.keyring import hold
from reflect.journal.models import Entry, KeptComment, ReadyShare, Revision
from reflect.storage.db import db
from reflect.vault.entries import (
    EntryKey,
    entry_key,
    new_entry_key,
    open_body,
    open_comment,
    open_head,
    open_ready,
    rewrap_entry_key,
    seal_body,
    seal_comment,
    seal_head,
    seal_ready,
)
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys


def rewrap(person_id: str, old: Keys, new: Keys) -> None:
    """Wrap the keys of all the person's entries under their new keys, inside the rotation's write unit.

    One that was damaged from outside is left as it is: it does not open as it stands, and must not keep somebody who
    comes with their recovery code out of all the others.
    """
    mine = select(Entry.id, Entry.wrapped_key).where(Entry.owner_id == person_id)
    rows = []
    for row in db.session.execute(mine):
        with suppress(CannotOpen):
            rows.append({"id": row.id, "wrapped_key": rewrap_entry_key(old, new, row.id, row.wrapped_key)})
    if rows:
        db.session.execute(update(Entry), rows)


def renew(keys: Keys, author_id: str, entry_id: str) -> EntryKey:
    """The key that something new is sealed under in an entry, which is the caller's alone until its write unit ends.

    After a rotation the entry gets a new one first, and everything of it is sealed again under that, so that whoever
    held the old one cannot read on. What was damaged from outside is left as it is: it opens under neither, and must
    not keep somebody from writing.

    Raises:
        NotFound: the author has no such entry.
        KeysReplaced: these are not the author's present keys.
        CannotOpen: the entry's own key was damaged from outside; nothing is written then.
    """
    hold(keys)
    entry = db.session.scalar(select(Entry).where(Entry.id == entry_id, Entry.owner_id == author_id).with_for_update())
    if entry is None:
        raise NotFound
    old = entry_key(keys, entry_id, entry.wrapped_key)
    if entry.generation == keys.generation:
        return old
    wrapped = new_entry_key(keys, entry_id)
    new = entry_key(keys, entry_id, wrapped)
    entry.wrapped_key, entry.generation = wrapped, keys.generation
    with suppress(CannotOpen):
        entry.head = seal_head(new, entry.revision, open_head(old, entry.revision, entry.head))
    _seal_again(entry_id, old, new)
    db.session.flush()
    return new


def _seal_again(entry_id: str, old: EntryKey, new: EntryKey) -> None:
    for revision in db.session.scalars(select(Revision).where(Revision.entry_id == entry_id)):
        with suppress(CannotOpen):
            revision.body = seal_body(new, revision.number, open_body(old, revision.number, revision.body))
    for kept in db.session.scalars(select(KeptComment).where(KeptComment.entry_id == entry_id)):
        with suppress(CannotOpen):
            text = open_comment(old, kept.share_id, kept.id, kept.author_id, kept.sealed)
            kept.sealed = seal_comment(new, kept.share_id, kept.id, kept.author_id, text)
    for ready in db.session.scalars(select(ReadyShare).where(ReadyShare.entry_id == entry_id)):
        with suppress(CannotOpen):
            choice = open_ready(old, ready.id, ready.reader_id, ready.sealed)
            ready.sealed = seal_ready(new, ready.id, ready.reader_id, choice)
