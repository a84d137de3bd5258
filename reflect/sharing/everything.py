"""Everything an author shares: what, with whom, on what it rests, until when, and who opened it when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, select, tuple_

from reflect.core.clock import now
from reflect.core.paging import cursor_of, read_cursor
from reflect.organisation.groups import names_of_groups
from reflect.organisation.relations import PersonName, names_of
from reflect.sharing.live import LIVE_GRANT, Basis
from reflect.sharing.models import Receipt, Share
from reflect.sharing.overview import OwnReceipt, sittings
from reflect.sharing.snapshot import read_head
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.shares import open_share_head, share_key_as_owner

PAGE = 30
SOON = timedelta(days=7)
MOST_EARLIER = 50  # openings of what is not shared any more


@dataclass(frozen=True)
class SharedRow:
    """One share, as its author sees it among all of theirs."""

    id: str
    entry_id: str
    title: str
    reader: PersonName
    basis: Basis
    group_name: str
    created_at: datetime
    expires_at: datetime
    live: bool  # False: it ended by itself, and the reader is refused already
    discussed: bool
    receipts: list[OwnReceipt]

    @property
    def ends_soon(self) -> bool:
        """Whether it ends within a week."""
        return self.live and self.expires_at <= now() + SOON


@dataclass(frozen=True)
class SharedPage:
    """One page of it, the latest first; `older` is the cursor of the next page, or None."""

    rows: list[SharedRow]
    older: str | None


def everything(keys: Keys, author_id: str, *, after: str | None = None) -> SharedPage:
    """A page of what the author shares.

    Raises:
        NotFound: `after` is no cursor.
    """
    wanted = (
        select(Share, LIVE_GRANT.label("live"))
        .where(Share.owner_id == author_id)
        .order_by(Share.created_at.desc(), Share.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        wanted = wanted.where(tuple_(Share.created_at, Share.id) < tuple_(*read_cursor(after)))
    found = db.session.execute(wanted).all()
    shown = found[:PAGE]
    names = names_of({share.reader_id for share, _live in shown})
    groups = names_of_groups({share.group_id for share, _live in shown if share.group_id})
    opened = _receipts(author_id, Receipt.share_id.in_([share.id for share, _live in shown]))
    rows = [_row(keys, row, names[row.Share.reader_id], groups, opened[row.Share.id]) for row in shown]
    last = shown[-1].Share if len(found) > PAGE else None
    return SharedPage(rows, cursor_of(last.created_at, last.id) if last is not None else None)


def opened_earlier(author_id: str) -> list[OwnReceipt]:
    """Who opened what the author does not share any more, the latest first; the last `MOST_EARLIER` openings."""
    gone = Receipt.share_id.not_in(select(Share.id).where(Share.owner_id == author_id))
    told = [receipt for receipts in _receipts(author_id, gone).values() for receipt in receipts]
    return sorted(told, key=lambda receipt: receipt.opened_at, reverse=True)[:MOST_EARLIER]


def own_share_ids(author_id: str, entry_id: str | None = None) -> list[str]:
    """The ids of everything the author shares, live or ended, or of what they share of one entry: to stop all of it."""
    mine = select(Share.id).where(Share.owner_id == author_id).order_by(Share.created_at, Share.id)
    return list(db.session.scalars(mine if entry_id is None else mine.where(Share.entry_id == entry_id)))


def _receipts(author_id: str, which: ColumnElement[bool]) -> defaultdict[str, list[OwnReceipt]]:
    rows = select(Receipt).where(Receipt.owner_id == author_id, which).order_by(Receipt.opened_at, Receipt.id)
    found: defaultdict[str, list[OwnReceipt]] = defaultdict(list)
    for receipt in sittings(db.session.scalars(rows).all()):
        found[receipt.share_id].append(receipt)
    return found


def _row(keys: Keys, row: Row, name: PersonName, groups: dict[str, str], receipts: list[OwnReceipt]) -> SharedRow:
    share = row.Share
    try:
        key = share_key_as_owner(keys, share.id, share.owner_key)
        title = read_head(open_share_head(key, share.head)).title
    except CannotOpen:  # it was damaged from outside; its author can still stop it
        title = ""
    return SharedRow(
        id=share.id,
        entry_id=share.entry_id,
        title=title,
        reader=name,
        basis=share.basis,
        group_name=groups.get(share.group_id, ""),
        created_at=share.created_at,
        expires_at=share.expires_at,
        live=row.live,
        discussed=share.discussed_at is not None,
        receipts=receipts,
    )
