"""The author's side of a conversation: answering a comment on what they share, and noting that it was talked about."""

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.identity.keyring import hold
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.sharing import telling
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import Share
from reflect.sharing.remarks import Remark, remark_on
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.shares import share_key_as_owner
from reflect.web.language import gettext as _


def reply(keys: Keys, author_id: str, share_id: str, comment_id: str, text: str) -> str:
    """Answer a comment on what this author shares; its reader will see it. Returns the id of the answer.

    Raises:
        NotFound: the author does not share this now, with anybody.
        BadInput: there is nothing in the answer, or too much, or the comment is not there.
        Conflict: the copy was damaged from outside.
        KeysReplaced: the author's keys were replaced in the meantime.
    """
    hold(keys)
    share = _shared_now(author_id, share_id)
    if share is None or not may(Relation.AUTHOR, Verb.WRITE, Thing.COMMENT):
        raise NotFound(_("This is not shared any more, so nobody would see your answer. Nothing was sent."))
    try:
        key = share_key_as_owner(keys, share.id, share.owner_key)
    except CannotOpen:
        raise Conflict(_("This copy does not open. Share it again to go on.")) from None
    written = remark_on(key, author_id, Remark(text, reply_to=comment_id), ())
    db.session.add(written)
    telling.replied(author_id, share.reader_id, share.id)
    db.session.flush()
    return written.id


def mark_discussed(author_id: str, share_id: str, *, discussed: bool) -> None:
    """Note that author and reader have talked about it, or that they have not, inside the caller's write unit.

    Raises:
        NotFound: the author does not share this now.
    """
    share = _shared_now(author_id, share_id)
    if share is None or not may(Relation.AUTHOR, Verb.DISCUSS, Thing.SNAPSHOT):
        raise NotFound(_("This is not shared any more."))
    share.discussed_at = now() if discussed else None


def _shared_now(author_id: str, share_id: str) -> Share | None:
    # The lock holds off "Stop sharing" from another window until this is written.
    mine = select(Share).where(Share.id == share_id, Share.owner_id == author_id, LIVE_GRANT)
    return db.session.scalar(mine.with_for_update(read=True, key_share=True))
