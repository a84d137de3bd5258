"""The author's side of sharing: with whom, under which key, and stopping it.

The author's journal calls these, inside a write unit of its own; every statement filters on the author.
What the author has shared already is in `overview.py`. The way a reader reaches the words is `reader.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound, Refused
from reflect.core.ids import new_id
from reflect.identity.keyring import hold, public_key_of
from reflect.organisation.relations import names_of, units_of
from reflect.sharing import pins, telling
from reflect.sharing.changes import since
from reflect.sharing.comments import StoppedComment, carried, stopped_comments
from reflect.sharing.live import LIVE_GRANT, Basis, may_begin
from reflect.sharing.models import Comment, Share
from reflect.sharing.snapshot import Snapshot, read_body
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PublicKey
from reflect.vault.shares import new_share, open_share_body, seal_share_body, seal_share_head, share_key_as_owner
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.signals import shared_again

_NOT_NOW = {
    "supervision": _l("%(name)s is not your supervisor now, or their account is not set up. Nothing was shared."),
    "colleague": _l("%(name)s cannot be shared with now. Nothing was shared."),
    "group": _l("You and %(name)s are not in that group together now. Nothing was shared."),
}


@dataclass(frozen=True)
class Stopped:
    """A share that is gone, and the comments that were on it."""

    entry_id: str
    share_id: str
    comments: list[StoppedComment]


@dataclass(frozen=True)
class Granted:
    """A new share, and the id of the earlier one to the same reader that it took the place of."""

    share_id: str
    replaced: str | None


def grant(
    keys: Keys,
    author_id: str,
    reader_id: str,
    snapshot: Snapshot,
    expires_at: datetime,
    fingerprint: str,
    *,
    confirm_changed: bool = False,
    basis: Basis = "supervision",
    group_id: str | None = None,
) -> Granted:
    """Give one reader a copy of the snapshot under a key of its own. Runs inside the caller's write unit.

    An earlier share of the same entry to the same reader is replaced: its comments go on under the new one, and the
    new copy says what in it is new to this reader.

    Args:
        fingerprint: of the reader's key, as the author saw it on the page that they confirmed.
        confirm_changed: the author has been told that the key changed and has confirmed the new one.
        basis: what lets the two share, for as long as it lasts; `group_id` is the group's, where it is one.

    Raises:
        Refused: nothing of the kind lets them share now, the reader has no key, or not the key that was confirmed.
        BadInput: `expires_at` has passed.
        KeysReplaced: the author's keys were replaced in the meantime.
    """
    at = now()
    if expires_at <= at:
        raise BadInput(_("Choose a day after today for the sharing to end."))
    hold(keys, alone=True)
    units = _units_if_allowed(author_id, reader_id, basis, group_id)
    public = _confirmed_key(keys, author_id, reader_id, fingerprint, confirm_changed)
    earlier = _own_share(author_id, Share.entry_id == snapshot.entry_id, Share.reader_id == reader_id)
    snapshot = _marked(keys, snapshot, earlier)
    replaced = _take_down(keys, earlier) if earlier else None
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
            basis=basis,
            group_id=group_id,
            owner_unit_id=units[author_id],
            reader_unit_id=units[reader_id],
            head=seal_share_head(new.key, snapshot.head()),
            body=seal_share_body(new.key, snapshot.body()),
        )
    )
    db.session.flush()
    if replaced:
        db.session.add_all(carried(new.key, replaced.comments))
        shared_again.send(replaced.share_id, share_id=share_id, author_id=author_id, reader_id=reader_id)
    telling.shared(author_id, reader_id, share_id, again=replaced is not None)
    return Granted(share_id, replaced.share_id if replaced else None)


def as_new_to(keys: Keys, author_id: str, reader_id: str, snapshot: Snapshot) -> Snapshot:
    """The snapshot as this reader would get it: marked with what is new, where they have an earlier copy."""
    mine = (Share.owner_id == author_id, Share.entry_id == snapshot.entry_id, Share.reader_id == reader_id)
    return _marked(keys, snapshot, db.session.scalar(select(Share).where(*mine)))


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
    return _take_down(keys, _held(keys, author_id, share_id), by_itself=by_itself)


def shut(keys: Keys, author_id: str, share_id: str) -> None:
    """Stop sharing, but leave the copy and its comments under the author's own key, as of what ended by itself.

    Raises:
        NotFound: the author has no such share.
        KeysReplaced: the author's keys were replaced in the meantime.
    """
    share = _held(keys, author_id, share_id)
    if share.reader_key is not None:
        telling.stopped(author_id, share.reader_id, share_id, by_itself=False)
        share.reader_key = None


def _held(keys: Keys, author_id: str, share_id: str) -> Share:
    """A share of the author's, by their present keys. Raises as `stop` does."""
    hold(keys)
    share = _own_share(author_id, Share.id == share_id)
    if share is None:
        raise NotFound
    return share


