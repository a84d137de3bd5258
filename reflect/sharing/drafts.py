"""Comments that are not sent: kept for who writes them alone, also when sharing has stopped in the meantime.

There is one for each reflection. It never reaches who shared it before it is sent.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select

from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound
from reflect.core.ids import new_id
from reflect.identity.keyring import hold
from reflect.organisation.relations import names_of
from reflect.sharing.comments import LONGEST
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import DraftComment, Share
from reflect.sharing.remarks import Remark
from reflect.storage.db import db
from reflect.vault.drafts import DraftKey, draft_key, new_draft_key
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _

MOST = 4 * LONGEST  # characters: what is too long to send is kept all the same


@dataclass(frozen=True)
class Edit:
    """Which page load is writing, and the how-manyth of its saves this is."""

    id: str
    number: int


@dataclass(frozen=True)
class Draft:
    """A comment that is not sent, opened for who writes it."""

    id: str
    entry_id: str
    owner_id: str
    revision: int
    saved_at: datetime
    remark: Remark
    edit: Edit


@dataclass(frozen=True)
class Left:
    """A draft on a reflection that is not shared with its writer any more."""

    id: str
    owner_name: str
    saved_at: datetime


class ChangedElsewhere(Exception):
    """Another page of the same person has kept other words since."""

    def __init__(self, present: Draft) -> None:
        super().__init__()
        self.present = present


def find(keys: Keys, author_id: str, entry_id: str) -> Draft | None:
    """What this person has begun to write on a reflection, or None. One that does not open is nothing."""
    row = db.session.scalar(_mine(author_id, DraftComment.entry_id == entry_id))
    return _opened(keys, row) if row else None


def open_(keys: Keys, author_id: str, draft_id: str) -> Draft:
    """A draft of this person's by its own id, whether it can still be sent or not.

    Raises:
        NotFound: they have no such draft, or it does not open.
    """
    row = db.session.scalar(_mine(author_id, DraftComment.id == draft_id))
    draft = _opened(keys, row) if row else None
    if draft is None:
        raise NotFound
    return draft


def left_behind(author_id: str) -> list[Left]:
    """The drafts of this person that they cannot send, as the reflection is not shared with them now."""
    shared = exists(
        select(Share.id).where(Share.entry_id == DraftComment.entry_id, Share.reader_id == author_id, LIVE_GRANT)
    )
    rows = db.session.execute(
        select(DraftComment.id, DraftComment.owner_id, DraftComment.saved_at)
        .where(DraftComment.author_id == author_id, ~shared)
        .order_by(DraftComment.saved_at.desc(), DraftComment.id)
    ).all()
    names = names_of({row.owner_id for row in rows})
    return [Left(row.id, names[row.owner_id].name, row.saved_at) for row in rows]


def keep(keys: Keys, author_id: str, entry_id: str, owner_id: str, remark: Remark, base: int, edit: Edit) -> int:
    """Keep what somebody has written so far, inside the caller's write unit; returns the draft's new revision.

    A page follows itself by its count, and another by naming the revision that it was working from. Nothing typed
    takes the draft away.

    Args:
        base: the revision that the page was working from; 0 when there was no draft.

    Raises:
        ChangedElsewhere: another page has kept other words since.
        BadInput: it is longer than can be kept.
        KeysReplaced: the person's keys were replaced in the meantime.
    """
    if len(remark.text) + len(remark.quote) > MOST:
        raise BadInput(_("This is too long to be kept. Shorten it, or send it as several comments."))
    hold(keys, alone=True)
    row = db.session.scalar(_mine(author_id, DraftComment.entry_id == entry_id).with_for_update())
    present = _opened(keys, row) if row else None
    if present and present.edit.id == edit.id:
        if edit.number <= present.edit.number:
            return present.revision  # an earlier save of the same page arrived late
    elif present and present.revision != base and present.remark != remark:
        raise ChangedElsewhere(present)
    if not remark.text.strip():
        if row:
            db.session.delete(row)
        return 0
    if row is None:
        draft_id = new_id()
        wrapped = new_draft_key(keys, draft_id)
        row = DraftComment(
            id=draft_id, entry_id=entry_id, owner_id=owner_id, author_id=author_id, wrapped_key=wrapped, revision=0
        )
        db.session.add(row)
    row.revision, row.saved_at = row.revision + 1, now()
    row.sealed = _key(keys, row).seal(row.revision, _to_bytes(remark, edit))
    db.session.flush()
    return row.revision


def sent(keys: Keys, author_id: str, entry_id: str, remark: Remark, base: int, edit: Edit) -> None:
    """Take away the draft of what was just sent, inside the same write unit. Words that another page kept stay."""
    row = db.session.scalar(_mine(author_id, DraftComment.entry_id == entry_id).with_for_update())
    present = _opened(keys, row) if row else None
    if row and (present is None or present.revision == base or present.edit.id == edit.id or present.remark == remark):
        db.session.delete(row)


def discard(author_id: str, draft_id: str) -> None:
    """Delete a draft of this person's, inside the caller's write unit.

    Raises:
        NotFound: they have no such draft.
    """
    mine = delete(DraftComment).where(DraftComment.id == draft_id, DraftComment.author_id == author_id)
    if db.session.execute(mine).rowcount != 1:
        raise NotFound


def _mine(author_id: str, condition):
    return select(DraftComment).where(DraftComment.author_id == author_id, condition)


def _key(keys: Keys, row: DraftComment) -> DraftKey:
    return draft_key(keys, row.id, row.entry_id, row.wrapped_key)


def _to_bytes(remark: Remark, edit: Edit) -> bytes:
    return json.dumps({"remark": asdict(remark), "edit": asdict(edit)}).encode()


def _opened(keys: Keys, row: DraftComment) -> Draft | None:
    try:
        value = json.loads(_key(keys, row).open(row.revision, row.sealed))
    except CannotOpen:
        return None
    remark, edit = Remark(**value["remark"]), Edit(**value["edit"])
    return Draft(row.id, row.entry_id, row.owner_id, row.revision, row.saved_at, remark, edit)
