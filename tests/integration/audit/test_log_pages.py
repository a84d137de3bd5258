"""The trail in words: each person sees what happened to their own things, administrators what was administered."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, event, select

from reflect.audit import reading
from reflect.audit.events import ADMINISTRATIVE, EVENTS
from reflect.audit.models import AuditEvent
from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.organisation.log import administrative_log, own_log
from reflect.storage.db import db, write_unit
from reflect.web.event_words import EVENT_WORDS, KINDS, event_in_words
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, stopped
from tests.support.writing import OpenPage, enter


@pytest.fixture
def dev(people: People) -> Enrolled:
    return people.enrol("Dev Malik", roles=("administrator",), unit=("Northbridge",))


def recorded(name: str, **values: str | int) -> None:
    with write_unit():
        record(name, **values)


def test_every_event_has_words_that_use_only_its_own_details() -> None:
    assert set(EVENT_WORDS) == set(EVENTS)
    assert set(KINDS) == ADMINISTRATIVE
    for name, details in EVENTS.items():
        said = event_in_words(name, dict.fromkeys(details, "x"), {"x": "Somebody"})
        assert said != name, f"the words of {name} use other details"
        assert "%" not in said


def test_a_person_sees_who_did_what_to_their_things(app: Flask, people: People, priya: Enrolled, dev: Enrolled) -> None:
    marcus = people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    shared(priya, marcus)
    recorded("suspended", actor=dev.person_id, about=marcus.person_id)
    page = enter(app, priya).get("/account/log")
    assert "Something was shared with Marcus Bell You" in page.text
    assert "Signed in You" in page.text
    assert "suspended" not in page.text, "that is about somebody else"


def test_the_page_is_open_to_the_person_while_their_journal_is_locked(app: Flask, priya: Enrolled) -> None:
    hers = enter(app, priya)
    hers.lock()
    assert hers.get("/account/log").status == 200
    assert hers.get("/notices/").status == 200


def test_whoever_is_gone_has_left(app: Flask, priya: Enrolled) -> None:
    gone = new_id()
    recorded("shared", actor=priya.person_id, about=priya.person_id, share=new_id(), reader=gone)
    recorded("suspended", actor=gone, about=priya.person_id)
    recorded("unit-changed", actor=gone, about=priya.person_id, unit=gone)
    said = {(line.words, line.actor) for line in own_log(priya.person_id)[0]}
    assert ("Something was shared with somebody who has left", "You") in said
    assert ("Account suspended", "somebody who has left") in said
    assert ("Moved to a unit that is not there any more", "somebody who has left") in said


def test_an_event_of_an_earlier_version_breaks_nothing(app: Flask, priya: Enrolled) -> None:
    with write_unit():
        for name, details in (("long-forgotten", {"x": 1}), ("role-given", {"rank": "x"})):
            row = AuditEvent(id=new_id(), happened_at=now(), event=name, about_id=priya.person_id, details=details)
            db.session.add(row)
    page = enter(app, priya).get("/account/log")
    assert "long-forgotten" in page.text
    assert "role-given" in page.text


def test_names_take_one_statement_however_many_lines(app: Flask, people: People, priya: Enrolled) -> None:
    others = [people.enrol(f"{name} Bell", roles=("supervisor",)) for name in ("Ada", "Ben", "Cy")]
    for other in others:
        recorded("supervisor-named", actor=other.person_id, about=priya.person_id, supervisor=other.person_id)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        own_log(priya.person_id)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if "SELECT" in statement]) == 2


def test_every_event_of_many_is_shown_once(app: Flask, priya: Enrolled, monkeypatch: pytest.MonkeyPatch) -> None:
    with write_unit():
        db.session.execute(delete(AuditEvent))
    monkeypatch.setattr(reading, "ROWS", 3)
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False):  # all in the same moment
        for _time in range(8):
            recorded("sessions-ended", actor=priya.person_id, about=priya.person_id)
    seen: list[str] = []
    before: str | None = None
    while True:
        lines, before = own_log(priya.person_id, before)
        seen += [line.id for line in lines]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 8


def test_administrators_see_administrative_events_only(app: Flask, people: People, dev: Enrolled) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    stopped(priya, shared(priya, marcus))
    enter(app, priya)
    recorded("suspended", actor=dev.person_id, about=priya.person_id)
    his = enter(app, dev)
    page = his.get("/admin/log")
    assert "Account suspended Priya Nair You" in page.text
    assert "Role given: supervisor in North team Marcus Bell" in page.text
    everything = {line.words for line in administrative_log(dev.person_id)[0]}
    for own in EVENTS.keys() - ADMINISTRATIVE:
        assert {line.words for line in administrative_log(dev.person_id, own)[0]} == everything
    for words in ("shared", "Signed in", "Journal", "Sharing"):
        assert words not in page.text.replace("signing in or sharing", "")
    one = his.get("/admin/log?kind=suspended")
    assert "Account suspended" in one.text
    assert "Role given" not in one.text.replace("Roles given", "")
    assert "Something was shared" not in his.get("/admin/log?kind=shared").text
    for made_up in ("?before=x", f"?before={new_id()}", "?kind=x"):
        assert his.get(f"/admin/log{made_up}").status == 200


def test_an_administrator_sees_only_the_part_they_look_after(app: Flask, people: People, dev: Enrolled) -> None:
    ours = people.enrol("Priya Nair")
    theirs = people.enrol("Noor Haddad", unit=("Northbridge", "Health"))
    local = people.enrol("Lou Park", roles=("administrator",), unit=("Northbridge", "Health"))
    recorded("suspended", about=ours.person_id)
    recorded("suspended", about=theirs.person_id)
    recorded("edition-published", edition=new_id())
    seen = {line.about for line in administrative_log(local.person_id, "suspended")[0]}
    assert seen == {"Noor Haddad"}
    units = {line.words for line in administrative_log(local.person_id, "unit-made")[0]}
    assert units <= {"Unit made: Health"}
    assert len(administrative_log(local.person_id, "edition-published")[0]) == 1
    assert {line.about for line in administrative_log(dev.person_id, "suspended")[0]} == {"Priya Nair", "Noor Haddad"}


def test_whoever_is_turned_away_from_administration_is_in_the_trail(app: Flask, priya: Enrolled, dev: Enrolled) -> None:
    hers = enter(app, priya)
    assert hers.get("/admin/units").status == 404
    (row,) = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "access-refused"))
    assert (row.actor_id, row.about_id, row.details) == (
        priya.person_id,
        priya.person_id,
        {"endpoint": "admin.units_tree"},
    )
    assert "Turned away from a page that needs another role (admin.units_tree) You" in hers.get("/account/log").text
    assert "Turned away" in enter(app, dev).get("/admin/log").text


def test_writing_leaves_no_trace(app: Flask, priya: Enrolled) -> None:
    hers = enter(app, priya)
    db.session.rollback()
    before = db.session.scalars(select(AuditEvent.id)).all()
    writing = OpenPage(hers, hers.get("/journal/new?start=blank"))
    for words in ("one", "two"):
        assert writing.autosave(words).status_code == 204
    page = writing.send("three")
    page = hers.get(f"/journal/{writing.entry_id}/edit?step=2")
    page = hers.submit(page.form("token"), action="finish", title="Home visit")
    assert page.status == 200
    for address in ("", "/history", "/edit?step=1"):
        hers.get(f"/journal/{writing.entry_id}{address}")
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent.id)).all() == before
