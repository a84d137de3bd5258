"""The reader's door: the only way to somebody else's words.

Each function asks for a live grant to this reader in SQL, and for the reader's own key. Opening writes the
receipt in the same transaction: whoever sees the words has left one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import new_id
from reflect.identity.keyring import secrets_of
from reflect.organisation.relations import names_of
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.privacy.sanitise import clean_again
from reflect.sharing import telling
from reflect.sharing.comments import new_comment, opened_comments
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import Receipt, Share
from reflect.sharing.snapshot import Part, read_head, read_parts
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PrivateKey, private_key
from reflect.vault.shares import ShareKey, open_share_body, open_share_head, share_key_as_reader
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class InboxRow:
    """One reflection that somebody shared with the reader, before it is opened."""

    share_id: str
    owner_name: str
    owner_first_name: str
    title: str | None  # None when the copy does not open
    note: str
    created_at: datetime
    last_opened_at: datetime | None


@dataclass(frozen=True)
class ReadComment:
    """A comment as the reader sees it."""

    id: str
    author_name: str
    written_at: datetime
    html: str


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
    comments: list[ReadComment]


def inbox(keys: Keys, reader_id: str) -> list[InboxRow]:
    """What is shared with this reader now, newest first. Titles and notes only, so no receipt."""
    opened = (
        select(func.max(Receipt.opened_at))
        .where(Receipt.share_id == Share.id, Receipt.reader_id == reader_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Share.id, Share.owner_id, Share.reader_key, Share.head, Share.created_at, opened.label("opened"))
        .where(_granted_to(reader_id))
        .order_by(Share.created_at.desc(), Share.id)
    ).all()
    if not rows:
        return []
    private = private_key(keys, secrets_of(reader_id))
    names = names_of({row.owner_id for row in rows})
    return [
        InboxRow(
            row.id,
            names[row.owner_id].name,
            names[row.owner_id].first_name,
            *_head(private, row),
            row.created_at,
            row.opened,
        )
        for row in rows
    ]


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
    db.session.flush()  # no receipt, nothing opened
    telling.opened(reader_id, share.owner_id, share.id, share.entry_revision, first=first)
    try:
        return _opened(_key(private_key(keys, secrets_of(reader_id)), share), share)
    except CannotOpen:
        raise Conflict(_("This copy does not open. Ask for it to be shared again.")) from None


def comment(keys: Keys, reader_id: str, share_id: str, text: str) -> str:
    """Write a comment that the author of the reflection will see; returns its id.

    Raises:
        NotFound: it is not shared with this reader now.
        BadInput: there is nothing in the comment, or too much.
        Conflict: the copy was damaged or is sealed to another key.
    """
    share = _live_share(reader_id, share_id, Verb.COMMENT)
    try:
        key = _key(private_key(keys, secrets_of(reader_id)), share)
    except CannotOpen:
        raise Conflict(_("This copy does not open. Ask for it to be shared again.")) from None
    written = new_comment(key, share.id, reader_id, text)
    db.session.add(written)
    telling.commented(reader_id, share.owner_id, share.id)
    db.session.flush()
    return written.id


def anything_shared(reader_id: str) -> bool:
    """Whether somebody shares anything with this person now, for the navigation."""
    return bool(db.session.scalar(select(exists().where(_granted_to(reader_id)))))


def _granted_to(reader_id: str) -> ColumnElement[bool]:
    return and_(Share.reader_id == reader_id, LIVE_GRANT)


def _live_share(reader_id: str, share_id: str, verb: Verb) -> Share:
    # The lock holds off the author's "Stop sharing" until this is written, and finds nothing after it.
    share = db.session.scalar(
        select(Share).where(Share.id == share_id, _granted_to(reader_id)).with_for_update(read=True, key_share=True)
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


def _head(private: PrivateKey, row: Share) -> tuple[str | None, str]:
    try:
        head = read_head(open_share_head(_key(private, row), row.head))
    except CannotOpen:
        return None, ""
    return head.title, head.note


def _opened(key: ShareKey, share: Share) -> Opened:
    head = read_head(open_share_head(key, share.head))
    parts = read_parts(open_share_body(key, share.body))
    comments = opened_comments({share.id: key})[share.id]
    names = names_of({share.owner_id} | {comment.author_id for comment in comments})
    return Opened(
        share_id=share.id,
        entry_id=share.entry_id,
        owner_name=names[share.owner_id].name,
        owner_first_name=names[share.owner_id].first_name,
        title=head.title,
        note=head.note,
        # Sealing to a reader does not prove who sealed it (HPKE base mode), so the HTML is cleaned again.
        parts=tuple(Part(part.question, clean_again(part.html)) for part in parts),
        created_at=share.created_at,
        expires_at=share.expires_at,
        comments=[ReadComment(c.id, names[c.author_id].name, c.written_at, c.html) for c in comments],
    )
