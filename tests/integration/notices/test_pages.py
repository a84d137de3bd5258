"""Notices in the app: newest first, unread until a button says otherwise, and gone after 90 days."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from reflect.core.clock import earlier, now
from reflect.core.ids import new_id
from reflect.notices import reading
from reflect.notices.models import Mail, Notice
from reflect.notices.telling import mail, tell
from reflect.notices.texts import TEXTS
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.writing import enter


def told(person: Enrolled, kind: str = "commented", **details: str) -> None:
    with write_unit():
        tell(person.person_id, kind, address=None, **(details or {"name": "Marcus Bell"}))


def is_unread(person: Enrolled) -> int:
    db.session.rollback()
    return reading.unread(person.person_id)


def test_the_newest_comes_first_and_says_who(app: Flask, priya: Enrolled) -> None:
    with earlier(timedelta(days=2)):
        told(priya, "share-opened", name="Marcus Bell")
    told(priya)
    page = enter(app, priya).get("/notices/")
    assert page.text.index("Marcus Bell has commented") < page.text.index("Marcus Bell has opened")
    assert page.text.count("New") == 2


def test_looking_marks_nothing_and_writes_nothing(app: Flask, priya: Enrolled) -> None:
    told(priya)
    hers = enter(app, priya)
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(maxsplit=1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        hers.get("/notices/")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert written == []
    assert is_unread(priya) == 1


def test_one_is_read_by_following_it_and_all_by_a_button(app: Flask, priya: Enrolled) -> None:
    told(priya)
    told(priya, "share-opened", name="Marcus Bell")
    hers = enter(app, priya)
    page = hers.submit(hers.get("/notices/").form(action="/follow"))
    assert page.address == "/journal/"
    assert is_unread(priya) == 1
    told(priya)
    page = hers.submit(hers.get("/notices/").form(action="/notices/read"))
    assert page.address == "/notices/"
    assert "Mark all" not in page.text
    assert is_unread(priya) == 0


def test_the_first_page_says_how_many_are_new(app: Flask, priya: Enrolled) -> None:
    hers = enter(app, priya)
    assert "new notice" not in hers.get("/").text
    told(priya)
    assert "1 new notice" in hers.get("/").text


def test_nobody_reads_or_marks_somebody_elses(app: Flask, people: People, priya: Enrolled) -> None:
    told(priya)
    dev = people.enrol("Dev Malik", roles=("administrator",))
    his = enter(app, dev)
    page = his.get("/notices/")
    assert "Marcus" not in page.text
    notice = db.session.scalars(select(Notice.id)).one()
    csrf = page.forms()[0].values()["csrf_token"][0]
    assert his.post(f"/notices/{notice}/follow", {"csrf_token": csrf}).status == 404
    his.post("/notices/read", {"csrf_token": csrf})
    assert "Marcus" not in his.get(f"/notices/?before={notice}").text
    assert is_unread(priya) == 1


def test_every_page_of_many_is_reached_once(app: Flask, priya: Enrolled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS", 3)
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False):  # all in the same moment
        for _time in range(8):
            told(priya)
        seen: list[str] = []
        before: str | None = None
        while True:
            rows, before = reading.page_of(priya.person_id, before)
            seen += [row.id for row in rows]
            if before is None:
                break
    assert len(seen) == len(set(seen)) == 8
    hers = enter(app, priya)
    for made_up in ("", "nonsense", new_id()):
        assert hers.get(f"/notices/?before={made_up}").status == 200


def test_after_ninety_days_it_is_gone(app: Flask, priya: Enrolled) -> None:
    told(priya)
    with time_machine.travel(now() + timedelta(days=91)):
        assert reading.page_of(priya.person_id) == ([], None)
        assert reading.unread(priya.person_id) == 0


def test_a_notice_of_an_earlier_version_breaks_nothing(app: Flask, priya: Enrolled) -> None:
    with write_unit():
        for kind, details in (("long-forgotten", {"x": "y"}), ("commented", {"who": "Marcus"}), ("commented", {})):
            row = Notice(id=new_id(), person_id=priya.person_id, kind=kind, details=details, made_at=now())
            db.session.add(row)
    hers = enter(app, priya)
    page = hers.get("/notices/")
    assert page.status == 200
    assert page.text.count("A notice of an earlier version") == 3
    assert hers.submit(page.form(action="/follow")).status == 200


def test_a_name_with_a_percent_sign_is_only_a_name(app: Flask, priya: Enrolled) -> None:
    told(priya, name="%(link)s <b>50%</b>")
    page = enter(app, priya).get("/notices/")
    assert "%(link)s <b>50%</b> has commented" in page.text


def test_people_choose_which_come_by_mail_and_the_important_ones_always_do(app: Flask, priya: Enrolled) -> None:
    hers = enter(app, priya)
    page = hers.get("/account/notices")
    assert set(page.form("kinds").values()["kinds"]) == set(reading.OPTIONAL)
    assert "Your passphrase was changed" in page.text
    assert "sends no mail at the moment" in page.text
    page = hers.submit(page.form("kinds"), kinds=["commented"])
    assert "Your choice is saved." in page.text
    assert page.form("kinds").values()["kinds"] == ["commented"]
    with write_unit():
        for kind, details in (
            ("commented", {"name": "M"}),
            ("share-opened", {"name": "M"}),
            ("passphrase-changed", {}),
        ):
            tell(priya.person_id, kind, address=priya.email, **details)
    assert sorted(db.session.scalars(select(Mail.kind))) == ["commented", "passphrase-changed"]
    assert is_unread(priya) == 3, "in the app they are all there"


def test_no_page_turns_an_important_one_off(app: Flask, priya: Enrolled) -> None:
    hers = enter(app, priya)
    page = hers.get("/account/notices")
    assert hers.submit(page.form("kinds"), kinds=["passphrase-changed"]).status == 400
    assert hers.submit(page.form("kinds"), kinds=[]).status == 200
    with write_unit():
        tell(priya.person_id, "passphrase-changed", address=priya.email)
    assert db.session.scalars(select(Mail.kind)).all() == ["passphrase-changed"]


def test_every_notice_leads_to_a_page_of_ours(app: Flask) -> None:
    for text in TEXTS.values():
        assert text.endpoint in app.view_functions


def test_a_link_is_mailed_and_never_told(app: Flask, priya: Enrolled) -> None:
    with pytest.raises(ValueError, match="link"), write_unit():
        tell(priya.person_id, "start-again-offered", address=priya.email, link="/enrol/x")
    with pytest.raises(ValueError, match="link"), write_unit():
        mail(priya.email, "invited", link="https://elsewhere.example/enrol/x")


def test_signed_out_there_is_nothing_to_see(app: Flask) -> None:
    assert Browser(app).get("/notices/").address.startswith("/sign-in")
