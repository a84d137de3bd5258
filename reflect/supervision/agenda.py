"""What the two bring to a session: something of their own, a share, a released theme, a question. Both see all of it.

Whatever is brought without a session waits for the next one. A share is only pointed at: it opens at its own place and
by its own rules. When it is shared again, the new copy is pointed at; when sharing stops, its title is gone from here
too. Overdue actions come by themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, or_, select, update

from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.organisation.models import Supervision
from reflect.organisation.relations import PersonName
from reflect.sharing.brought import Brought, brought, the_brought
from reflect.storage.db import db
from reflect.supervision.models import AgendaItem, Session
from reflect.supervision.pairing import OpenPair, Pair, has_key, hold_pair, open_pair, pair_of, pairs_of
from reflect.supervision.sessions import next_of, session_of
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.pairs import open_item, seal_item
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST = 1_000  # characters
Kind = Literal["own", "theme", "prompt"]


class NothingAgreed(Conflict):
    """Two people have not begun with their agreement, on which everything else rests."""

    def __init__(self, supervision_id: str) -> None:
        super().__init__(_("Begin with your agreement: everything else rests on it."))
        self.supervision_id = supervision_id


@dataclass(frozen=True)
class Item:
    """One thing on an agenda. `share` is what it points at, if it is open to who looks."""

    id: str
    kind: str
    words: str
    by: PersonName
    mine: bool
    brought_at: datetime
    share: Brought | None = None

    @property
    def line(self) -> str:
        """What stands in the record of it: of a reflection never more than that it was brought."""
        if self.kind == "share":
            return _("%(name)s brought a reflection to talk about.", name=self.by.name)
        return self.words


def items_of(keys: Keys, pair: OpenPair, session: Session) -> list[Item]:
    """What is on the agenda of a session, in the order in which it was brought.

    Raises:
        Conflict: something was changed from outside.
    """
    rows = list(db.session.scalars(_on(pair, session)))
    shares = brought(keys, pair.me.person_id, {row.refers_to for row in rows if row.kind == "share" and row.refers_to})
    people = {person.person_id: person for person in (pair.practitioner, pair.supervisor)}
    try:
        return [
            Item(
                id=row.id,
                kind=row.kind,
                words=open_item(pair.key, row.id, row.brought_by, row.sealed).decode(),
                by=people[row.brought_by],
                mine=row.brought_by == pair.me.person_id,
                brought_at=row.brought_at,
                share=shares.get(row.refers_to or ""),
            )
            for row in rows
        ]
    except (CannotOpen, KeyError):
        raise Conflict(_("This agenda does not open: it was changed outside Reflect.")) from None


def add(pair: OpenPair, session_id: str, words: str, kind: Kind = "own") -> str:
    """Bring something to a session; returns its id. Inside a write unit, while the pair is live.

    Raises:
        NotFound: it is no session of this pair.
        BadInput: there is nothing in it, or too much.
        Conflict: the session is cancelled, or its record is signed.
    """
    if not words.strip():
        raise BadInput(_("Say what you bring, in a few words."))
    over = len(words) - LONGEST
    if over > 0:
        raise BadInput(ngettext("Shorten it by %(num)d character.", "Shorten it by %(num)d characters.", over))
    _still_open(session_of(pair, session_id, lock=True))
    return _bring(pair, session_id, kind, words)


def bring_share(keys: Keys, person_id: str, share_id: str) -> Pair:
    """Bring a share to the next session of its author and its reader; returns the pair. Inside a write unit.

    Either of the two may. Brought twice, it stands there once.

    Raises:
        NotFound: it is not theirs, not shared any more, or the two are not in supervision.
        NothingAgreed: they have no key of their pair yet.
    """
    share = the_brought(keys, person_id, share_id)
    found = (pair for pair in pairs_of(person_id) if pair.live and pair.both == (share.owner_id, share.reader_id))
    pair = next(found, None)
    if pair is None:
        raise NotFound(_("You two are not in supervision now."))
    if not has_key([pair.supervision_id]):
        raise NothingAgreed(pair.supervision_id)
    opened = open_pair(keys, person_id, pair.supervision_id, writes=True)
    hold_pair(pair)
    coming = next_of(pair.supervision_id)
    waits = or_(AgendaItem.session_id.is_(None), AgendaItem.session_id == (coming.id if coming else None))
    there = select(AgendaItem.id).where(
        AgendaItem.supervision_id == pair.supervision_id, AgendaItem.refers_to == share_id, waits
    )
    if db.session.scalar(there.limit(1)) is None:
        _bring(opened, None, "share", "", refers_to=share_id)
    return pair


def point_at_new_copy(earlier_id: str, *, share_id: str, author_id: str, reader_id: str) -> None:
    """What was brought of a share is from now on of the one that took its place. Heard when it is shared again."""
    both = (Supervision.practitioner_id == author_id, Supervision.supervisor_id == reader_id)
    of_both = AgendaItem.supervision_id.in_(select(Supervision.id).where(*both))
    of_it = update(AgendaItem).where(of_both, AgendaItem.refers_to == earlier_id)
    db.session.execute(of_it.values(refers_to=share_id))


def take_away(pair: Pair, item_id: str) -> str | None:
    """Take away what one has brought oneself; returns the session it was on, if on any. While the pair is live.

    Raises:
        NotFound: it is not there, or the other has brought it.
        Conflict: the record of its session is signed, or somebody changed the session in the meantime.
    """
    row = _item(pair, item_id, AgendaItem.brought_by == pair.me.person_id)
    db.session.delete(row)
    db.session.flush()
    return row.session_id


def leave_for_next(pair: Pair, item_id: str) -> str | None:
    """Leave something that was not reached for the next one; returns the session it was on. While the pair is live.

    Raises:
        NotFound: it is not there.
        Conflict: the record of its session is signed, or somebody changed the session in the meantime.
    """
    row = _item(pair, item_id)
    session_id, row.session_id = row.session_id, None
    db.session.flush()
    return session_id


def pair_of_item(person_id: str, item_id: str) -> Pair:
    """The pair on whose agenda this stands, for somebody who wants to change it.

    Raises:
        NotFound: it is not there, or they are neither of the two.
        Refused: the supervision has ended.
    """
    supervision_id = db.session.scalar(select(AgendaItem.supervision_id).where(AgendaItem.id == item_id))
    return pair_of(person_id, supervision_id or "", writes=True)


def waits_for_next(session: Session) -> bool:
    """Whether what was brought without a session stands on the agenda of this one."""
    coming = next_of(session.supervision_id)
    return coming is not None and coming.id == session.id


def _on(pair: Pair, session: Session) -> Select[tuple[AgendaItem]]:
    here: ColumnElement[bool] = AgendaItem.session_id == session.id
    if waits_for_next(session):
        here = or_(here, AgendaItem.session_id.is_(None))
    of_pair = select(AgendaItem).where(AgendaItem.supervision_id == pair.supervision_id, here)
    return of_pair.order_by(AgendaItem.brought_at, AgendaItem.id)


def _bring(pair: OpenPair, session_id: str | None, kind: str, words: str, refers_to: str | None = None) -> str:
    item_id = new_id()
    db.session.add(
        AgendaItem(
            id=item_id,
            supervision_id=pair.supervision_id,
            session_id=session_id,
            kind=kind,
            refers_to=refers_to,
            brought_by=pair.me.person_id,
            brought_at=now(),
            sealed=seal_item(pair.key, item_id, pair.me.person_id, words.encode()),
        )
    )
    db.session.flush()
    return item_id


def _item(pair: Pair, item_id: str, *conditions: ColumnElement[bool]) -> AgendaItem:
    wanted = (AgendaItem.id == item_id, AgendaItem.supervision_id == pair.supervision_id, *conditions)
    # The session first, as for whoever cancels it and lets go of what is on its agenda: neither waits for the other.
    session_id = db.session.scalar(select(AgendaItem.session_id).where(*wanted))
    if session_id is not None:
        _still_open(session_of(pair, session_id, lock=True))
    found = db.session.scalar(select(AgendaItem).where(*wanted).with_for_update())
    if found is None:
        raise NotFound
    if found.session_id != session_id:
        raise Conflict(_("This session was moved, cancelled or held in the meantime. This is how it is now."))
    return found


def _still_open(session: Session) -> None:
    if session.state == "cancelled":
        raise Conflict(_("This session is cancelled. Bring it to the next one."))
    if session.state == "signed":
        raise Conflict(_("The record of this session is signed. Add to the record instead."))
