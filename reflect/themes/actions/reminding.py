"""Reminders: to whoever is to do an action, and to the leads of a unit once a window that an action waits for is out.

They name a unit, a day or a window, never what anybody typed. What anybody counts or writes has no part in them.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select

from reflect.core.clock import now
from reflect.notices.telling import tell
from reflect.organisation.contacts import contacts_of
from reflect.organisation.models import Person, Role, Unit
from reflect.organisation.relations import in_force
from reflect.storage.db import db, write_unit
from reflect.themes.actions.models import Action
from reflect.themes.actions.owners import may_own
from reflect.themes.actions.showing import in_words
from reflect.themes.belonging import LEADS
from reflect.themes.models import Window
from reflect.web.days import today
from reflect.web.language import calendar_day

BEFORE = timedelta(days=7)
OPEN = Action.progress.in_(("planned", "begun"))


def remind() -> None:
    """Tell owners of what is due within a week or overdue, and leads of windows that are out; each once.

    In a write unit of its own.
    """
    with write_unit():
        soon = Action.due_on.between(today(), today() + BEFORE)
        for action in _to_remind(soon, or_(Action.reminded_for.is_(None), Action.reminded_for != Action.due_on)):
            action.reminded_for = action.due_on
            _tell_owner(action, "action-due")
        late = Action.due_on < today()
        for action in _to_remind(late, or_(Action.overdue_for.is_(None), Action.overdue_for != Action.due_on)):
            action.overdue_for = action.due_on
            _tell_owner(action, "action-overdue")
        _tell_leads()


def _to_remind(*conditions: ColumnElement[bool]) -> Sequence[Action]:
    wanted = select(Action).where(OPEN, Action.owner_id.is_not(None), *conditions).order_by(Action.due_on, Action.id)
    # Whoever else sends mails at this moment leaves these to us.
    return db.session.scalars(wanted.with_for_update(skip_locked=True)).all()


def _tell_owner(action: Action, kind: str) -> None:
    """Whoever has moved or left is not told: the leads see on the plan that nobody here does it now."""
    owner = action.owner_id
    if owner is None or not may_own(owner, action.unit_id):
        return
    unit = db.session.scalar(select(Unit.name).where(Unit.id == action.unit_id, Unit.closed_at.is_(None)))
    if unit is not None:
        tell(owner, kind, address=contacts_of([owner])[owner].email, unit=unit, day=calendar_day(action.due_on))


def _tell_leads() -> None:
    waiting = (
        select(Action)
        .join(Window, Window.name == Action.shown_by)
        .where(Window.state == "released", Action.progress != "dropped")
        .where(or_(Action.told_of.is_(None), Action.told_of != Action.shown_by))
        .order_by(Action.unit_id, Action.shown_by, Action.id)
    )
    told = set()
    for action in db.session.scalars(waiting.with_for_update(of=Action, skip_locked=True)).all():
        name = action.told_of = str(action.shown_by)
        if (action.unit_id, name) not in told:
            told.add((action.unit_id, name))
            _tell_leads_of(action.unit_id, name)


def _tell_leads_of(unit_id: str, window: str) -> None:
    unit = db.session.scalar(select(Unit.name).where(Unit.id == unit_id, Unit.closed_at.is_(None)))
    leads = (
        select(Person.id)
        .join(Role, Role.person_id == Person.id)
        .where(Role.unit_id == unit_id, Role.role.in_(LEADS), in_force(Role, now()), Person.left_at.is_(None))
        .distinct()
        .order_by(Person.id)
    )
    people = db.session.scalars(leads).all() if unit is not None else []
    contacts = contacts_of(people)
    for person_id in people:
        tell(person_id, "window-for-action", address=contacts[person_id].email, unit=str(unit), period=in_words(window))
