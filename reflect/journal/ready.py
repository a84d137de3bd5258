"""What an author keeps ready to share with somebody who cannot receive yet. Nothing of it is sent by itself.

It is a choice and a note, sealed under the entry's key. When its reader has set up their account the author is told,
looks at it again, and shares it or does not.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.identity.keyring import public_key_of, public_keys_of
from reflect.identity.telling import tell_owner
from reflect.journal.models import Entry, ReadyShare
from reflect.journal.rekeying import renew
from reflect.journal.titles import title_of
from reflect.organisation.relations import PersonName, names_of
from reflect.storage.db import db
from reflect.vault.entries import entry_key, open_ready, seal_ready
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Ready:
    """Something that is ready to share with one reader."""

    id: str
    entry_id: str
    entry_title: str
    reader: PersonName
    made_at: datetime
    can_receive: bool  # the reader has set up their account


@dataclass(frozen=True)
class Choice:
    """What was chosen: places of the answers in the entry, the note, and the last day."""

    reader_id: str
    parts: list[int]
    note: str
    until: date


def keep_ready(
    keys: Keys, author_id: str, entry_id: str, reader_id: str, parts: list[int], note: str, until: date
) -> None:
    """Keep a choice ready, in the place of an earlier one for the same reader. Inside the caller's write unit.

    Raises:
        NotFound: the author has no such entry.
        KeysReplaced: these are not the author's present keys.
    """
    key = renew(keys, author_id, entry_id)
    if db.session.scalar(select(Entry.deleted_at).where(Entry.id == entry_id)) is not None:
        raise NotFound
    discard(author_id, entry_id, reader_id)
    ready_id = new_id()
    choice = json.dumps({"parts": parts, "note": note, "until": until.isoformat()}, ensure_ascii=False).encode()
    db.session.add(
        ReadyShare(
            id=ready_id,
            entry_id=entry_id,
            owner_id=author_id,
            reader_id=reader_id,
            sealed=seal_ready(key, ready_id, reader_id, choice),
            made_at=now(),
        )
    )


_READY = (
    select(ReadyShare, Entry)
    .join(Entry, Entry.id == ReadyShare.entry_id)
    .where(
        ReadyShare.owner_id == bindparam("author"), Entry.owner_id == bindparam("author"), Entry.deleted_at.is_(None)
    )
    .order_by(ReadyShare.made_at.desc(), ReadyShare.id)
)
_READY_OF_ENTRY = _READY.where(ReadyShare.entry_id == bindparam("entry"))


def ready_of(keys: Keys, author_id: str, entry_id: str | None = None) -> list[Ready]:
    """What this author keeps ready, of one entry or of all, the latest first."""
    wanted = _READY if entry_id is None else _READY_OF_ENTRY
    rows = db.session.execute(wanted, {"author": author_id, "entry": entry_id}).all()
    readers = [row.ReadyShare.reader_id for row in rows]
    names, able = names_of(readers), public_keys_of(readers)
    return [
        Ready(ready.id, entry.id, title_of(keys, entry), names[ready.reader_id], ready.made_at, ready.reader_id in able)
        for ready, entry in rows
    ]


def choice_of(keys: Keys, author_id: str, entry_id: str, ready_id: str) -> Choice:
    """What was chosen, opened for its author.

    Raises:
        NotFound: the author keeps nothing of the kind ready.
        CannotOpen: it was changed by somebody else.
    """
    row = db.session.execute(
        select(ReadyShare, Entry.wrapped_key)
        .join(Entry, Entry.id == ReadyShare.entry_id)
        .where(ReadyShare.id == ready_id, ReadyShare.entry_id == entry_id, Entry.owner_id == author_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("This is not kept ready any more."))
    ready = row.ReadyShare
    opened = json.loads(open_ready(entry_key(keys, entry_id, row.wrapped_key), ready.id, ready.reader_id, ready.sealed))
    return Choice(ready.reader_id, opened["parts"], opened["note"], date.fromisoformat(opened["until"]))


def discard(author_id: str, entry_id: str, reader_id: str) -> None:
    """Keep nothing of this entry ready for this reader any more, inside the caller's write unit."""
    db.session.execute(
        delete(ReadyShare).where(
            ReadyShare.owner_id == author_id, ReadyShare.entry_id == entry_id, ReadyShare.reader_id == reader_id
        )
    )


def tell_authors(person_id: str, **_rest: Any) -> None:
    """Tell, once, everybody who keeps something ready for this person that they can receive it now.

    Heard inside the write unit in which their account may have become finished.
    """
    waiting = select(ReadyShare).where(ReadyShare.reader_id == person_id, ReadyShare.told_at.is_(None))
    rows = db.session.scalars(waiting).all()
    if not rows or public_key_of(person_id) is None:
        return
    name = names_of([person_id])[person_id].name
    for row in rows:
        row.told_at = now()
    for author_id in sorted({row.owner_id for row in rows}):
        tell_owner(author_id, "reader-ready", name=name)