def ended(author_id: str) -> list[str]:
    """The author's shares that have ended: by date, with supervision, with an account, or because they were shut."""
    return list(db.session.scalars(select(Share.id).where(Share.owner_id == author_id, ~LIVE_GRANT)))


def erase_for_entry(author_id: str, entry_id: str) -> None:
    """Delete every share of an entry that its author deletes, with keys and comments. Receipts stay."""
    of_entry = (Share.owner_id == author_id, Share.entry_id == entry_id)
    for share_id, reader_id in db.session.execute(select(Share.id, Share.reader_id).where(*of_entry)).all():
        telling.stopped(author_id, reader_id, share_id, by_itself=False)
    db.session.execute(delete(Comment).where(Comment.share_id.in_(select(Share.id).where(*of_entry))))
    db.session.execute(delete(Share).where(*of_entry))


def _units_if_allowed(author_id: str, reader_id: str, basis: Basis, group_id: str | None) -> dict[str, str]:
    """The unit of each of the two. Raises Refused when nothing of the kind lets them share now."""
    units = units_of((author_id, reader_id))
    if reader_id == author_id or not db.session.scalar(select(may_begin(author_id, reader_id, units, basis, group_id))):
        raise Refused(str(_NOT_NOW[basis]) % {"name": names_of([reader_id])[reader_id].name})
    return units


def _confirmed_key(keys: Keys, author_id: str, reader_id: str, fingerprint: str, confirm_changed: bool) -> PublicKey:
    """The reader's key, if it is the one that the author confirmed; pinned from now on."""
    public = public_key_of(reader_id)
    if public is None or fingerprint != public.fingerprint():
        raise Refused(_("Their key changed while this page was open. Open the share page again and compare it."))
    pin = pins.compare(keys, author_id, reader_id, fingerprint)
    if pin == "changed" and not confirm_changed:
        raise Refused(_("This is not the key you confirmed. Compare it with them in person, then confirm the new one."))
    if pin != "same":
        pins.pin(keys, author_id, reader_id, fingerprint)
    return public


def _own_share(author_id: str, *conditions) -> Share | None:
    # The lock makes a comment that is being written wait, so that none is lost between reading and deleting.
    return db.session.scalar(select(Share).where(Share.owner_id == author_id, *conditions).with_for_update())


def _marked(keys: Keys, snapshot: Snapshot, earlier: Share | None) -> Snapshot:
    if earlier is None:
        return snapshot
    try:
        had = open_share_body(share_key_as_owner(keys, earlier.id, earlier.owner_key), earlier.body)
        return since(snapshot, read_body(had).parts)
    except CannotOpen:  # damaged from outside: then it is a first copy
        return snapshot


def _take_down(keys: Keys, share: Share, *, by_itself: bool = False) -> Stopped:
    comments = _readable_comments(keys, share)
    telling.stopped(share.owner_id, share.reader_id, share.id, by_itself=by_itself)
    db.session.execute(delete(Comment).where(Comment.share_id == share.id))
    db.session.execute(delete(Share).where(Share.id == share.id))
    return Stopped(share.entry_id, share.id, comments)


def _readable_comments(keys: Keys, share: Share) -> list[StoppedComment]:
    try:
        return stopped_comments(share_key_as_owner(keys, share.id, share.owner_key))
    except CannotOpen:
        return []
