"""The author's own reflections as copies, and the files that are made of them. Nothing of it is stored here."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import select

from reflect.journal.copying.archive import zipped
from reflect.journal.copying.markdown import to_markdown
from reflect.journal.copying.portable import Copy, Past, as_data, copy_of
from reflect.journal.document import from_bytes
from reflect.journal.models import Entry, Revision
from reflect.storage.db import db, end_read
from reflect.vault.entries import entry_key, open_body
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.language import ZONE, ngettext

Form = Literal["markdown", "json"]
ENDINGS: dict[Form, str] = {"markdown": "md", "json": "json"}
TYPES: dict[Form, str] = {"markdown": "text/markdown; charset=utf-8", "json": "application/json"}
AT_ONCE = 50  # entries that are fetched together
NOT_OPENED = "not-opened.txt"


def ids_of(author_id: str) -> list[str]:
    """All the author's reflections that are not deleted, the oldest first."""
    mine = select(Entry.id).where(Entry.owner_id == author_id, Entry.deleted_at.is_(None))
    return list(db.session.scalars(mine.order_by(Entry.created_at, Entry.id)))


def copies(keys: Keys, author_id: str, entry_ids: Sequence[str]) -> Iterator[Copy | None]:
    """Copies of those of these entries that are the author's; None for one that does not open."""
    for some in _batches(entry_ids):
        rows = db.session.execute(
            select(Entry.id, Entry.wrapped_key, Entry.created_at, Revision.number, Revision.body)
            .join(Revision, (Revision.entry_id == Entry.id) & (Revision.number == Entry.revision))
            .where(Entry.owner_id == author_id, Entry.deleted_at.is_(None), Entry.id.in_(some))
            .order_by(Entry.created_at, Entry.id)
        ).all()
        for row in rows:
            try:
                body = open_body(entry_key(keys, row.id, row.wrapped_key), row.number, row.body)
            except CannotOpen:
                yield None
            else:
                yield replace(copy_of(from_bytes(body), row.created_at), past=Past(row.id))


def as_file(copy: Copy, form: Form) -> bytes:
    """What a file of this copy holds."""
    if form == "markdown":
        return to_markdown(copy).encode()
    return json.dumps(as_data(copy.document, copy.written_at), ensure_ascii=False, indent=2).encode()


def file_name(copy: Copy, form: Form) -> str:
    """Its day and nothing else: names of files show in many places."""
    return f"reflection-{copy.written_at.astimezone(ZONE):%Y-%m-%d}.{ENDINGS[form]}"


def as_zip(keys: Keys, author_id: str, entry_ids: Sequence[str], form: Form) -> Iterator[bytes]:
    """A zip of these entries of the author's, piece by piece. No connection is held while a piece is sent.

    What does not open is counted in a note, so that nobody takes the copy for whole.
    """

    def files() -> Iterator[tuple[str, bytes]]:
        taken: set[str] = set()
        lost = 0
        for some in _batches(entry_ids):
            found = list(copies(keys, author_id, some))
            end_read()
            for copy in found:
                if copy is None:
                    lost += 1
                    continue
                yield _unlike(file_name(copy, form), taken), as_file(copy, form)
        if lost:
            note = ngettext(
                "%(num)d of your reflections did not open and is not in this copy.",
                "%(num)d of your reflections did not open and are not in this copy.",
                lost,
            )
            yield NOT_OPENED, note.encode()

    return zipped(files())


def _batches(entry_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (entry_ids[start : start + AT_ONCE] for start in range(0, len(entry_ids), AT_ONCE))


def _unlike(name: str, taken: set[str]) -> str:
    stem, _dot, ending = name.rpartition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}.{ending}"
    taken.add(free)
    return free
