"""What somebody types beside a reflection: words, what they are about, or which comment they answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.core.errors import BadInput
from reflect.sharing.anchors import anchored
from reflect.sharing.comments import new_comment, opened_comments
from reflect.sharing.models import Comment
from reflect.sharing.snapshot import Part
from reflect.sharing.threads import root_of
from reflect.vault.shares import ShareKey
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Remark:
    """A comment or an answer to one, as it was typed: light Markdown, and where it belongs.

    Of an answer to a comment only `text` and `reply_to` count.
    """

    text: str
    place: int | None = None  # of the answer that it is about; None for the whole
    quote: str = ""  # the words of that answer that are meant; nothing for all of it
    reply_to: str | None = None  # the comment that it answers


def remark_on(key: ShareKey, author_id: str, remark: Remark, parts: Sequence[Part]) -> Comment:
    """The remark as a sealed comment beside the answers of a share's copy, ready to be added.

    Raises:
        BadInput: there is nothing in it, or too much; or what it is about, or the comment it answers, is not there.
    """
    if remark.reply_to is not None:
        root = root_of(opened_comments({key.share: key})[key.share], remark.reply_to)
        if root is None:
            raise BadInput(_("The comment that you answer is not here any more. Send your words as a comment."))
        return new_comment(key, author_id, remark.text, reply_to=root)
    if remark.place is None and remark.quote.strip():
        raise BadInput(_("Choose the answer that these words are in."))
    anchor = None if remark.place is None else anchored(parts, remark.place, remark.quote)
    return new_comment(key, author_id, remark.text, anchor=anchor)
