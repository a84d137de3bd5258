"""What an author has shared already: with whom, who opened it when, and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, exists, lambda_stmt, select

from reflect.organisation.relations import PersonName, names_of
from reflect.sharing.comments import OpenedComment, opened_comments
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import Receipt, Share
from reflect.sharing.snapshot import Head, Part, read_body, read_head
from reflect.sharing.threads import Thread, threads
from reflect.storage.db import db, fetch
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.shares import ShareKey, open_share_body, open_share_head, share_key_as_owner

SITTING = timedelta(minutes=30)


@dataclass(frozen=True)
class OwnShare:
    """What the author has shared of one entry with one reader, and what came of it."""

    id: str
    reader_name: str
    reader_first_name: str
    created_at: datetime
    expires_at: datetime
    live: bool  # False: it ended by itself, and the reader is refused already
    entry_revision: int
    title: str
    note: str
    parts: tuple[Part, ...]
    receipts: list[datetime]
    discussed_at: datetime | None
    basis: str  # supervision, colleague or group
    threads: list[Thread]


@dataclass(frozen=True)
class OwnReceipt:
    """Somebody opened one of the author's shares, which may have stopped since."""

    share_id: str
    entry_id: str
    reader_name: str
    entry_revision: int
    opened_at: datetime


# Built once: it is asked for each list, and its conditions are many.
_READERS = lambda_stmt(  # known by its code, and not by the four thousand parts of a live grant
    lambda: select(Share.entry_id, Share.reader_id).where(Share.owner_id == bindparam("author"), LIVE_GRANT)
)

_HERE, _READ_HERE = (
    (each.owner_id == bindparam("author"), each.entry_id == bindparam("entry")) for each in (Share, Receipt)
)
# The SQL conditions that the author has shared something of an entry, and that somebody opened something of it.
ANY_SHARE, ANY_RECEIPT = exists(select(Share.id).where(*_HERE)), exists(select(Receipt.id).where(*_READ_HERE))
_RECEIPTS = (
    select(Receipt.share_id, Receipt.reader_id, Receipt.entry_id, Receipt.entry_revision, Receipt.opened_at)
    .where(*_READ_HERE)
    .order_by(Receipt.opened_at, Receipt.id)
)
_OF_ENTRY = select(Share, LIVE_GRANT.label("live")).where(*_HERE).order_by(Share.created_at, Share.id)


def readers_by_entry(author_id: str) -> dict[str, list[str]]:
    """The names of those who can read each of the author's entries now, by entry, for the list of entries."""
    rows = fetch(_READERS, {"author": author_id}).all()
    names = names_of({row.reader_id for row in rows})
    readers: dict[str, list[str]] = {}
    for row in rows:
        readers.setdefault(row.entry_id, []).append(names[row.reader_id].name)
    return {entry_id: sorted(found) for entry_id, found in readers.items()}


def shares_of_entry(
    keys: Keys, author_id: str, entry_id: str, receipts: Sequence[OwnReceipt] | None = None
) -> list[OwnShare]:
    """What the author has shared of one entry, oldest first, with receipts and comments.

    Args:
        receipts: those of this entry, where they were asked for already.
    """
    rows = db.session.execute(_OF_ENTRY, {"author": author_id, "entry": entry_id}).all()
    opened = {share.id: key for share, _live in rows if (key := _key(keys, share)) is not None}
    comments = opened_comments(opened)
    receipts = receipts_of_entry(author_id, entry_id) if receipts is None else receipts
    names = names_of({share.reader_id for share, _live in rows})
    return [
        _own_view(
            share,
            opened.get(share.id),
            live=live,
            name=names[share.reader_id],
            receipts=[receipt.opened_at for receipt in receipts if receipt.share_id == share.id],
            comments=comments[share.id],
        )
        for share, live in rows
    ]


def receipts_of_entry(author_id: str, entry_id: str) -> list[OwnReceipt]:
    """Everybody who opened something of this entry, oldest first, also after sharing has stopped.

    Every opening has its receipt; those of one sitting are told as one.
    """
    return sittings(db.session.execute(_RECEIPTS, {"author": author_id, "entry": entry_id}).all())


def sittings(rows: Sequence[Receipt] | Sequence[Row[Any]]) -> list[OwnReceipt]:
    """Receipts as they are told, those of one sitting as one. `rows` come in the order of opening."""
    names = names_of({row.reader_id for row in rows})
    told: dict[str, OwnReceipt] = {}
    receipts = []
    for row in rows:
        before = told.get(row.share_id)
        if before is None or row.opened_at - before.opened_at >= SITTING:
            told[row.share_id] = OwnReceipt(
                row.share_id, row.entry_id, names[row.reader_id].name, row.entry_revision, row.opened_at
            )
            receipts.append(told[row.share_id])
    return receipts


def _key(keys: Keys, share: Share) -> ShareKey | None:
    try:
        return share_key_as_owner(keys, share.id, share.owner_key)
    except CannotOpen:
        return None


def _copy(key: ShareKey | None, share: Share) -> tuple[Head, tuple[Part, ...]]:
    """What is in the copy; nothing, when it was damaged from outside. Its author can still stop sharing it."""
    try:
        if key is not None:
            return read_head(open_share_head(key, share.head)), read_body(open_share_body(key, share.body)).parts
    except CannotOpen:
        pass
    return Head("", ""), ()


def _own_view(
    share: Share,
    key: ShareKey | None,
    *,
    live: bool,
    name: PersonName,
    receipts: list[datetime],
    comments: list[OpenedComment],
) -> OwnShare:
    head, parts = _copy(key, share)
    return OwnShare(
        id=share.id,
        reader_name=name.name,
        reader_first_name=name.first_name,
        created_at=share.created_at,
        expires_at=share.expires_at,
        live=live,
        entry_revision=share.entry_revision,
        title=head.title,
        note=head.note,
        parts=parts,
        receipts=receipts,
        discussed_at=share.discussed_at,
        basis=share.basis,
        threads=threads(comments, parts, share.owner_id),
    )
