"""Deleting one's own reflections: put aside first, and had back; then gone for good, by destroying their keys.

What is put aside is found by nobody but its author, in one list. While a data protection officer's hold lies on them,
nothing of it is destroyed, and it can be had back however old it is. Its row holds the only copy here of the key that
its words are sealed under: with the row, every revision and every kept comment is noise.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select, update

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.identity.keyring import hold
from reflect.journal import counting, entries
from reflect.journal.document import Document
from reflect.journal.models import Entry
from reflect.journal.stopping import stop_one
from reflect.organisation.holds import is_held, refuse_while_held
from reflect.sharing import grants
from reflect.sharing.everything import own_share_ids
from reflect.storage.db import db, write_unit
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.language import ngettext

NOTHING = Document(kind="blank", parts=())
KEPT = timedelta(days=14)  # how long what was deleted can be had back
_HEAD = (Entry.id, Entry.wrapped_key, Entry.head, Entry.revision, Entry.created_at, Entry.updated_at)


@dataclass(frozen=True)
class PutAside:
    """A reflection among the recently deleted ones."""

    id: str
    title: str
    deleted_at: datetime

    @property
    def gone_at(self) -> datetime:
        """From when on nobody can have it back."""
        return self.deleted_at + KEPT


def put_aside(keys: Keys, author_id: str, entry_id: str) -> None:
    """Delete the author's reflection so that they can still have it back, in write units of its own.

    Its shares stop at once and their comments move into it. Its themes are taken out of the windows that are open.
    One that is deleted already is left as it is. One that was damaged from outside can be deleted as well.

    Raises:
        NotFound: the author has no such reflection.
        KeysReplaced: these are not the author's present keys.
    """
    document = _document(keys, author_id, entry_id)
    with write_unit():
        hold(keys, alone=True)  # who shares it at this moment is done by now, or finds it deleted
        mine = update(Entry).where(Entry.id == entry_id, Entry.owner_id == author_id)
        if db.session.execute(mine.where(Entry.deleted_at.is_(None)).values(deleted_at=now())).rowcount != 1:
            if not _is_put_aside(author_id, entry_id):
                raise NotFound
            return
        _stop_sharing(keys, author_id, entry_id)
    counting.count(keys, document, _uncounted(document))


def recently(keys: Keys, author_id: str) -> list[PutAside]:
    """What the author deleted and can have back, the latest first."""
    rows = db.session.execute(
        select(*_HEAD, Entry.deleted_at)
        .where(Entry.owner_id == author_id, _can_be_had_back())
        .order_by(Entry.deleted_at.desc(), Entry.id)
    )
    return [PutAside(row.id, entries.opened_head(keys, row).shown_title, row.deleted_at) for row in rows]


def one(keys: Keys, author_id: str, entry_id: str) -> PutAside:
    """One of the author's recently deleted reflections.

    Raises:
        NotFound: it is not among them.
    """
    for each in recently(keys, author_id):
        if each.id == entry_id:
            return each
    raise NotFound


def put_back(keys: Keys, author_id: str, entry_id: str) -> None:
    """Put a deleted reflection back to where it was, in write units of its own. Its shares do not come back.

    Themes that its author had ticked are counted again in the windows that are open now. One that is there is left
    as it is, so that a button pressed twice does nothing more.

    Raises:
        NotFound: the author has no such reflection, or its time is over.
        KeysReplaced: these are not the author's present keys.
    """
    with write_unit():
        hold(keys)
        mine = update(Entry).where(Entry.id == entry_id, Entry.owner_id == author_id, _can_be_had_back())
        came_back = db.session.execute(mine.values(deleted_at=None)).rowcount == 1
    if not came_back and entries.find(keys, author_id, entry_id) is None:
        raise NotFound
    if came_back:
        document = _document(keys, author_id, entry_id)
        counting.count(keys, _uncounted(document), document)


def erase(author_id: str, entry_id: str) -> None:
    """Destroy one of the author's deleted reflections, inside the caller's write unit. Nothing brings it back.

    Raises:
        NotFound: it is not among the deleted ones.
        Conflict: a hold lies on the author.
    """
    refuse_while_held(author_id)
    if _destroy(Entry.owner_id == author_id, Entry.id == entry_id, Entry.deleted_at.is_not(None)) != 1:
        raise NotFound


def overdue() -> int:
    """How many deleted reflections have had their time, of all people on whom no hold lies."""
    return db.session.scalar(select(func.count()).select_from(Entry).where(_time_is_over())) or 0


def erase_overdue() -> int:
    """Destroy what has had its time, inside the caller's write unit: of all people on whom no hold lies.

    Returns:
        How many reflections there were.
    """
    return _destroy(_time_is_over())


def erase_at_unlock(person_id: str, **_rest: Any) -> None:
    """Destroy what of this person's has had its time. Heard at every unlock."""
    if db.session.scalar(select(Entry.id).where(Entry.owner_id == person_id, _time_is_over()).limit(1)) is not None:
        with write_unit():
            _destroy(Entry.owner_id == person_id, _time_is_over())


def _destroy(*which: ColumnElement[bool]) -> int:
    found = db.session.execute(select(Entry.id, Entry.owner_id).where(*which).with_for_update()).all()
    for entry_id, owner_id in found:
        grants.erase_for_entry(owner_id, entry_id)  # there is none left unless somebody wrote to the database
    # Revisions and kept comments go with the row (ON DELETE CASCADE).
    db.session.execute(delete(Entry).where(Entry.id.in_([row.id for row in found])))
    return len(found)


def _can_be_had_back() -> ColumnElement[bool]:
    return or_(Entry.deleted_at > now() - KEPT, and_(Entry.deleted_at.is_not(None), is_held(Entry.owner_id)))


def _time_is_over() -> ColumnElement[bool]:
    return and_(Entry.deleted_at <= now() - KEPT, not_(is_held(Entry.owner_id)))


def _is_put_aside(author_id: str, entry_id: str) -> bool:
    mine = (Entry.id == entry_id, Entry.owner_id == author_id, Entry.deleted_at.is_not(None))
    return db.session.scalar(select(Entry.id).where(*mine)) is not None


def _stop_sharing(keys: Keys, author_id: str, entry_id: str) -> None:
    for share_id in own_share_ids(author_id, entry_id):
        stop_one(keys, author_id, share_id)


def _document(keys: Keys, author_id: str, entry_id: str) -> Document:
    try:
        entry = entries.find(keys, author_id, entry_id)
    except CannotOpen:
        entry = None
    return entry.document if entry else NOTHING


def _uncounted(document: Document) -> Document:
    return replace(document, counted=False)


def how_long_kept() -> str:
    """For how long what was deleted is kept, in words."""
    return ngettext("%(num)d day after its author deleted it", "%(num)d days after its author deleted it", KEPT.days)
