"""What somebody will do, by when. It is carried over from session to session until it is done or dropped.

A decision about a child belongs in the child’s record. Of it nothing is typed here: there is only the reminder.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.organisation.relations import PersonName
from reflect.storage.db import db
from reflect.supervision.models import Action, Session
from reflect.supervision.pairing import OpenPair, Pair, pair_of
from reflect.supervision.sessions import session_of
from reflect.vault.errors import CannotOpen
from reflect.vault.pairs import open_action, seal_action
from reflect.web.days import today
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST = 500  # characters


@dataclass(frozen=True)
class Agreed:
    """One action as either of the two sees it."""

    id: str
    session_id: str
    what: str
    who: PersonName
    due_on: date
    version: int
    reminder_only: bool
    done: bool
    dropped: bool

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return not self.done and not self.dropped

    @property
    def overdue(self) -> bool:
        """Whether it is still to be done and its day has passed."""
        return self.open and self.due_on < today()


def of_session(pair: OpenPair, session: Session) -> list[Agreed]:
    """What was agreed in a session and, while it is not signed, what is still to do from earlier ones; by the day.

    Raises:
        Conflict: one of them was changed from outside.
    """
    rows = _of_pair(pair, Action.session_id == session.id)
    if session.state != "signed":
        rows += [each for each in open_ones(pair) if each.session_id != session.id]
    return sorted(rows, key=lambda action: (not action.open, action.due_on, action.id))


def open_ones(pair: OpenPair) -> list[Agreed]:
    """Everything that is still to do, by the day.

    Raises:
        Conflict: one of them was changed from outside.
    """
    return _of_pair(pair, Action.done_at.is_(None), Action.dropped_at.is_(None))


def one(pair: OpenPair, action_id: str) -> Agreed:
    """One of them.

    Raises:
        NotFound: it is not theirs.
        Conflict: it was changed from outside.
    """
    found = _of_pair(pair, Action.id == action_id)
    if not found:
        raise NotFound
    return found[0]


def agree(pair: OpenPair, session_id: str, what: str, who_id: str, due_on: date) -> str:
    """Agree who will do what, by when; returns its id. Inside a write unit, while the pair is live.

    Raises:
        NotFound: it is no session of this pair.
        BadInput: there is nothing in it or too much, or it is for neither of the two.
        Conflict: the session is cancelled, or its record is signed.
    """
    _check(pair, what, who_id)
    return _add(pair, session_id, what, who_id, due_on, reminder_only=False)


def remind(pair: OpenPair, session_id: str, who_id: str, due_on: date) -> str:
    """Remind one of the two to put a decision about a child on the child’s record; returns its id. Nothing is typed.

    Raises:
        NotFound: it is no session of this pair.
        BadInput: it is for neither of the two.
        Conflict: the session is cancelled, or its record is signed.
    """
    what = _("Put a decision about a child on the child’s record")
    _check(pair, what, who_id)
    return _add(pair, session_id, what, who_id, due_on, reminder_only=True)


def change(pair: OpenPair, action_id: str, what: str, who_id: str, due_on: date, *, base: int) -> None:
    """Change what is still to do. Of a reminder, what it says stays. Inside a write unit, while the pair is live.

    Args:
        base: the version that the page showed.

    Raises:
        NotFound: it is not theirs.
        BadInput: there is nothing in it or too much, or it is for neither of the two.
        Conflict: the other has changed, done or dropped it in the meantime.
    """
    row = _unchanged(pair, action_id, base)
    if row.reminder_only:
        what = one(pair, action_id).what
    _check(pair, what, who_id)
    row.version, row.who_id, row.due_on = base + 1, who_id, due_on
    row.sealed = seal_action(pair.key, action_id, row.version, what.encode())
    db.session.flush()


def end(pair: OpenPair, action_id: str, *, done: bool, base: int) -> None:
    """Say that it is done, or that it is dropped. Inside a write unit, while the pair is live.

    Raises:
        NotFound: it is not theirs.
        Conflict: the other has changed, done or dropped it in the meantime.
    """
    row = _unchanged(pair, action_id, base)
    if done:
        row.done_at = now()
    else:
        row.dropped_at = now()
    db.session.flush()


def pair_of_action(person_id: str, action_id: str) -> Pair:
    """The pair that agreed on it.

    Raises:
        NotFound: there is none, or they are neither of the two.
    """
    supervision_id = db.session.scalar(select(Action.supervision_id).where(Action.id == action_id))
    return pair_of(person_id, supervision_id or "")


def overdue_by_pair(supervision_ids: list[str]) -> dict[str, int]:
    """How many actions of each pair are overdue; those with none are left out. One statement."""
    counted = (
        select(Action.supervision_id, func.count().label("number"))
        .where(Action.supervision_id.in_(supervision_ids), Action.due_on < today())
        .where(Action.done_at.is_(None), Action.dropped_at.is_(None))
        .group_by(Action.supervision_id)
    )
    return {row.supervision_id: row.number for row in db.session.execute(counted)}


def _of_pair(pair: OpenPair, *conditions: ColumnElement[bool]) -> list[Agreed]:
    wanted = select(Action).where(Action.supervision_id == pair.supervision_id, *conditions)
    people = {person.person_id: person for person in (pair.practitioner, pair.supervisor)}
    try:
        return [
            Agreed(
                id=row.id,
                session_id=row.session_id,
                what=open_action(pair.key, row.id, row.version, row.sealed).decode(),
                who=people[row.who_id],
                due_on=row.due_on,
                version=row.version,
                reminder_only=row.reminder_only,
                done=row.done_at is not None,
                dropped=row.dropped_at is not None,
            )
            for row in db.session.scalars(wanted.order_by(Action.due_on, Action.id))
        ]
    except (CannotOpen, KeyError):
        raise Conflict(_("An action does not open: it was changed outside Reflect.")) from None


def _add(pair: OpenPair, session_id: str, what: str, who_id: str, due_on: date, *, reminder_only: bool) -> str:
    if session_of(pair, session_id, lock=True).state in ("cancelled", "signed"):
        raise Conflict(_("This session is cancelled or signed. Agree on it in the next one."))
    action_id = new_id()
    db.session.add(
        Action(
            id=action_id,
            supervision_id=pair.supervision_id,
            session_id=session_id,
            who_id=who_id,
            due_on=due_on,
            version=1,
            sealed=seal_action(pair.key, action_id, 1, what.encode()),
            reminder_only=reminder_only,
            done_at=None,
            dropped_at=None,
        )
    )
    db.session.flush()
    return action_id


def _unchanged(pair: Pair, action_id: str, base: int) -> Action:
    of_pair = (Action.id == action_id, Action.supervision_id == pair.supervision_id)
    row = db.session.scalar(select(Action).where(*of_pair).with_for_update())
    if row is None:
        raise NotFound
    if row.version != base or row.done_at or row.dropped_at:
        raise Conflict(_("%(name)s has changed this in the meantime. This is how it is now.", name=pair.other.name))
    return row


def _check(pair: Pair, what: str, who_id: str) -> None:
    if not what.strip():
        raise BadInput(_("Say what is to be done, in a few words."))
    over = len(what) - LONGEST
    if over > 0:
        raise BadInput(ngettext("Shorten it by %(num)d character.", "Shorten it by %(num)d characters.", over))
    if who_id not in pair.both:
        raise BadInput(_("Choose which of you two does it."))
