"""The reader's list of what is shared with them now: titles and notes, by how far they have come with each.

It is read in pages, each from an index of its own, so that it costs the same however much is shared with somebody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Row, and_, bindparam, exists, func, lambda_stmt, select, tuple_

from reflect.core.paging import cursor_of, read_cursor
from reflect.identity.keyring import secrets_of
from reflect.organisation.relations import names_of
from reflect.sharing.live import LIVE_GRANT, granted_to
from reflect.sharing.models import Receipt, Share
from reflect.sharing.snapshot import read_head
from reflect.storage.db import db, fetch
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PrivateKey, private_key
from reflect.vault.shares import open_share_head, share_key_as_reader

PAGE = 20
State = Literal["waiting", "read", "discussed"]

# As the indexes of the table say it (models.READER_STATES).
_IN = {
    "waiting": and_(Share.opened_at.is_(None), Share.discussed_at.is_(None)),
    "read": and_(Share.opened_at.is_not(None), Share.discussed_at.is_(None)),
    "discussed": Share.discussed_at.is_not(None),
}
_ORDER = (Share.created_at.desc(), Share.id.desc())
# Every page asks it, for its navigation. Built once, and a lambda: a live grant has four thousand parts, and the SQL of
# a statement is looked up by all of them, that of a lambda by its code.
_ANYTHING = lambda_stmt(lambda: select(exists().where(Share.reader_id == bindparam("reader"), LIVE_GRANT)))


@dataclass(frozen=True)
class InboxRow:
    """One reflection that somebody shares with the reader, before it is opened."""

    share_id: str
    owner_name: str
    owner_first_name: str
    title: str | None  # None when the copy does not open
    note: str
    created_at: datetime
    last_opened_at: datetime | None


@dataclass(frozen=True)
class InboxPage:
    """One page of the list, newest first; `older` is the cursor of the next page, or None."""

    rows: list[InboxRow]
    older: str | None


def inbox(keys: Keys, reader_id: str, state: State, *, after: str | None = None, rows: int = PAGE) -> InboxPage:
    """A page of what is shared with this reader now and waits, is read, or is discussed. No receipt is left.

    Raises:
        NotFound: `after` is no cursor.
    """
    last = select(func.max(Receipt.opened_at)).where(Receipt.share_id == Share.id, Receipt.reader_id == reader_id)
    wanted = (
        select(
            Share.id,
            Share.owner_id,
            Share.reader_key,
            Share.head,
            Share.created_at,
            last.scalar_subquery().label("opened"),
        )
        .where(granted_to(reader_id), _IN[state])
        .order_by(*_ORDER)
        .limit(rows + 1)
    )
    if after is not None:
        wanted = wanted.where(tuple_(Share.created_at, Share.id) < tuple_(*read_cursor(after)))
    found = db.session.execute(wanted).all()
    if not found:
        return InboxPage([], None)
    shown, private = found[:rows], private_key(keys, secrets_of(reader_id))
    names = names_of({row.owner_id for row in shown})
    listed = [
        InboxRow(
            row.id,
            names[row.owner_id].name,
            names[row.owner_id].first_name,
            *_head(private, row),
            row.created_at,
            row.opened,
        )
        for row in shown
    ]
    return InboxPage(listed, cursor_of(shown[-1].created_at, shown[-1].id) if len(found) > rows else None)


def anything_shared(reader_id: str) -> bool:
    """Whether somebody shares anything with this person now, for the navigation."""
    return bool(fetch(_ANYTHING, {"reader": reader_id}).scalar())


def _head(private: PrivateKey, row: Row) -> tuple[str | None, str]:
    try:
        key = share_key_as_reader(private, row.id, row.owner_id, row.reader_key)
        head = read_head(open_share_head(key, row.head))
    except CannotOpen:
        return None, ""
    return head.title, head.note
