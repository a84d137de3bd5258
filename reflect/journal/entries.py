"""Reading one's own journal. Every function takes the author, and every statement asks for their rows only.

Nothing here renders anything: what is shown was rendered when it was saved.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select, tuple_

from reflect.core.errors import Conflict, NotFound, Refused
from reflect.core.paging import cursor_of, read_cursor
from reflect.journal.document import Document, from_bytes, read_head, shown_title
from reflect.journal.models import Entry, Revision
from reflect.journal.rendering import rendered
from reflect.sharing.snapshot import Part, Snapshot
from reflect.storage.db import db, fetch
from reflect.storage.types import UtcDateTime
from reflect.vault.entries import entry_key, open_body, open_head
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _

PAGE = 20  # entries on one page of the list
EVERY = 2**31 - 1


class Deleted(Conflict):
    """Words arrived for a reflection that its author has deleted, and can still have back."""

    def __init__(self) -> None:
        super().__init__(_("This reflection was deleted, so nothing was saved."))


class Head(NamedTuple):
    """One row of the list: what can be shown without fetching any words. A tuple, as there are twenty on a page."""

    id: str
    title: str
    draft: bool
    created_at: datetime
    updated_at: datetime

    @property
    def shown_title(self) -> str:
        """The title as it is listed."""
        return shown_title(self.title, self.created_at)

    @property
    def cursor(self) -> str:
        """Where the next page goes on."""
        return cursor_of(self.updated_at, self.id)


@dataclass(frozen=True)
class HeadPage:
    """One page of the list, newest first; `older` is the cursor of the next page, or None."""

    rows: list[Head]
    older: str | None


@dataclass(frozen=True)
class RevisionMark:
    """One line of the history."""

    number: int
    kind: str
    saved_at: datetime


@dataclass(frozen=True)
class OpenEntry:
    """An entry at one revision, opened for its author."""

    id: str
    revision: int
    present: int  # the entry's present revision
    document: Document
    kind: str
    saved_at: datetime
    created_at: datetime
    updated_at: datetime
    pinned: bool  # to the top of its author's list
    wrapped_key: bytes = field(repr=False)
    generation: int  # of the author's keys when this entry's own key was made
    sitting_since: datetime
    editor: str
    edit_number: int
    agreed: dict[str, int]  # how far other pages had come that sent these same words

    @property
    def title(self) -> str:
        """The title as it is shown."""
        return shown_title(self.document.title, self.created_at)


_HEADS = (
    select(Entry.id, Entry.wrapped_key, Entry.head, Entry.revision, Entry.created_at, Entry.updated_at)
    .where(Entry.owner_id == bindparam("author"), Entry.deleted_at.is_(None))
    .order_by(Entry.updated_at.desc(), Entry.id.desc())
    .limit(bindparam("rows"))
)
_OLDER_HEADS = _HEADS.where(
    tuple_(Entry.updated_at, Entry.id) < tuple_(bindparam("moment", type_=UtcDateTime), bindparam("last"))
)
_UNPINNED, _OLDER_UNPINNED = (each.where(Entry.pinned_at.is_(None)) for each in (_HEADS, _OLDER_HEADS))
_HISTORY = (
    select(Revision.number, Revision.kind, Revision.saved_at)
    .join(Entry, Entry.id == Revision.entry_id)
    .where(Entry.id == bindparam("entry"), Entry.owner_id == bindparam("author"), Entry.deleted_at.is_(None))
    .order_by(Revision.number.desc())
    .limit(bindparam("rows"))
)
_EARLIER_HISTORY = _HISTORY.where(Revision.number < bindparam("before"))
_REVISION = (
    select(
        Entry.id,
        Entry.wrapped_key,
        Entry.generation,
        Entry.revision,
        Entry.created_at,
        Entry.updated_at,
        Entry.pinned_at,
        Revision.number,
        Revision.body,
        Revision.kind,
        Revision.saved_at,
        Revision.sitting_since,
        Revision.editor,
        Revision.edit_number,
        Revision.agreed,
    )
    .join(Revision, Revision.entry_id == Entry.id)
    .where(Entry.id == bindparam("entry"), Entry.owner_id == bindparam("author"), Entry.deleted_at.is_(None))
)
_PRESENT = _REVISION.where(Revision.number == Entry.revision)
_NUMBERED = _REVISION.where(Revision.number == bindparam("number"))


def heads(
    keys: Keys, author_id: str, after: str | None = None, rows: int = PAGE, *, unpinned: bool = False
) -> HeadPage:
    """One page of the author's own list, newest first, in one statement.

    Args:
        after: the cursor of the last row already seen.
        unpinned: without those that are pinned to the top.

    Raises:
        NotFound: that is no cursor of ours.
    """
    values: dict[str, Any] = {"author": author_id, "rows": rows + 1}
    if after is None:
        found = fetch(_UNPINNED if unpinned else _HEADS, values).all()
    else:
        older = _OLDER_UNPINNED if unpinned else _OLDER_HEADS
        found = fetch(older, values | dict(zip(("moment", "last"), read_cursor(after), strict=True))).all()
    page = [opened_head(keys, row) for row in found[:rows]]
    return HeadPage(page, page[-1].cursor if len(found) > rows else None)


def find(keys: Keys, author_id: str, entry_id: str) -> OpenEntry | None:
    """The author's entry at its present revision, or None when they have no such entry."""
    row = db.session.execute(_PRESENT, {"entry": entry_id, "author": author_id}).one_or_none()
    return _opened(keys, row) if row else None


