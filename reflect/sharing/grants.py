"""The author's side of sharing: with whom, under which key, and stopping it.

The author's journal calls these, inside a write unit of its own; every statement filters on the author.
What the author has shared already is in `overview.py`. The way a reader reaches the words is `reader.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, literal, select

from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound, Refused
from reflect.core.ids import new_id
from reflect.identity.keyring import hold, public_key_of
from reflect.organisation.relations import names_of, supervisors_of
from reflect.sharing import pins, telling
from reflect.sharing.comments import opened_comments
from reflect.sharing.live import LIVE_GRANT, live_relation
from reflect.sharing.models import Comment, Share
from reflect.sharing.snapshot import Snapshot
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PublicKey
from reflect.vault.shares import new_share, seal_share_body, seal_share_head, share_key_as_owner
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Reader:
    """Somebody with whom this author may share, and what is known of their key."""

    person_id: str
    name: str
    first_name: str
    relation: Literal["supervisor"]
    public_key: PublicKey | None  # None while their account is not set up, or is suspended
    fingerprint: str | None
    pin: pins.Pin


@dataclass(frozen=True)
class StoppedComment:
    """A comment of a share that is gone, for the author's journal to keep."""

    comment_id: str
    author_id: str
    author_name: str
    written_at: datetime
    text: bytes  # the JSON document that was sealed: text, html, cleaner


@dataclass(frozen=True)
class Stopped:
    """A share that is gone, and the comments that were on it."""

    entry_id: str
    share_id: str
    comments: list[StoppedComment]


@dataclass(frozen=True)
class Granted:
    """A new share, and the earlier one to the same reader that it took the place of."""

    share_id: str
    replaced: Stopped | None


def readers_for(keys: Keys, author_id: str) -> list[Reader]:
    """Everybody with whom this author may share, for the choice on the share page."""
    readers = []
    for person in supervisors_of(author_id):
        public = public_key_of(person.person_id)
        fingerprint = public.fingerprint() if public else None
        pin = pins.compare(keys, author_id, person.person_id, fingerprint) if fingerprint else "none"
        readers.append(Reader(person.person_id, person.name, person.first_name, "supervisor", public, fingerprint, pin))
    return readers


def grant(
    keys: Keys,
    author_id: str,
    reader_id: str,
    snapshot: Snapshot,
    expires_at: datetime,
    fingerprint: str,
    *,
    confirm_changed: bool = False,
) -> Granted:
    """Give one reader a copy of the snapshot under a key of its own. Runs inside the caller's write unit.

    An earlier share of the same entry to the same reader is replaced. Its comments come back, for the
    journal to keep.

    Args:
        fingerprint: of the reader's key, as the author saw it on the page that they confirmed.
        confirm_changed: the author has been told that the key changed and has confirmed the new one.

    Raises:
        Refused: the reader is not their supervisor now, has no key, or not the key that was confirmed.
        BadInput: `expires_at` has passed.
        KeysReplaced: the author's keys were replaced in the meantime.
    """
    at = now()
    if expires_at <= at:
        raise BadInput(_("Choose a day after today for the sharing to end."))
    hold(keys, alone=True)
    public = _confirmed_key(keys, author_id, reader_id, fingerprint, confirm_changed)
    replaced = _replace(keys, author_id, reader_id, snapshot.entry_id)
    share_id = new_id()
    new = new_share(keys, share_id, public)
    db.session.add(
        Share(
            id=share_id,
            owner_id=author_id,
            reader_id=reader_id,
            entry_id=snapshot.entry_id,
            entry_revision=snapshot.entry_revision,
            created_at=at,
            expires_at=expires_at,
            generation=keys.generation,
            owner_key=new.owner_wrapped,
            reader_key=new.reader_sealed,
            reader_key_id=public.key_id,
            head=seal_share_head(new.key, snapshot.head()),
            body=seal_share_body(new.key, snapshot.body()),
        )
    )
    db.session.flush()
    telling.shared(author_id, reader_id, share_id)
    return Granted(share_id, replaced)


