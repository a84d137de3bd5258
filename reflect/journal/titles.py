"""The titles of some of one's own entries, for a list that names them."""

from collections.abc import Iterable

from sqlalchemy import select

from reflect.journal.document import read_head, shown_title
from reflect.journal.models import Entry
from reflect.storage.db import db
from reflect.vault.entries import entry_key, open_head
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _


def title_of(keys: Keys, entry: Entry) -> str:
    """One title as it is listed, or a sentence in its place where the entry does not open."""
    try:
        title = read_head(open_head(entry_key(keys, entry.id, entry.wrapped_key), entry.revision, entry.head))[0]
    except CannotOpen:
        return _("This reflection does not open")
    return shown_title(title, entry.created_at)


def titles_of(keys: Keys, author_id: str, entry_ids: Iterable[str]) -> dict[str, str]:
    """The titles as they are listed, by the entry's id, in one statement. What is not the author's is left out."""
    mine = select(Entry).where(Entry.id.in_(set(entry_ids)), Entry.owner_id == author_id, Entry.deleted_at.is_(None))
    return {entry.id: title_of(keys, entry) for entry in db.session.scalars(mine)}
