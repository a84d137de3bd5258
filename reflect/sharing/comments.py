"""One comment: cleaned when it is written, sealed under its share's key, cleaned again when it is read."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.privacy.sanitise import CLEANER_VERSION, clean_again, to_html
from reflect.sharing.anchors import Anchor
from reflect.sharing.models import Comment
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.shares import ShareKey, open_comment, seal_comment
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST = 10_000  # characters
LONGEST_NAME = 200  # characters


@dataclass(frozen=True)
class OpenedComment:
    """A comment under its share's key. One that was changed from outside keeps its place and says so."""

    id: str
    author_id: str
    written_at: datetime
    html: str
    document: bytes | None  # the JSON that was sealed; None when it does not open
    anchor: Anchor | None = None  # what it is about; None for the whole, and of an answer to another comment
    reply_to: str | None = None  # the comment that it answers
    by: str = ""  # what its writer was called, of one that was brought in from another installation


@dataclass(frozen=True)
class StoppedComment:
    """A comment of a share that is gone, for the author's journal to keep."""

    comment_id: str
    author_id: str
    written_at: datetime
    text: bytes  # the JSON document that was sealed: text, html, cleaner, what it is about, what it answers


def new_comment(
    key: ShareKey,
    author_id: str,
    text: str,
    *,
    anchor: Anchor | None = None,
    reply_to: str | None = None,
) -> Comment:
    """A sealed comment for the share of this key, ready to be added.

    Args:
        text: light Markdown as it was typed.
        anchor: what it is about; nothing for the whole.
        reply_to: the id of the comment that it answers. Sealed too: a reply cannot be put under another comment.

    Raises:
        BadInput: there is nothing in it, or more than `LONGEST` characters.
    """
    check_length(text)
    comment_id = new_id()
    document: dict[str, Any] = {"text": text, "html": to_html(text), "cleaner": CLEANER_VERSION}
    if anchor is not None:
        document["anchor"] = asdict(anchor)
    if reply_to is not None:
        document["reply_to"] = reply_to
    return Comment(
        id=comment_id,
        share_id=key.share,
        author_id=author_id,
        written_at=now(),
        sealed=seal_comment(key, comment_id, author_id, json.dumps(document).encode()),
    )


def check_length(text: str) -> None:
    """Refuse an empty comment, and one that is too long, with the sentence that says by how much.

    Raises:
        BadInput: always with what to do about it.
    """
    if not text.strip():
        raise BadInput(_("Write your comment, then press the button again."))
    over = len(text) - LONGEST
    if over > 0:
        raise BadInput(
            ngettext(
                "Shorten your comment by %(num)d character, or send it as two comments. Nothing is lost.",
                "Shorten your comment by %(num)d characters, or send it as two comments. Nothing is lost.",
                over,
            )
        )


def opened_comments(keys: dict[str, ShareKey]) -> defaultdict[str, list[OpenedComment]]:
    """The comments of these shares, oldest first, in one statement.

    Args:
        keys: the key of each share, by the share's id.
    """
    found: defaultdict[str, list[OpenedComment]] = defaultdict(list)
    for comment in _rows(keys) if keys else ():
        found[comment.share_id].append(_opened(keys[comment.share_id], comment))
    return found


def unopened(comment_id: str, author_id: str, written_at: datetime) -> OpenedComment:
    """What stands in the place of a comment that was changed from outside."""
    html = to_html(_("This comment does not open: it was changed outside Reflect."))
    return OpenedComment(comment_id, author_id, written_at, html, None)


def carried(key: ShareKey, comments: Iterable[StoppedComment]) -> list[Comment]:
    """The comments of an earlier copy, sealed for the one that takes its place. They keep who, when and what."""
    return [
        Comment(
            id=comment.comment_id,
            share_id=key.share,
            author_id=comment.author_id,
            written_at=comment.written_at,
            sealed=seal_comment(key, comment.comment_id, comment.author_id, comment.text),
        )
        for comment in comments
    ]


def stopped_comments(key: ShareKey) -> list[StoppedComment]:
    """The comments of a share that is taken down. What was damaged from outside is left out."""
    return [
        StoppedComment(comment.id, comment.author_id, comment.written_at, document)
        for comment in opened_comments({key.share: key})[key.share]
        if (document := comment.document) is not None
    ]


def read_document(document: bytes) -> tuple[str, Anchor | None, str | None]:
    """The HTML of a comment, cleaned again, what it is about and what it answers.

    Raises:
        CannotOpen: it is no comment of ours. No seal proves its sender.
    """
    try:
        value = json.loads(document)
        anchor, reply_to = value.get("anchor"), value.get("reply_to")
        return clean_again(value["html"]), _anchor(anchor), reply_to if isinstance(reply_to, str) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CannotOpen from None


def writer_of(document: bytes) -> str:
    """What the writer of a comment was called where it was brought in from; "" for one that was written here."""
    name = json.loads(document).get("by")
    return name[:LONGEST_NAME] if isinstance(name, str) else ""


def _anchor(value: Any) -> Anchor | None:
    return Anchor(str(value["question"]), int(value["place"]), str(value["quote"])) if value is not None else None


def _opened(key: ShareKey, comment: Comment) -> OpenedComment:
    try:
        document = open_comment(key, comment.id, comment.author_id, comment.sealed)
        html, anchor, reply_to = read_document(document)
    except CannotOpen:
        return unopened(comment.id, comment.author_id, comment.written_at)
    return OpenedComment(comment.id, comment.author_id, comment.written_at, html, document, anchor, reply_to)


def _rows(share_ids: Iterable[str]) -> Iterable[Comment]:
    order = (Comment.written_at, Comment.id)
    return db.session.scalars(select(Comment).where(Comment.share_id.in_(list(share_ids))).order_by(*order))
