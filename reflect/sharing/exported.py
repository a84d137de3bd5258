"""What somebody takes along of sharing: their own copies and the answers to them, and their own words elsewhere.

Of what others share with them there is only that it is shared: its title and its days. The words stay their author's,
and so do the passages that a comment quotes.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from reflect.core.errors import NotFound
from reflect.identity.keyring import secrets_of
from reflect.organisation.groups import names_of_groups
from reflect.organisation.relations import names_of
from reflect.privacy.plain import to_markdown
from reflect.sharing import drafts
from reflect.sharing.comments import OpenedComment, opened_comments
from reflect.sharing.live import LIVE_GRANT, granted_to
from reflect.sharing.models import Comment, DraftComment, Receipt, Share
from reflect.sharing.snapshot import read_body, read_head
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, private_key
from reflect.vault.shares import (
    ShareKey,
    open_comment,
    open_share_body,
    open_share_head,
    share_key_as_owner,
    share_key_as_reader,
)
from reflect.web.language import gettext as _

Item = dict[str, Any]


def given(keys: Keys, author_id: str) -> Iterator[Item]:
    """Each copy that an author shares, with its answers, who opened it when, and what was said about it."""
    wanted = select(Share.id).where(Share.owner_id == author_id).order_by(Share.created_at, Share.id)
    for share_id in list(db.session.scalars(wanted)):
        row = db.session.execute(
            select(Share, LIVE_GRANT.label("live")).where(Share.id == share_id, Share.owner_id == author_id)
        ).one_or_none()
        if row is not None:
            yield _given(keys, row.Share, live=row.live)


def received(keys: Keys, reader_id: str) -> Iterator[Item]:
    """What others share with somebody now: title and days, and what this reader said about it. No receipt is left."""
    wanted = (
        select(Share.id, Share.owner_id, Share.reader_key, Share.head, Share.created_at, Share.expires_at)
        .where(granted_to(reader_id))
        .order_by(Share.created_at, Share.id)
    )
    rows = db.session.execute(wanted).all()
    private = private_key(keys, secrets_of(reader_id)) if rows else None
    names = names_of({row.owner_id for row in rows})
    for row in rows:
        item = {
            "id": row.id,
            "opens": True,
            "from": names[row.owner_id].name,
            "shared_at": row.created_at,
            "until": row.expires_at,
            "title": "",
            "opened": _openings(row.id, reader_id),
            "my_comments": [],
        }
        try:
            key = share_key_as_reader(private, row.id, row.owner_id, row.reader_key)
            item["title"] = read_head(open_share_head(key, row.head)).title
            item["my_comments"] = list(_mine(key, reader_id))
        except CannotOpen:
            item["opens"] = False
        yield item


def unsent(keys: Keys, author_id: str) -> Iterator[Item]:
    """Comments that somebody has begun and not sent, as they typed them."""
    mine = select(DraftComment.id, DraftComment.owner_id, DraftComment.saved_at).where(
        DraftComment.author_id == author_id
    )
    rows = db.session.execute(mine.order_by(DraftComment.saved_at, DraftComment.id)).all()
    names = names_of({row.owner_id for row in rows})
    for row in rows:
        item = {"id": row.id, "opens": True, "to": names[row.owner_id].name, "saved_at": row.saved_at, "text": ""}
        try:
            yield item | {"text": drafts.open_(keys, author_id, row.id).kept.text}
        except NotFound:
            yield item | {"opens": False}


def comments_as_items(comments: Iterable[OpenedComment], owner_id: str) -> list[Item]:
    """Comments on an author's own reflection, as that author may take them along."""
    comments = list(comments)
    names = names_of({comment.author_id for comment in comments})
    return [
        {
            "id": comment.id,
            "opens": comment.document is not None,
            "by": names[comment.author_id].name
            if comment.author_id in names
            else comment.by or _("Somebody who has left"),
            "mine": comment.author_id == owner_id,
            "written_at": comment.written_at,
            "text": typed(comment.document) if comment.document else "",
            "about": {"question": comment.anchor.question, "quote": comment.anchor.quote} if comment.anchor else None,
            "answers": comment.reply_to,
        }
        for comment in comments
    ]


def typed(document: bytes) -> str:
    """The words of a comment as they were typed. Raises CannotOpen for what is no comment of ours."""
    try:
        value = json.loads(document)
        text = value.get("text")
        return text if isinstance(text, str) else to_markdown(str(value["html"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CannotOpen from None


def _given(keys: Keys, share: Share, *, live: bool) -> Item:
    names = names_of([share.reader_id])
    item: Item = {
        "id": share.id,
        "opens": True,
        "reflection": share.entry_id,
        "revision": share.entry_revision,
        "with": names[share.reader_id].name,
        "basis": share.basis,
        "group": names_of_groups([share.group_id]).get(share.group_id, "") if share.group_id else "",
        "shared_at": share.created_at,
        "until": share.expires_at,
        "readable_now": bool(live),
        "discussed_at": share.discussed_at,
        "title": "",
        "note": "",
        "answers": [],
        "opened": _openings(share.id, share.reader_id),
        "comments": [],
    }
    try:
        key = share_key_as_owner(keys, share.id, share.owner_key)
        head = read_head(open_share_head(key, share.head))
        parts = read_body(open_share_body(key, share.body)).parts
        comments = comments_as_items(opened_comments({share.id: key})[share.id], share.owner_id)
    except CannotOpen:
        return item | {"opens": False}
    answers = [{"question": part.question, "answer": to_markdown(part.html)} for part in parts]
    return item | {"title": head.title, "note": head.note, "answers": answers, "comments": comments}


def _mine(key: ShareKey, reader_id: str) -> Iterator[Item]:
    """This reader's own comments on one share: without the words that they quote, which are somebody else's."""
    mine = select(Comment).where(Comment.share_id == key.share, Comment.author_id == reader_id)
    for row in db.session.scalars(mine.order_by(Comment.written_at, Comment.id)):
        try:
            text = typed(open_comment(key, row.id, row.author_id, row.sealed))
        except CannotOpen:
            yield {"id": row.id, "opens": False, "written_at": row.written_at, "text": ""}
        else:
            yield {"id": row.id, "opens": True, "written_at": row.written_at, "text": text}


def _openings(share_id: str, reader_id: str) -> list[Any]:
    wanted = select(Receipt.opened_at).where(Receipt.share_id == share_id, Receipt.reader_id == reader_id)
    return list(db.session.scalars(wanted.order_by(Receipt.opened_at)))
