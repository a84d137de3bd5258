"""The reader's door: the only way to somebody else's words.

Each function asks for a live grant to this reader in SQL, and for the reader's own key. Opening writes the
receipt in the same transaction: whoever sees the words has left one.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import new_id
from reflect.identity.keyring import secrets_of
from reflect.organisation.relations import names_of
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.privacy.sanitise import clean_again
from reflect.sharing import telling
from reflect.sharing.comments import opened_comments
from reflect.sharing.live import granted_to
from reflect.sharing.models import Receipt, Share
from reflect.sharing.remarks import Remark, remark_on
from reflect.sharing.snapshot import Part, read_body, read_head
from reflect.sharing.threads import Thread, threads
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PrivateKey, private_key
from reflect.vault.shares import ShareKey, open_share_body, open_share_head, share_key_as_reader
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Opened:
    """A shared reflection that the reader has opened, with the receipt written."""

    share_id: str
    entry_id: str
    owner_name: str
    owner_first_name: str
    title: str
    note: str
    parts: tuple[Part, ...]
    created_at: datetime
    expires_at: datetime
    discussed_at: datetime | None
    basis: str  # supervision, colleague or group
    again: bool  # the reader had an earlier copy, and the parts say what is new
    fewer: bool  # an answer of that copy is not in this one
    threads: list[Thread]


@dataclass(frozen=True)
class WritingPlace:
    """A reflection beside which its reader writes, and the answers of the copy; none once sharing has stopped."""

    share_id: str
    entry_id: str
    owner_id: str
    parts: tuple[Part, ...]


def open_share(keys: Keys, reader_id: str, share_id: str) -> Opened:
    """Open what was shared, and leave the receipt. Runs inside a write unit; show nothing before it commits.

    Raises:
        NotFound: it is not shared with this reader now. Only who holds a receipt is told that it was.
        Conflict: the copy was damaged or is sealed to another key.
    """
    share = _live_share(reader_id, share_id, Verb.READ)
    first = not _has_opened(reader_id, share_id)
    db.session.add(
        Receipt(
            id=new_id(),
            share_id=share.id,
            owner_id=share.owner_id,
            reader_id=reader_id,
            entry_id=share.entry_id,
            entry_revision=share.entry_revision,
            opened_at=now(),
        )
    )
    share.opened_at = share.opened_at or now()
    db.session.flush()  # no receipt, nothing opened
    telling.opened(reader_id, share.owner_id, share.id, share.entry_revision, first=first)
    try:
        return _opened(_key(private_key(keys, secrets_of(reader_id)), share), share)
    except CannotOpen:
        raise Conflict(_("This copy does not open. Ask for it to be shared again.")) from None


def comment(
    keys: Keys,
    reader_id: str,
    share_id: str,
    text: str,
    *,
    place: int | None = None,
    quote: str = "",
    reply_to: str | None = None,
) -> str:
    """Write a comment that the author of the reflection will see; returns its id.

    Args:
        place, quote, reply_to: where it belongs, as a `Remark` says.

    Raises:
        NotFound: it is not shared with this reader now.
        BadInput: there is nothing in the comment, or too much; or what it is about is not in the copy.
        Conflict: the copy was damaged or is sealed to another key.
    """
    share = _live_share(reader_id, share_id, Verb.COMMENT)
    try:
        key = _key(private_key(keys, secrets_of(reader_id)), share)
        parts = read_body(open_share_body(key, share.body)).parts
    except CannotOpen:
        raise Conflict(_("This copy does not open. Ask for it to be shared again.")) from None
    written = remark_on(key, reader_id, Remark(text, place, quote, reply_to), parts)
    db.session.add(written)
    telling.commented(reader_id, share.owner_id, share.id)
    db.session.flush()
    return written.id


def mark_discussed(reader_id: str, share_id: str, *, discussed: bool) -> None:
    """Note that author and reader have talked about it, or that they have not, inside the caller's write unit.

    Raises:
        NotFound: it is not shared with this reader now.
    """
    _live_share(reader_id, share_id, Verb.DISCUSS).discussed_at = now() if discussed else None


def writing_place(keys: Keys, reader_id: str, share_id: str) -> WritingPlace:
    """Where this reader's own draft belongs: also when sharing has stopped since.

    Raises:
        NotFound: it is not shared with this reader, and they have never opened it.
    """
    share = db.session.scalar(select(Share).where(Share.id == share_id, granted_to(reader_id)))
    if share is not None and may(Relation.READER, Verb.WRITE, Thing.DRAFT_COMMENT):
        parts: tuple[Part, ...] = ()
        with suppress(CannotOpen):
            key = _key(private_key(keys, secrets_of(reader_id)), share)
            parts = read_body(open_share_body(key, share.body)).parts
        return WritingPlace(share_id, share.entry_id, share.owner_id, parts)
    opened = select(Receipt).where(Receipt.share_id == share_id, Receipt.reader_id == reader_id).limit(1)
    receipt = db.session.scalar(opened)
    if receipt is None or not may(Relation.FORMER_READER, Verb.WRITE, Thing.DRAFT_COMMENT):
        raise NotFound
    return WritingPlace(share_id, receipt.entry_id, receipt.owner_id, ())


def shared_now(reader_id: str, entry_id: str) -> str | None:
    """The id of the share by which this reader can open something of a reflection now."""
    return db.session.scalar(select(Share.id).where(Share.entry_id == entry_id, granted_to(reader_id)))


def taken_over_by(reader_id: str, share_id: str) -> str | None:
    """The share that took the place of one that this reader opened before, when it was shared with them again."""
    opened = select(Receipt.entry_id).where(Receipt.share_id == share_id, Receipt.reader_id == reader_id)
    entry_id = db.session.scalar(opened.limit(1))
    return shared_now(reader_id, entry_id) if entry_id else None


def _live_share(reader_id: str, share_id: str, verb: Verb) -> Share:
    # The lock holds off the author's "Stop sharing" until this is written, and finds nothing after it.
    share = db.session.scalar(
        select(Share).where(Share.id == share_id, granted_to(reader_id)).with_for_update(read=True, key_share=True)
    )
    if share is not None and may(Relation.READER, verb, Thing.SNAPSHOT):
        return share
    if _has_opened(reader_id, share_id):
        raise NotFound(_("This reflection is not shared with you any more."))
    raise NotFound


def _has_opened(reader_id: str, share_id: str) -> bool:
    held = exists().where(Receipt.share_id == share_id, Receipt.reader_id == reader_id)
    return bool(db.session.scalar(select(held)))


def _key(private: PrivateKey, share: Share) -> ShareKey:
    return share_key_as_reader(private, share.id, share.owner_id, share.reader_key)


def _opened(key: ShareKey, share: Share) -> Opened:
    head = read_head(open_share_head(key, share.head))
    body = read_body(open_share_body(key, share.body))
    # Sealing to a reader does not prove who sealed it (HPKE base mode), so the HTML is cleaned again.
    parts = tuple(replace(part, html=clean_again(part.html)) for part in body.parts)
    name = names_of({share.owner_id})[share.owner_id]
    return Opened(
        share_id=share.id,
        entry_id=share.entry_id,
        owner_name=name.name,
        owner_first_name=name.first_name,
        title=head.title,
        note=head.note,
        parts=parts,
        created_at=share.created_at,
        expires_at=share.expires_at,
        discussed_at=share.discussed_at,
        basis=share.basis,
        again=body.again,
        fewer=body.fewer,
        threads=threads(opened_comments({share.id: key})[share.id], parts, share.reader_id),
    )
