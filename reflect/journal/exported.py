"""What an author takes along of their journal: every reflection with every revision that is kept, opened by their keys.

Whether the themes of a reflection are counted stands apart from it, as one figure for each revision: whoever packs it
sees to it that the length of a file does not tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from reflect.core.errors import NotFound
from reflect.journal import ready, rescuing
from reflect.journal.copying.portable import as_data, copy_of
from reflect.journal.document import from_bytes, shown_title
from reflect.journal.kept import kept_of
from reflect.journal.models import Entry, ReadyShare, Revision
from reflect.organisation.relations import names_of
from reflect.sharing.exported import comments_as_items
from reflect.storage.db import db
from reflect.vault.entries import EntryKey, entry_key, open_body
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys

Item = dict[str, Any]


@dataclass(frozen=True)
class Reflection:
    """One reflection to take along; `ticks` says of each of its revisions, 1 or 0, whether its themes were ticked."""

    item: Item
    ticks: str
    title: str


def entry_ids(author_id: str) -> list[str]:
    """All of an author's reflections, the oldest first; with those that they deleted and can still have back."""
    mine = select(Entry.id).where(Entry.owner_id == author_id)
    return list(db.session.scalars(mine.order_by(Entry.created_at, Entry.id)))


def reflections(keys: Keys, author_id: str, wanted: Sequence[str]) -> list[Reflection]:
    """Those of these reflections that are the author's, each with its revisions and the comments kept in it."""
    rows = db.session.scalars(
        select(Entry)
        .where(Entry.owner_id == author_id, Entry.id.in_(wanted))
        .order_by(Entry.created_at, Entry.id)
        .execution_options(populate_existing=True)
    ).all()
    found = [_reflection(keys, author_id, row) for row in rows]
    db.session.expunge_all()  # or they would all be held until the last is sent
    return found


def rescues(keys: Keys, person_id: str) -> Iterator[Item]:
    """Words that arrived while their author could not save them, and wait."""
    for waiting in reversed(rescuing.waiting(person_id)):
        item = {
            "id": waiting.id,
            "opens": True,
            "reflection": waiting.entry_id,
            "arrived_at": waiting.arrived_at,
            "reason": waiting.reason,
            "given_back_by": "",
            "title": "",
            "text": "",
            "themes": [],
            "tags": [],
            "wellbeing": "",
        }
        try:
            words = rescuing.open_(keys, person_id, waiting.id)
        except CannotOpen:
            yield item | {"opens": False}
        except NotFound:  # it was kept or discarded a moment ago
            continue
        else:
            yield item | {
                "given_back_by": words.giver,
                "title": words.title,
                "text": words.text,
                "themes": list(words.beside.themes),
                "tags": list(words.beside.tags),
                "wellbeing": words.beside.wellbeing,
            }


def _reflection(keys: Keys, author_id: str, row: Entry) -> Reflection:
    item: Item = {
        "id": row.id,
        "opens": True,
        "continues": row.continues_id,
        "begun_at": row.created_at,
        "changed_at": row.updated_at,
        "deleted_at": row.deleted_at,
        "pinned": row.pinned_at is not None,
        "revisions": [],
        "comments": [],
        "ready_to_share": [],
    }
    try:
        key = entry_key(keys, row.id, row.wrapped_key)
        opened, ticks = _revisions(key, row)
        comments = comments_as_items(kept_of(keys, author_id, row.id), author_id)
        item |= {"revisions": opened, "comments": comments, "ready_to_share": _ready(keys, author_id, row.id)}
        title = shown_title(opened[-1]["words"]["title"], row.created_at) if opened else ""
        return Reflection(item, ticks, title)
    except CannotOpen:
        return Reflection(item | {"opens": False}, "0", "")


def _revisions(key: EntryKey, row: Entry) -> tuple[list[Item], str]:
    wanted = select(Revision.number, Revision.kind, Revision.saved_at, Revision.body)
    items, ticks = [], ""
    for each in db.session.execute(wanted.where(Revision.entry_id == row.id).order_by(Revision.number)):
        document = from_bytes(open_body(key, each.number, each.body))
        copy = copy_of(document, row.created_at)
        ticks += str(int(document.counted))
        items.append(
            {
                "number": each.number,
                "kind": each.kind,
                "saved_at": each.saved_at,
                "words": as_data(copy.document, copy.written_at),
            }
        )
    return items, ticks


def _ready(keys: Keys, author_id: str, entry_id: str) -> list[Item]:
    wanted = select(ReadyShare).where(ReadyShare.owner_id == author_id, ReadyShare.entry_id == entry_id)
    rows = db.session.scalars(wanted.order_by(ReadyShare.made_at, ReadyShare.id)).all()
    names = names_of({row.reader_id for row in rows})
    found = []
    for row in rows:
        choice = ready.choice_of(keys, author_id, entry_id, row.id)
        found.append(
            {
                "id": row.id,
                "for": names[row.reader_id].name,
                "made_at": row.made_at,
                "answers": choice.parts,
                "note": choice.note,
                "until": choice.until,
            }
        )
    return found
