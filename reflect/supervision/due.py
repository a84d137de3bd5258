"""Who is due and who is overdue: what a list of pairs says about their sessions. Dates alone, never a word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.storage.db import db
from reflect.supervision.actions import overdue_by_pair
from reflect.supervision.models import Agreement, Session
from reflect.supervision.pairing import Pair
from reflect.supervision.sessions import SHOWN_FOR
from reflect.web.days import today
from reflect.web.language import ZONE

SOON = timedelta(days=7)
IN_A_ROW = 2  # cancelled sessions that a supervisor is shown


@dataclass(frozen=True)
class Rhythm:
    """When a pair last met, meets next, and should have met by what they agreed."""

    next_at: datetime | None
    next_id: str | None
    last_held: datetime | None
    due_on: date | None  # None: nothing is agreed
    cancelled: int  # in a row since one was held
    overdue_actions: int

    @property
    def overdue(self) -> bool:
        """Whether the day by which they wanted to meet has passed without a session."""
        return self.due_on is not None and self.due_on < today()

    @property
    def due(self) -> bool:
        """Whether it comes within a week, and nothing is planned."""
        nothing_planned = self.next_at is None
        return not self.overdue and nothing_planned and self.due_on is not None and self.due_on <= today() + SOON

    @property
    def unsaid(self) -> bool:
        """Whether the day of a planned session has passed, and nobody has said whether it was held."""
        return self.next_at is not None and _day(self.next_at) < today()

    @property
    def cancelled_twice(self) -> bool:
        """Whether so many were cancelled in a row that a supervisor is shown it."""
        return self.cancelled >= IN_A_ROW

    @property
    def presses(self) -> bool:
        """Whether it belongs at the top of a list."""
        return self.overdue or self.due or self.unsaid or self.cancelled_twice or self.overdue_actions > 0


def rhythms(pairs: Iterable[Pair]) -> dict[str, Rhythm]:
    """The rhythm of some pairs, by the supervision’s id; three statements however many they are."""
    ids = [pair.supervision_id for pair in pairs if pair.live]
    sessions: dict[str, list[Session]] = {each: [] for each in ids}
    wanted = select(Session).where(Session.supervision_id.in_(ids), Session.planned_for > now() - SHOWN_FOR)
    for session in db.session.scalars(wanted.order_by(Session.planned_for, Session.id)):
        sessions[session.supervision_id].append(session)
    agreed, overdue = _agreed(ids), overdue_by_pair(ids)
    return {each: _rhythm(sessions[each], agreed.get(each), overdue.get(each, 0)) for each in ids}


def urgency(pair: Pair, rhythm: Rhythm | None) -> tuple[bool, bool]:
    """A key that puts what presses first, and what has ended last; otherwise the order stays."""
    return not pair.live, rhythm is None or not rhythm.presses


def _rhythm(sessions: list[Session], agreed: tuple[int, datetime] | None, overdue_actions: int) -> Rhythm:
    coming = next((each for each in sessions if each.state == "planned"), None)
    held = [each.held_at for each in sessions if each.held_at is not None]
    last = max(held, default=None)
    since_last = (each for each in sessions if last is None or each.planned_for > last)
    cancelled = [each for each in takewhile(lambda each: each.state != "planned", since_last) if each.cancelled_by]
    since = max(filter(None, (last, agreed[1] if agreed else None)), default=None) if agreed else None
    return Rhythm(
        next_at=coming.planned_for if coming else None,
        next_id=coming.id if coming else None,
        last_held=last,
        due_on=_day(since) + timedelta(weeks=agreed[0]) if agreed and since else None,
        cancelled=len(cancelled),
        overdue_actions=overdue_actions,
    )


def _agreed(supervision_ids: list[str]) -> dict[str, tuple[int, datetime]]:
    """How many weeks lie between two sessions, and since when two people have agreed on anything."""
    each = aliased(Agreement)
    second_yes = case((each.practitioner_at > each.supervisor_at, each.practitioner_at), else_=each.supervisor_at)
    both = (each.practitioner_at.is_not(None), each.supervisor_at.is_not(None))
    of_pair = select(func.max(each.version)).where(each.supervision_id == Agreement.supervision_id, *both)
    last, first = of_pair.scalar_subquery(), of_pair.with_only_columns(func.min(second_yes)).scalar_subquery()
    rows = db.session.execute(
        select(Agreement.supervision_id, Agreement.weeks, first.label("since")).where(
            Agreement.supervision_id.in_(supervision_ids), Agreement.version == last
        )
    )
    return {row.supervision_id: (row.weeks, row.since) for row in rows}


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
