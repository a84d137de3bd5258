"""One comment: cleaned when it is written, sealed under its share's key, cleaned again when it is read."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.privacy.sanitise import CLEANER_VERSION, clean_again, to_html
from reflect.sharing.models import Comment
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.shares import ShareKey, open_comment, seal_comment
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST = 10_000  # characters


@dataclass(frozen=True)
class OpenedComment:
    """A comment under its share's key. One that was changed from outside keeps its place and says so."""

    id: str
    author_id: str
    written_at: datetime
    html: str
    document: bytes | None  # the JSON that was sealed: text, html, cleaner; None when it does not open


def new_comment(key: ShareKey, share_id: str, author_id: str, text: str) -> Comment:
    """A sealed comment for the share, ready to be added.

    Args:
        text: light Markdown as it was typed.

    Raises:
        BadInput: there is nothing in it, or more than `LONGEST` characters.
    """
    check_length(text)
    comment_id = new_id()
    document = json.dumps({"text": text, "html": to_html(text), "cleaner": CLEANER_VERSION})
    return Comment(
        id=comment_id,
        share_id=share_id,
        author_id=author_id,
        written_at=now(),
        sealed=seal_comment(key, comment_id, author_id, document.encode()),
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
    for comment in _rows(keys):
        found[comment.share_id].append(_opened(keys[comment.share_id], comment))
    return found


def _opened(key: ShareKey, comment: Comment) -> OpenedComment:
    document: bytes | None
    try:
        document = open_comment(key, comment.id, comment.author_id, comment.sealed)
        html = clean_again(json.loads(document)["html"])
    except (CannotOpen, ValueError, KeyError, TypeError):
        document, html = None, to_html(_("This comment does not open: it was changed outside Reflect."))
    return OpenedComment(comment.id, comment.author_id, comment.written_at, html, document)


def _rows(share_ids: Iterable[str]) -> Iterable[Comment]:
    order = (Comment.written_at, Comment.id)
    return db.session.scalars(select(Comment).where(Comment.share_id.in_(list(share_ids))).order_by(*order))
