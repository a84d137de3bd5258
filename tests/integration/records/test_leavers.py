"""Who has left can still read, take along and erase what is theirs for some weeks, and nothing else; they are told."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound
from reflect.identity import standing
from reflect.notices.models import Mail, Notice
from reflect.storage.db import db, write_unit
from reflect.supervision import agreements, reading
from reflect.web import leavers
from reflect.web.guards import rule_of
from reflect.web.leavers import OPEN_TO_LEAVERS
from tests.support.browser import Browser
from tests.support.people import Enrolled
from tests.support.sharing import shared, snapshot
from tests.support.supervision import Supervised, opened, terms
from tests.support.writing import write


@pytest.fixture
def pair(app: Flask) -> Supervised:
    return Supervised.begun(app)


def leave(person: Enrolled) -> None:
    with write_unit():
        standing.leave(person.person_id)


def test_they_read_and_take_along_what_is_theirs_and_are_told_until_when(app: Flask, pair: Supervised) -> None:
    mine = write(pair.priya, "An answer of mine.", title="Mine")
    session = pair.signed()
    leave(pair.priya)
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == pair.priya.person_id)).all()[-1] == "left"
    assert "left" in db.session.scalars(select(Mail.kind).where(Mail.address == pair.priya.email)).all()
    browser = Browser(app).sign_in(pair.priya)
    for address in ("/", "/journal/", f"/journal/{mine}", "/account/", "/account/export", "/account/erase"):
        page = browser.get(address)
        assert page.status == 200, address
        assert "You have left the organisation. Until" in page.text, address
    assert "An answer of mine." in browser.get(f"/journal/{mine}").text
    assert browser.get(f"/supervision/{session}/record").status == 200
    copying = browser.get(f"/journal/{mine}/copy")
    assert "An answer of mine." in browser.submit(copying.form("kind")).response.get_data(as_text=True)


def test_everything_else_is_closed_and_their_words_come_back(app: Flask, pair: Supervised) -> None:
    meeting = pair.session(state="planned", words=None)
    leave(pair.priya)
    browser = Browser(app).sign_in(pair.priya)
    for address in ("/journal/new", "/journal/first", "/shared/", "/supervision/calendar", "/groups/", "/themes/"):
        page = browser.get(address)
        assert page.status == 403, address
        assert "You have left the organisation, so this is closed. Until" in page.text
    token = browser.get("/account/").forms()[0].values()["csrf_token"]
    late = browser.post(f"/supervision/{meeting}/agenda", {"text": "Typed late.", "csrf_token": token})
    assert late.status == 403
    assert "Typed late." in late.html


def test_nothing_shared_with_them_opens_any_more(app: Flask, pair: Supervised) -> None:
    share = shared(pair.priya, pair.marcus, snapshot(entry_id=write(pair.priya, "An answer.", title="Shared")))
    leave(pair.marcus)
    browser = Browser(app).sign_in(pair.marcus)
    for address in ("/shared/", f"/shared/{share}"):
        assert browser.get(address).status == 403, address


def test_a_third_reader_who_has_left_opens_no_record(app: Flask, pair: Supervised) -> None:
    third = pair.people.enrol("Third Reader", roles=("supervisor",))
    pair.agree_again(terms(third_reader_id=third.person_id))
    session = pair.signed()
    assert opened(third, session).whole
    leave(third)
    with pytest.raises(NotFound):
        opened(third, session)
    assert reading.for_third_reader(third.person_id) == []
    with pytest.raises(BadInput, match="Nobody"):
        agreements.third_reader_at(third.email)


def test_after_the_window_they_are_refused_like_anybody(app: Flask, pair: Supervised) -> None:
    leave(pair.priya)
    browser = Browser(app).sign_in(pair.priya)
    with time_machine.travel(now() + leavers.window() - timedelta(minutes=1)):
        browser = Browser(app).sign_in(pair.priya)
    with time_machine.travel(now() + leavers.window()):
        assert browser.get("/journal/", follow=False).status == 302
        form = Browser(app).get("/sign-in").form("passphrase")
        refused = Browser(app).submit(form, email=pair.priya.email, passphrase="calm river open window")
        assert refused.status == 400


def test_what_is_open_to_leavers_is_there_and_no_administrators_page(app: Flask) -> None:
    assert app.view_functions.keys() >= OPEN_TO_LEAVERS
    assert {rule_of(app, endpoint).name for endpoint in OPEN_TO_LEAVERS} <= {"SIGNED_IN", "UNLOCKED", "STEPPED_UP"}
