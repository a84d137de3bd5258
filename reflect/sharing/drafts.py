"""Comments that are not sent: kept for who writes them alone, also when sharing has stopped in the meantime.

There is one for each reflection. It never reaches who shared it before it is sent. It holds what its writer typed: of
the words that they quote only where these stand in the copy, so that nothing of the copy outlives the share in it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select

from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound
from reflect.core.ids import new_id
from reflect.identity.keyring import hold
from reflect.organisation.relations import names_of
from reflect.sharing.anchors import span, words_at
from reflect.sharing.comments import LONGEST
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import DraftComment, Share
from reflect.sharing.reader import WritingPlace
from reflect.sharing.remarks import Remark
from reflect.sharing.snapshot import Part
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
class Kept:
    """What is sealed of a remark."""

    text: str
    place: int | None
    reply_to: str | None
    quoted: tuple[str, int, int] | None  # the share, and the first and last place in the plain words of its answer


@dataclass(frozen=True)
class Draft:
    """A comment that is not sent, opened for who writes it."""

    id: str
    entry_id: str
    revision: int
    saved_at: datetime
    kept: Kept
    edit: Edit

    def remark(self, share_id: str, parts: Sequence[Part]) -> Remark:
        """The remark as it was typed, beside the answers of a share's copy. The quote is there while that share is."""
        quoted, place, quote = self.kept.quoted, self.kept.place, ""
        if quoted and quoted[0] == share_id and place is not None and place < len(parts):
            quote = words_at(parts[place], *quoted[1:])
        return Remark(self.kept.text, place, quote, self.kept.reply_to)


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


def keep(keys: Keys, author_id: str, beside: WritingPlace, remark: Remark, base: int, edit: Edit) -> int:
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
    if len(remark.text) > MOST:
        raise BadInput(_("This is too long to be kept. Shorten it, or send it as several comments."))
    hold(keys, alone=True)
    row = db.session.scalar(_mine(author_id, DraftComment.entry_id == beside.entry_id).with_for_update())
    present, kept = _opened(keys, row) if row else None, _kept(beside, remark)
    if present and present.edit.id == edit.id:
        if edit.number < present.edit.number:
            return present.revision  # an earlier save of the same page arrived late
    elif present and present.revision != base and present.kept != kept:
        raise ChangedElsewhere(present)
    if not remark.text.strip() and kept.place is None:
        if row:
            db.session.delete(row)
        return 0
    if row is None:
        row = _new_row(keys, author_id, beside)
    row.revision, row.saved_at = row.revision + 1, now()
    row.sealed = _key(keys, row).seal(row.revision, json.dumps([asdict(kept), asdict(edit)]).encode())
    db.session.flush()
    return row.revision


def sent(keys: Keys, author_id: str, beside: WritingPlace, remark: Remark, base: int, edit: Edit) -> None:
    """Take away the draft of what was just sent, inside the same write unit. Words that another page kept stay."""
    row = db.session.scalar(_mine(author_id, DraftComment.entry_id == beside.entry_id).with_for_update())
    present = _opened(keys, row) if row else None
    known = present is None or present.revision == base or present.edit.id == edit.id
    if row and (known or present.kept == _kept(beside, remark)):
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


def _new_row(keys: Keys, author_id: str, beside: WritingPlace) -> DraftComment:
    draft_id = new_id()
    row = DraftComment(
        id=draft_id,
        entry_id=beside.entry_id,
        owner_id=beside.owner_id,
        author_id=author_id,
        wrapped_key=new_draft_key(keys, draft_id),
        revision=0,
    )
    db.session.add(row)
    return row


def _kept(beside: WritingPlace, remark: Remark) -> Kept:
    quoted = None
    if remark.place is not None and remark.place < len(beside.parts) and remark.quote.strip():
        where = span(beside.parts[remark.place], remark.quote)
        quoted = where and (beside.share_id, *where)
    return Kept(remark.text, remark.place, remark.reply_to, quoted)


def _opened(keys: Keys, row: DraftComment) -> Draft | None:
    try:
        kept, edit = json.loads(_key(keys, row).open(row.revision, row.sealed))
    except CannotOpen:
        return None
    kept["quoted"] = kept["quoted"] and tuple(kept["quoted"])
    return Draft(row.id, row.entry_id, row.revision, row.saved_at, Kept(**kept), Edit(**edit))