def refuse_deleted(author_id: str, entry_id: str) -> None:
    """Stop whoever would write to a reflection that waits among the deleted ones. Called when `find` found nothing.

    Raises:
        Deleted: it does.
    """
    mine = (Entry.id == entry_id, Entry.owner_id == author_id, Entry.deleted_at.is_not(None))
    if db.session.scalar(select(Entry.id).where(*mine)) is not None:
        raise Deleted


def open_(keys: Keys, author_id: str, entry_id: str, revision: int | None = None) -> OpenEntry:
    """The author's entry, at one revision or at its present one.

    Raises:
        NotFound: the author has no such entry, or it has no such revision.
        CannotOpen: what is stored was changed by somebody else.
    """
    if revision is None:
        entry = find(keys, author_id, entry_id)
    else:
        values = {"entry": entry_id, "author": author_id, "number": revision}
        row = db.session.execute(_NUMBERED, values).one_or_none() if revision < 2**31 else None
        entry = _opened(keys, row) if row else None
    if entry is None:
        raise NotFound
    return entry


def history(author_id: str, entry_id: str, before: int | None = None, rows: int = EVERY) -> list[RevisionMark]:
    """When the author's entry was saved, newest first.

    Args:
        before: only revisions with a smaller number.

    Raises:
        NotFound: the author has no such entry, or none of its revisions is earlier.
    """
    values = {"entry": entry_id, "author": author_id, "rows": rows}
    if before is None:
        found = db.session.execute(_HISTORY, values).all()
    else:
        found = db.session.execute(_EARLIER_HISTORY, values | {"before": before}).all()
    if not found:
        raise NotFound
    return [RevisionMark(*row) for row in found]


def snapshot(entry: OpenEntry, chosen: list[int], note: str) -> Snapshot:
    """A copy of chosen answers of this one revision, for a reader.

    Args:
        chosen: places of the answers in the entry, counted from 0.

    Raises:
        Refused: an answer was chosen whose question is for the author alone, or which is not there.
    """
    offered = {index for index, _part in offered_parts(entry.document)}
    if not chosen or not set(chosen) <= offered:
        raise Refused(_("Choose answers that can be shared. Some questions are for you alone."))
    parts = rendered(entry.document).parts
    return Snapshot(
        entry_id=entry.id,
        entry_revision=entry.revision,
        title=entry.title,
        note=note,
        parts=tuple(Part(parts[index].question, parts[index].html or "") for index in sorted(set(chosen))),
    )


def offered_parts(document: Document) -> list[tuple[int, str]]:
    """The answers that can be shared, as place and question. None of a private question, and no empty one."""
    return [
        (index, part.question) for index, part in enumerate(document.parts) if part.answer.strip() and not part.private
    ]


def opened_head(keys: Keys, row: Row[Any]) -> Head:
    """A row of the list, opened: of id, wrapped_key, head, revision, created_at and updated_at, in this order."""
    entry_id, wrapped_key, head, revision, created_at, updated_at, *_more = row
    try:
        key = entry_key(keys, entry_id, wrapped_key)
        title, draft = read_head(open_head(key, revision, head))
    except CannotOpen:  # one damaged row must not take the list with it
        title, draft = _("This reflection does not open"), False
    return Head(entry_id, title, draft, created_at, updated_at)


def _opened(keys: Keys, row: Row[Any]) -> OpenEntry:
    key = entry_key(keys, row.id, row.wrapped_key)
    return OpenEntry(
        id=row.id,
        revision=row.number,
        present=row.revision,
        document=from_bytes(open_body(key, row.number, row.body)),
        kind=row.kind,
        saved_at=row.saved_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        pinned=row.pinned_at is not None,
        wrapped_key=row.wrapped_key,
        generation=row.generation,
        sitting_since=row.sitting_since,
        editor=row.editor,
        edit_number=row.edit_number,
        agreed=row.agreed,
    )
