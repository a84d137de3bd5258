"""What of a pair's shares is talked about elsewhere: whose it is, and what its author called it. Never an answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Row, or_, select

from reflect.core.errors import NotFound
from reflect.identity.keyring import secrets_of
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import Share
from reflect.sharing.snapshot import read_head
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PrivateKey, private_key
from reflect.vault.shares import open_share_head, share_key_as_owner, share_key_as_reader


@dataclass(frozen=True)
class Brought:
    """One share that is open now, as its author or its reader sees it."""

    share_id: str
    entry_id: str
    owner_id: str
    reader_id: str
    mine: bool  # whoever looks wrote it
    title: str | None  # None when the copy does not open


def brought(keys: Keys, person_id: str, share_ids: Iterable[str]) -> dict[str, Brought]:
    """Those of some shares that this person wrote or can open now, by their id; one statement, and no receipt."""
    rows = db.session.execute(
        select(Share.id, Share.entry_id, Share.owner_id, Share.reader_id, Share.owner_key, Share.reader_key, Share.head)
        .where(Share.id.in_(list(share_ids)))
        .where(or_(Share.owner_id == person_id, Share.reader_id == person_id), LIVE_GRANT)
    ).all()
    shown = any(row.reader_id == person_id for row in rows)
    private = private_key(keys, secrets_of(person_id)) if shown else None
    return {
        row.id: Brought(
            row.id, row.entry_id, row.owner_id, row.reader_id, row.owner_id == person_id, _title(keys, private, row)
        )
        for row in rows
    }


def the_brought(keys: Keys, person_id: str, share_id: str) -> Brought:
    """One of them.

    Raises:
        NotFound: it is not theirs, or not shared any more.
    """
    found = brought(keys, person_id, [share_id]).get(share_id)
    if found is None:
        raise NotFound
    return found


def _title(keys: Keys, private: PrivateKey | None, row: Row) -> str | None:
    """What its author called it. `private` opens what is shared with whoever looks, `keys` what they wrote."""
    try:
        if private is not None and row.reader_id == private.person:
            key = share_key_as_reader(private, row.id, row.owner_id, row.reader_key)
        else:
            key = share_key_as_owner(keys, row.id, row.owner_key)
        return read_head(open_share_head(key, row.head)).title
    except CannotOpen:
        return None
