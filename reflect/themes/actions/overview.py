"""The actions of many places together, for whoever leads a service or more: by recommendation and place."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

from sqlalchemy import ColumnElement, Integer, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.library.report import FINDINGS
from reflect.organisation.models import UNIT_KINDS, Role, Unit
from reflect.organisation.relations import has_role, in_force
from reflect.storage.db import db
from reflect.themes import spreadsheet
from reflect.themes.actions import showing
from reflect.themes.actions.models import Action, ActionNote, Answers, Progress
from reflect.themes.actions.plan import PLANNED, Planned, planned
from reflect.themes.actions.words import ANSWERS, OVERDUE, PROGRESS
from reflect.themes.public import public_names
from reflect.web.days import today
from reflect.web.language import gettext as _

MOST_LISTED = 100  # actions on the page; the file holds all
MOST_PLACES = 100  # for one recommendation


@dataclass(frozen=True)
class Counts:
    """How many actions of one place answer one recommendation."""

    unit_id: str
    unit: str
    part_of: str | None
    answers: str
    by_progress: dict[str, int]
    overdue: int


@dataclass(frozen=True)
class Overview:
    """What is counted, and a list of actions. `more`: there are others that the file holds; `more_places` alike."""

    counts: dict[str, list[Counts]]  # by recommendation, in their order
    overdue: int  # of all places
    more_places: bool
    actions: list[Planned]
    more: bool


def overview(person_id: str, progress: str | None = None) -> Overview:
    """The actions of every unit at and under those that somebody leads as a service lead. Four statements.

    Args:
        progress: list only actions that are this far, or `OVERDUE` those past their day; the counts are of all.

    Raises:
        NotFound: they lead no service and nothing larger.
    """
    led = _led(person_id)
    wanted = _listed(led)
    if progress == OVERDUE:
        wanted = wanted.where(_overdue())
    elif progress in get_args(Progress):
        wanted = wanted.where(Action.progress == progress)
    actions = planned(db.session.execute(wanted.limit(MOST_LISTED + 1)))
    counts = _counts(led)
    return Overview(
        counts={answers: rows[:MOST_PLACES] for answers, rows in counts.items()},
        overdue=sum(each.overdue for rows in counts.values() for each in rows),
        more_places=any(len(rows) > MOST_PLACES for rows in counts.values()),
        actions=actions[:MOST_LISTED],
        more=len(actions) > MOST_LISTED,
    )


def as_csv(person_id: str) -> bytes:
    """Every action of those places as a file for a spreadsheet, with the latest note on each.

    Raises:
        NotFound: they lead no service and nothing larger.
    """
    above, note = aliased(Unit), aliased(ActionNote)
    latest = (
        select(note.evidence)
        .where(note.action_id == Action.id, note.evidence != "")
        .order_by(note.noted_at.desc(), note.id)
        .limit(1)
        .correlate(Action)
        .scalar_subquery()
    )
    statement = _listed(_led(person_id)).outerjoin(above, above.id == Unit.parent_id)
    statement = statement.add_columns(above.name.label("part_of"), latest.label("evidence"))
    names = public_names()
    return spreadsheet.file_of([_heads(), *(_row(*row, names) for row in _rows(statement))])


def _led(person_id: str) -> ColumnElement[bool]:
    """The SQL condition that an action is of a unit that somebody leads, or of one under it; all of them are open.

    It is asked of each action: teams, of which there are very many, mostly have none.
    """
    if not has_role(person_id, "service_lead"):
        raise NotFound
    held = select(Role.unit_id).where(Role.person_id == person_id, Role.role == "service_lead", in_force(Role, now()))
    own, *_above = levels = [aliased(Unit) for _kind in UNIT_KINDS]
    chain = select(own.id)
    for below, each in pairwise(levels):
        chain = chain.outerjoin(each, and_(each.id == below.parent_id, each.closed_at.is_(None)))
    led = or_(*(each.id.in_(held) for each in levels))
    return exists(chain.where(own.id == Action.unit_id, own.closed_at.is_(None), led))


def _listed(led: ColumnElement[bool]) -> Any:
    return PLANNED.where(led)


def _counts(led: ColumnElement[bool]) -> dict[str, list[Counts]]:
    above = aliased(Unit)
    statement = (
        select(
            Unit.id,
            Unit.name,
            above.name.label("part_of"),
            Action.answers,
            _sum(_overdue()).label("overdue"),
            *(_sum(Action.progress == progress).label(progress) for progress in get_args(Progress)),
        )
        .join(Unit, Unit.id == Action.unit_id)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(led)
        .group_by(Unit.id, Unit.name, above.name, Action.answers)
        .order_by(above.name, Unit.name, Unit.id)
    )
    found: dict[str, list[Counts]] = {answers: [] for answers in get_args(Answers)}
    for row in db.session.execute(statement):
        by_progress = {progress: getattr(row, progress) for progress in get_args(Progress)}
        found[row.answers].append(Counts(row.id, row.name, row.part_of, row.answers, by_progress, row.overdue))
    return found


def _overdue() -> ColumnElement[bool]:
    return and_(Action.progress.in_(("planned", "begun")), Action.due_on < today())


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.sum(case((condition, 1), else_=0)), Integer)


def _rows(statement: Any) -> Iterable[tuple[Planned, str | None, str | None]]:
    for row in db.session.execute(statement):
        values = dict(row._mapping)
        part_of, evidence = values.pop("part_of"), values.pop("evidence")
        yield Planned(**values), part_of, evidence


def _heads() -> list[str]:
    return [
        *(_("Place"), _("Part of"), _("Recommendation"), _("In short"), _("Action"), _("Theme")),
        *(_("Who"), _("Due"), _("Progress"), _("Overdue"), _("Window that will show it"), _("Latest evidence")),
    ]


def _row(action: Planned, part_of: str | None, evidence: str | None, names: dict[str, str]) -> list[object]:
    code = action.answers if action.answers in FINDINGS else ""
    return [
        *(action.unit, part_of, code, str(ANSWERS[action.answers]), action.what),
        names.get(action.theme, action.theme) if action.theme else None,
        *(action.owner, action.due_on.isoformat(), str(PROGRESS[action.progress])),
        _("yes") if action.overdue else _("no"),
        showing.with_kind(action.shown_by) if action.shown_by else None,
        evidence,
    ]