def stop(keys: Keys, author_id: str, share_id: str, *, by_itself: bool = False) -> Stopped:
    """Stop sharing: share, sealed keys and comments go, and the reader's next request is refused.

    Receipts stay. The comments come back, for the journal to seal into the entry in the same write unit. What was
    damaged from outside is left out: it must not keep a share alive.

    Args:
        by_itself: it had ended already, and is only cleared away.

    Raises:
        NotFound: the author has no such share.
        KeysReplaced: the author's keys were replaced in the meantime.
    """
    hold(keys)
    share = _own_share(author_id, Share.id == share_id)
    if share is None:
        raise NotFound
    return _take_down(keys, share, by_itself=by_itself)


def ended(author_id: str) -> list[str]:
    """The author's shares that have ended by themselves: by date, with supervision, or with an account."""
    return list(db.session.scalars(select(Share.id).where(Share.owner_id == author_id, ~LIVE_GRANT)))


def of_entry(author_id: str, entry_id: str) -> list[str]:
    """The author's shares of one entry, live or ended."""
    return list(db.session.scalars(select(Share.id).where(Share.owner_id == author_id, Share.entry_id == entry_id)))


def erase_for_entry(author_id: str, entry_id: str) -> None:
    """Delete every share of an entry that its author deletes, with keys and comments. Receipts stay."""
    of_entry = (Share.owner_id == author_id, Share.entry_id == entry_id)
    for share_id, reader_id in db.session.execute(select(Share.id, Share.reader_id).where(*of_entry)).all():
        telling.stopped(author_id, reader_id, share_id, by_itself=False)
    db.session.execute(delete(Comment).where(Comment.share_id.in_(select(Share.id).where(*of_entry))))
    db.session.execute(delete(Share).where(*of_entry))


def _may_share(author_id: str, reader_id: str) -> bool:
    return bool(db.session.scalar(select(live_relation(literal(author_id), literal(reader_id)))))


def _confirmed_key(keys: Keys, author_id: str, reader_id: str, fingerprint: str, confirm_changed: bool) -> PublicKey:
    """The reader's key, if it is the one that the author confirmed; pinned from now on."""
    public = public_key_of(reader_id)
    if public is None or not _may_share(author_id, reader_id):
        raise Refused(_("You can share with your supervisor, once they have set up their account."))
    if fingerprint != public.fingerprint():
        raise Refused(_("Their key changed while this page was open. Open the share page again and compare it."))
    pin = pins.compare(keys, author_id, reader_id, fingerprint)
    if pin == "changed" and not confirm_changed:
        raise Refused(_("This is not the key you confirmed. Compare it in supervision, then confirm the new one."))
    if pin != "same":
        pins.pin(keys, author_id, reader_id, fingerprint)
    return public


def _own_share(author_id: str, *conditions) -> Share | None:
    # The lock makes a comment that is being written wait, so that none is lost between reading and deleting.
    return db.session.scalar(select(Share).where(Share.owner_id == author_id, *conditions).with_for_update())


def _replace(keys: Keys, author_id: str, reader_id: str, entry_id: str) -> Stopped | None:
    earlier = _own_share(author_id, Share.entry_id == entry_id, Share.reader_id == reader_id)
    return _take_down(keys, earlier) if earlier else None


def _take_down(keys: Keys, share: Share, *, by_itself: bool = False) -> Stopped:
    comments = _readable_comments(keys, share)
    telling.stopped(share.owner_id, share.reader_id, share.id, by_itself=by_itself)
    db.session.execute(delete(Comment).where(Comment.share_id == share.id))
    db.session.execute(delete(Share).where(Share.id == share.id))
    return Stopped(share.entry_id, share.id, comments)


def _readable_comments(keys: Keys, share: Share) -> list[StoppedComment]:
    try:
        key = share_key_as_owner(keys, share.id, share.owner_key)
    except CannotOpen:
        return []
    comments = opened_comments({share.id: key})[share.id]
    names = names_of({comment.author_id for comment in comments})
    return [
        StoppedComment(comment.id, comment.author_id, names[comment.author_id].name, comment.written_at, document)
        for comment in comments
        if (document := comment.document) is not None
    ]
