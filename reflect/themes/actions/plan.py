"""The plan of a unit: what its leads have decided to do, who does it and by when. Each verb asks who may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, get_args

from sqlalchemy import and_, bindparam, or_, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.organisation.models import Person, Unit
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.storage.db import db
from reflect.themes.actions import showing
from reflect.themes.actions.models import MOST_WHAT, Action, Answers
from reflect.themes.actions.owners import may_own
from reflect.themes.belonging import Here, belongs, hold, standing_to
from reflect.themes.public import public_names
from reflect.themes.typed import check_typed
from reflect.themes.visible import AT, VIEWER, viewed_by
from reflect.web.days import today
from reflect.web.language import gettext as _

LONGEST = timedelta(days=3 * 366)  # from now until an action is due


@dataclass(frozen=True)
class Draft:
    """An action as somebody wants it."""

    what: str
    answers: str  # R1, R2, R3 or local
    theme: str | None  # a slug
    shown_by: str | None  # a window’s name
    owner_id: str | None
    due_on: date


@dataclass(frozen=True)
class Planned:
    """An action as it is read."""

    id: str
    unit_id: str
    unit: str
    what: str
    answers: str
    theme: str | None
    shown_by: str | None
    owner_id: str | None
    owner: str | None
    due_on: date
    progress: str
    changed_at: datetime

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.progress in ("planned", "begun")

    @property
    def overdue(self) -> bool:
        """Whether it is still to be done and its day has passed."""
        return self.open and self.due_on < today()


PLANNED = (
    select(
        Action.id,
        Action.unit_id,
        Unit.name.label("unit"),
        Action.what,
        Action.answers,
        Action.theme,
        Action.shown_by,
        Action.owner_id,
        Person.name.label("owner"),
        Action.due_on,
        Action.progress,
        Action.changed_at,
    )
    .join(Unit, Unit.id == Action.unit_id)
    .outerjoin(Person, Person.id == Action.owner_id)
    .order_by(Action.due_on, Action.id)
)
_THEIRS = and_(Action.owner_id == VIEWER, Unit.closed_at.is_(None), belongs(VIEWER, Action.unit_id, AT))
_HERE_AND_THEIRS = PLANNED.where(or_(Action.unit_id == bindparam("unit"), _THEIRS))


def of_unit_and_owner(here: Here, person_id: str) -> list[Planned]:
    """The actions of a unit that somebody may see the plan of, and those that they are to do elsewhere. One statement.

    Open ones first, by the day.
    """
    values = viewed_by(person_id, now()) | {"unit": here.unit_id}
    return sorted(
        planned(db.session.execute(_HERE_AND_THEIRS, values)),
        key=lambda action: (not action.open, action.due_on, action.id),
    )


def one(person_id: str, action_id: str) -> tuple[Here, Planned]:
    """An action, and how somebody who may see it stands to its unit.

    Raises:
        NotFound: there is none, or its unit is no concern of theirs.
    """
    row = db.session.execute(PLANNED.where(Action.id == action_id)).first()
    if row is None:
        raise NotFound
    return standing_to(person_id, row.unit_id), Planned(**row._mapping)


def unit_to_plan(person_id: str, unit_id: str) -> Here:
    """How somebody stands to a unit that they lead. Raises NotFound when they do not."""
    here = standing_to(person_id, unit_id)
    if not may_write(here):
        raise NotFound
    return here


def may_write(here: Here) -> bool:
    """Whether somebody may add, change and take away actions of a unit."""
    return here.may(Verb.WRITE, Thing.ACTION_PLAN)


def may_note(here: Here, action: Planned, person_id: str) -> bool:
    """Whether somebody may add a note: a lead of the unit, and whoever is to do it while they belong there."""
    owns = action.owner_id == person_id and (here.below or here.leads)
    return may_write(here) or (owns and may(Relation.ACTION_OWNER, Verb.ADD, Thing.ACTION_PLAN))


def noting(here: Here, action: Planned, person_id: str) -> None:
    """Raises NotFound for whoever may not add a note."""
    if not may_note(here, action, person_id):
        raise NotFound


def add(person_id: str, unit_id: str, draft: Draft) -> str:
    """Add an action to the plan of a unit. Inside a write unit. Returns its id; pressed twice, the same.

    Raises:
        NotFound: this person does not lead that unit.
        BadInput: something in it is missing, too long or not offered.
    """
    unit_to_plan(person_id, unit_id)
    _check(unit_id, draft, None)
    hold(unit_id)
    at = now()
    same = select(Action.id).filter_by(unit_id=unit_id, made_by=person_id, **vars(draft))
    if (pressed := db.session.scalar(same.where(Action.made_at > at - timedelta(minutes=1)))) is not None:
        return pressed
    action = Action(id=new_id(), unit_id=unit_id, progress="planned", made_by=person_id, made_at=at, **vars(draft))
    action.changed_at = at
    db.session.add(action)
    record("action-added", actor=person_id, action=action.id, unit=unit_id)
    db.session.flush()
    return action.id


def change(person_id: str, action_id: str, draft: Draft, base: str) -> None:
    """Change an action. Inside a write unit. What is so already, as after a button pressed twice, changes nothing.

    Args:
        base: `version_of` the action that the page showed.

    Raises:
        NotFound: there is none, or this person does not lead its unit.
        BadInput: something in it is missing, too long or not offered.
        Conflict: somebody has changed it in the meantime.
    """
    row = _led(person_id, action_id)
    _check(row.unit_id, draft, row)
    if all(getattr(row, name) == value for name, value in vars(draft).items()):
        return
    if row.changed_at.isoformat() != base:
        raise Conflict(_("Somebody changed this action in the meantime. Compare the two, then save again."))
    if row.owner_id != draft.owner_id:
        row.reminded_for = row.overdue_for = None
    for name, value in vars(draft).items():
        setattr(row, name, value)
    row.changed_at = now()
    record("action-changed", actor=person_id, action=action_id, unit=row.unit_id)
    db.session.flush()


def remove(person_id: str, action_id: str) -> str:
    """Take an action and its notes away for good. Inside a write unit. Returns its unit’s id.

    Raises:
        NotFound: there is none, or this person does not lead its unit.
    """
    row = _led(person_id, action_id)
    unit_id = row.unit_id
    db.session.delete(row)
    record("action-removed", actor=person_id, action=action_id, unit=unit_id)
    db.session.flush()
    return unit_id


def version_of(action: Planned) -> str:
    """What tells this state of an action from others."""
    return action.changed_at.isoformat()


def planned(rows: Any) -> list[Planned]:
    """Rows of PLANNED as they are read."""
    return [Planned(**row._mapping) for row in rows]


def locked(action_id: str) -> Action:
    """An action that nobody else changes until the write unit ends. Raises NotFound: there is none."""
    row = db.session.scalar(select(Action).where(Action.id == action_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def _led(person_id: str, action_id: str) -> Action:
    row = locked(action_id)
    unit_to_plan(person_id, row.unit_id)
    return row


def _check(unit_id: str, draft: Draft, before: Action | None) -> None:
    if not draft.what.strip():
        raise BadInput(_("Say what is to be done, in a few words."))
    check_typed(draft.what, MOST_WHAT)
    _offered(draft.answers, get_args(Answers), _("Choose which recommendation it answers, or that it is local."))
    if before is None or draft.theme != before.theme:
        _offered(draft.theme, (None, *public_names()), _("Choose a theme from the list, or none."))
    if before is None or draft.shown_by != before.shown_by:
        windows = [each.name for each in showing.coming()]
        _offered(draft.shown_by, (None, *windows), _("Choose one of the next windows, or none."))
    same_owner = before is not None and draft.owner_id == before.owner_id
    if not same_owner and (draft.owner_id is None or not may_own(draft.owner_id, unit_id)):
        raise BadInput(_("Choose who does it: somebody who works here or leads it."))
    kept = before is not None and draft.due_on == before.due_on
    if not kept and not today() <= draft.due_on <= today() + LONGEST:
        raise BadInput(_("Enter a day from today on, within three years."))


def _offered(chosen: str | None, offered: Sequence[str | None], sentence: str) -> None:
    if chosen not in offered:
        raise BadInput(sentence)
