"""The sessions of a pair: planned once or in a row, moved, cancelled with a reason, held. An id stays what it was.

Only what is in a calendar stands in the clear: when, how long, and how it stands. Why one was cancelled is sealed with
the notes of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import exists, select, update

from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.storage.db import db
from reflect.supervision import agreements, notes, telling
from reflect.supervision.models import AgendaItem, Session
from reflect.supervision.pairing import OpenPair, Pair, hold_pair, open_pair
from reflect.supervision.records import own_session
from reflect.supervision.terms import MINUTES
from reflect.vault.keys import Keys
from reflect.web.days import today
from reflect.web.language import ZONE, ngettext
from reflect.web.language import gettext as _

MOST_DAYS = 366  # ahead
LONGEST_REASON = 1_000  # characters
SHOWN_FOR = timedelta(days=400)  # after it, a session is found through its record


def of_pair(supervision_id: str) -> list[Session]:
    """The sessions of a pair that are planned or not long gone, by their time."""
    wanted = select(Session).where(Session.supervision_id == supervision_id, Session.planned_for > now() - SHOWN_FOR)
    return list(db.session.scalars(wanted.order_by(Session.planned_for, Session.id)))


def next_of(supervision_id: str) -> Session | None:
    """The one that comes next: the earliest that is planned, also if nobody has said yet whether it was held."""
    wanted = select(Session).where(Session.supervision_id == supervision_id, Session.state == "planned")
    return db.session.scalars(wanted.order_by(Session.planned_for, Session.id).limit(1)).first()


def plan(pair: OpenPair, day: date, at: time, minutes: int, *, weeks: int = 0, until: date | None = None) -> list[str]:
    """Plan a session, or one every few weeks until a day; returns their ids. The other is told. Inside a write unit.

    Each is one of its own, so that moving one leaves the others where they are. All begin at the same time of day
    where people are, whether clocks change in between or not.

    Raises:
        BadInput: it lies in the past, too far ahead, or at the time of another.
        Conflict: the two have not agreed yet.
    """
    if until is not None and until < day:
        raise BadInput(_("The last day lies before the first."))
    agreements.in_force(pair)
    hold_pair(pair)  # of two who plan at once, the second sees what the first has planned
    moments = []
    for moment in _moments(day, at, weeks if until else 0, until or day):
        _check(pair, moment, minutes)
        moments.append(moment)
    series_id, at_once = new_id() if len(moments) > 1 else None, now()
    planned = [
        Session(
            id=new_id(),
            supervision_id=pair.supervision_id,
            series_id=series_id,
            planned_for=moment,
            minutes=minutes,
            state="planned",
            changes=0,
            changed_at=at_once,
            cancelled_by=None,
            held_at=None,
        )
        for moment in moments
    ]
    db.session.add_all(planned)
    db.session.flush()
    telling.session(pair, "session-planned" if len(planned) == 1 else "sessions-planned", moments[0])
    return [each.id for each in planned]


def move(pair: Pair, session_id: str, day: date, at: time, minutes: int, *, base: int) -> None:
    """Move a planned session; its id stays. The other is told. Inside a write unit, while the pair is live.

    Args:
        base: how often its time had changed when the page was shown.

    Raises:
        NotFound: it is no session of this pair.
        BadInput: it lies in the past, too far ahead, or at the time of another.
        Conflict: the other has moved, cancelled or held it in the meantime.
    """
    hold_pair(pair)
    session = _unchanged(pair, session_id, base)
    moment = _moment(day, at)
    if (moment, minutes) == (session.planned_for, session.minutes):
        return
    _check(pair, moment, minutes, but=session_id)
    session.planned_for, session.minutes = moment, minutes
    _changed(session)
    telling.session(pair, "session-moved", moment)


def cancel(pair: OpenPair, session_id: str, reason: str, *, base: int) -> None:
    """Cancel a planned session, and keep why. What was brought to it goes on to the next. The other is told.

    Args:
        reason: for the two alone.
        base: how often its time had changed when the page was shown.

    Raises:
        NotFound: it is no session of this pair.
        BadInput: there is no reason, or one that is too long.
        Conflict: the other has moved, cancelled or held it in the meantime.
    """
    session = _unchanged(pair, session_id, base)
    if not reason.strip():
        raise BadInput(_("Say in a few words why, for example “court ran late”."))
    over = len(reason) - LONGEST_REASON
    if over > 0:
        raise BadInput(ngettext("Shorten it by %(num)d character.", "Shorten it by %(num)d characters.", over))
    saved = notes.latest(pair, session_id)
    notes.save(pair, session_id, replace(saved.words, cancelled=reason), base=saved.version)
    session.state, session.cancelled_by = "cancelled", pair.me.person_id
    _changed(session)
    of_it = (AgendaItem.supervision_id == pair.supervision_id, AgendaItem.session_id == session_id)  # by its index
    db.session.execute(update(AgendaItem).where(*of_it).values(session_id=None))
    telling.session(pair, "session-cancelled", session.planned_for)


def hold(pair: Pair, session_id: str, *, base: int) -> None:
    """Say that a session was held. What waited for the next one belongs to it from now on. Inside a write unit.

    Raises:
        NotFound: it is no session of this pair.
        Conflict: it lies on a later day, or the other has moved, cancelled or held it in the meantime.
    """
    session = _unchanged(pair, session_id, base)
    if session.planned_for.astimezone(ZONE).date() > today():
        raise Conflict(_("It lies on a later day. If you met already, move it to that day first."))
    first = next_of(pair.supervision_id)
    session.state, session.held_at = "held", min(session.planned_for, now())
    if first is not None and first.id == session_id:
        waiting = update(AgendaItem).where(AgendaItem.supervision_id == pair.supervision_id)
        db.session.execute(waiting.where(AgendaItem.session_id.is_(None)).values(session_id=session_id))
    db.session.flush()


def open_session(keys: Keys, person_id: str, session_id: str, *, writes: bool = False) -> tuple[OpenPair, Session]:
    """A session of one of a person’s own pairs, with the key of the pair.

    Raises:
        NotFound: there is none of this id, or it is not theirs.
        Refused: the supervision has ended, and somebody wants to write.
        Conflict: the key does not open.
    """
    session = own_session(person_id, session_id)
    return open_pair(keys, person_id, session.supervision_id, writes=writes), session


def session_of(pair: Pair, session_id: str, *, lock: bool = False) -> Session:
    """A session of this pair.

    Raises:
        NotFound: it is none of theirs.
    """
    wanted = select(Session).where(Session.id == session_id, Session.supervision_id == pair.supervision_id)
    found = db.session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound
    return found


def _unchanged(pair: Pair, session_id: str, base: int) -> Session:
    session = session_of(pair, session_id, lock=True)
    if session.state != "planned" or session.changes != base:
        raise Conflict(_("This session was moved, cancelled or held in the meantime. This is how it is now."))
    return session


def _changed(session: Session) -> None:
    session.changes += 1  # RFC 5545, 3.8.7.4: calendars believe the higher sequence
    session.changed_at = now()
    db.session.flush()


def _check(pair: Pair, moment: datetime, minutes: int, but: str = "") -> None:
    if minutes not in MINUTES:
        raise BadInput(_("Enter how long a session lasts: 15 to 240 minutes."))
    day = moment.astimezone(ZONE).date()
    if not today() <= day <= today() + timedelta(days=MOST_DAYS):
        raise BadInput(_("Choose days from today on, within a year."))
    taken = exists().where(
        Session.supervision_id == pair.supervision_id,
        Session.planned_for == moment,
        Session.state == "planned",
        Session.id != but,
    )
    if db.session.scalar(select(taken)):
        raise BadInput(_("You two have a session at this time already."))


def _moments(day: date, at: time, weeks: int, until: date) -> Iterator[datetime]:
    step = timedelta(weeks=weeks)
    while True:
        yield _moment(day, at)
        if not weeks or day + step > min(until, today() + timedelta(days=MOST_DAYS)):
            return
        day += step


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)
