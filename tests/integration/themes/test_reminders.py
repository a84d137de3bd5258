"""Reminders of actions: once each, to whom they concern, in our words alone, and blind to what anybody counts."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select, update

from reflect.core.clock import now
from reflect.notices.due import due_notices
from reflect.notices.models import Mail, MailPreference, Notice
from reflect.organisation import roster
from reflect.organisation.models import Person, Role
from reflect.storage.db import db, write_unit
from reflect.themes.actions import notes, plan, showing
from reflect.themes.actions.models import Action
from reflect.themes.actions.plan import Draft
from reflect.themes.actions.reminding import remind
from reflect.themes.models import Choices, Contribution, Window
from reflect.web.days import today
from tests.support import figures
from tests.support.people import TEAM, Enrolled, People
from tests.support.plans import WHAT, planned


def told(kind: str | None = None) -> list[tuple[str, dict[str, str]]]:
    db.session.rollback()
    rows = db.session.scalars(select(Notice).where(Notice.kind == kind) if kind else select(Notice)).all()
    return [(row.person_id, row.details) for row in rows]


def at(days: int) -> None:
    """Ask what is due, that many days from now, and once more."""
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        remind()
        remind()


def test_the_owner_is_told_a_week_before_and_once_after_the_day(priya: Enrolled, marcus: Enrolled) -> None:
    planned(marcus, priya, due_on=today() + timedelta(days=30))
    at(22)
    assert told() == []
    at(23)
    (once,) = told()
    assert once[0] == priya.person_id
    assert set(once[1]) == {"unit", "day"}
    at(30)
    assert told("action-overdue") == [], "the day itself is not over"
    at(31)
    at(60)
    assert [person for person, _details in told("action-overdue")] == [priya.person_id]
    assert len(told()) == 2


@pytest.mark.parametrize("progress", ["done", "dropped"])
def test_what_is_done_or_dropped_reminds_nobody(priya: Enrolled, marcus: Enrolled, progress: str) -> None:
    action_id = planned(marcus, priya)
    with write_unit():
        notes.add_note(priya.person_id, action_id, progress, "")
    at(25)
    at(40)
    assert told() == []


def test_another_day_or_another_owner_is_told_anew(people: People, priya: Enrolled, marcus: Enrolled) -> None:
    sam = people.enrol("Sam Okafor")
    action_id = planned(marcus, priya, due_on=today() + timedelta(days=5))
    at(0)
    for owner, days in ((priya, 6), (sam, 6)):
        _here, found = plan.one(marcus.person_id, action_id)
        draft = Draft(WHAT, "R2", None, None, owner.person_id, today() + timedelta(days=days))
        with write_unit():
            plan.change(marcus.person_id, action_id, draft, plan.version_of(found))
        at(0)
    assert [person for person, _details in told("action-due")] == [priya.person_id, priya.person_id, sam.person_id]


def test_whoever_has_moved_or_left_is_not_told(people: People, priya: Enrolled, marcus: Enrolled) -> None:
    sam = people.enrol("Sam Okafor")
    for owner in (priya, sam):
        planned(marcus, owner, due_on=today() + timedelta(days=3), what=f"For {owner.name}")
    people.leave(sam)
    with write_unit():
        elsewhere = roster.place_unit((*TEAM[:3], "South team"))
        db.session.execute(update(Person).where(Person.id == priya.person_id).values(unit_id=elsewhere))
    at(0)
    at(5)
    assert told() == []


def test_leads_are_told_once_when_figures_are_out_that_an_action_waits_for(
    people: People, priya: Enrolled, marcus: Enrolled
) -> None:
    rosa = people.enrol("Rosa Diaz", roles=("team_lead",))
    former = people.enrol("Sam Okafor", roles=("team_lead",))
    with write_unit():
        db.session.execute(update(Role).where(Role.person_id == former.person_id).values(until=now()))
    name = next(window.name for window in showing.coming() if "H" in window.name)
    for number in range(2):
        planned(marcus, priya, shown_by=name, what=f"Action {number}")
    figures.a_window(name, state="open")
    at(0)
    assert told() == []
    with write_unit():
        db.session.execute(update(Window).values(state="released", released_at=now()))
    at(0)
    at(3)
    assert sorted(person for person, _details in told("window-for-action")) == sorted(
        [marcus.person_id, rosa.person_id]
    )
    assert told("window-for-action")[0][1] == {"unit": TEAM[-1], "period": showing.in_words(name)}
    assert len(told()) == 2


def test_a_mail_goes_out_unless_somebody_has_turned_it_off(people: People, priya: Enrolled, marcus: Enrolled) -> None:
    with write_unit():
        db.session.add(MailPreference(person_id=marcus.person_id, kind="action-due"))
    for owner in (priya, marcus):
        planned(marcus, owner, due_on=today() + timedelta(days=2), what=f"For {owner.name}")
    at(0)
    assert len(told("action-due")) == 2
    assert db.session.scalars(select(Mail.address).where(Mail.kind == "action-due")).all() == [priya.email]


def test_no_notice_and_no_mail_holds_a_typed_word(priya: Enrolled, marcus: Enrolled) -> None:
    name = next(window.name for window in showing.coming() if "H" in window.name)
    planned(marcus, priya, due_on=today() + timedelta(days=2), what="zirconwren", shown_by=name)
    figures.a_window(name)
    at(0)
    at(4)
    kept = [*db.session.scalars(select(Notice.details)), *db.session.scalars(select(Mail.details))]
    assert len(kept) == 6
    assert "zirconwren" not in repr(kept)
    assert "language" not in repr(kept)


def test_what_anybody_counts_is_not_looked_at(priya: Enrolled, marcus: Enrolled) -> None:
    planned(marcus, priya, due_on=today() + timedelta(days=2))
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        remind()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert seen
    private = (Contribution.__tablename__, Choices.__tablename__)
    assert not [each for each in seen if any(name in each for name in private)]


def test_sending_mails_asks_for_them(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    action_id = planned(marcus, priya, due_on=today() + timedelta(days=2))
    due_notices.run()
    db.session.rollback()
    assert db.session.get_one(Action, action_id).reminded_for == today() + timedelta(days=2)
