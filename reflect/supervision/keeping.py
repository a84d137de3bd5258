"""How long sessions of supervision and their records are kept: as the organisation says; until it does, always.

What is deleted with its record leaves an event in the trail, which keeps what both had acknowledged: without it, a
record that is gone would be damage.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, delete, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from reflect.audit.trail import record
from reflect.core.clock import now, years_before
from reflect.organisation.holds import is_held
from reflect.organisation.models import Supervision
from reflect.storage.db import db, deployment
from reflect.storage.retention import Rule, retention
from reflect.supervision.models import Action, AgendaItem, Agreement, Notes, PairKey, Record, RecordKey, Session
from reflect.web.language import gettext as _
from reflect.web.language import marked, ngettext

AT_ONCE = 1000  # sessions that one statement names: a database takes only so many
_OF_SESSION = (RecordKey, Record, Notes, AgendaItem, Action)
_OF_PAIR = (PairKey, Agreement, AgendaItem)


def register() -> None:
    """Say it to `reflect retention run`."""
    retention.register(Rule(marked("supervision records"), _keeps, _due, _delete))


def _keeps() -> str:
    years = deployment().records_years
    if not years:
        return _("without end, until the organisation says for how many years")
    return ngettext("a year after the session", "%(num)d years after the session", years)


def _due() -> int:
    if not deployment().records_years:
        return 0
    return db.session.scalar(select(func.count()).select_from(Session).where(_over())) or 0


def _delete() -> int:
    if not deployment().records_years:
        return 0
    both = select(Session.id, Supervision.practitioner_id).join(Supervision, Supervision.id == Session.supervision_id)
    sessions = db.session.execute(both.where(_over()).with_for_update(of=Session)).all()
    for start in range(0, len(sessions), AT_ONCE):
        _delete_sessions({row.id: row.practitioner_id for row in sessions[start : start + AT_ONCE]})
    _delete_pairs()
    return len(sessions)


def _delete_sessions(practitioners: Mapping[str, str]) -> None:
    """Delete these sessions, by id, with all that belongs to them: whole, also when a hold is placed meanwhile."""
    recorded = db.session.scalars(select(Record.session_id).where(Record.session_id.in_(practitioners)).distinct())
    for session_id in recorded.all():
        record("record-deleted", about=practitioners[session_id], session=session_id)
    for table in _OF_SESSION:
        db.session.execute(delete(table).where(table.session_id.in_(practitioners)))
    db.session.execute(delete(Session).where(Session.id.in_(practitioners)))


def _over() -> ColumnElement[bool]:
    since = years_before(now(), deployment().records_years)
    pair = aliased(Supervision)
    held = exists().where(
        pair.id == Session.supervision_id, or_(is_held(pair.practitioner_id), is_held(pair.supervisor_id))
    )
    return and_(func.coalesce(Session.held_at, Session.planned_for) <= since, not_(held))


def _delete_pairs() -> None:
    """What two people had agreed, once their supervision ended that long ago and no session of it is left."""
    since = years_before(now(), deployment().records_years)
    ended = select(Supervision.id).where(
        Supervision.until <= since,
        ~exists().where(Session.supervision_id == Supervision.id),
        not_(is_held(Supervision.practitioner_id)),
        not_(is_held(Supervision.supervisor_id)),
    )
    for table in _OF_PAIR:
        db.session.execute(delete(table).where(table.supervision_id.in_(ended)))
