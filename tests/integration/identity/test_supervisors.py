"""A supervisor is somebody to whom their practitioner has said yes."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.audit.reading import page_of
from reflect.core.clock import now
from reflect.notices.models import Mail
from reflect.organisation import supervising
from reflect.organisation.relations import supervisors_of
from reflect.storage.db import db, write_unit
from reflect.web.viewer import STEP_UP
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, Enrolled, People

pytestmark = pytest.mark.usefixtures("marcus")


@pytest.fixture
def marcus(people: People, priya: Enrolled) -> Enrolled:
    """Named for Priya, and not confirmed."""
    marcus = people.enrol("Marcus Bell", roles=("supervisor",))
    with write_unit():
        supervising.name_supervisor(priya.person_id, marcus.person_id, actor=None, address=priya.email)
    return marcus


def confirm(browser: Browser) -> str:
    page = browser.get("/account/supervisors/")
    return next(link for link in page.links() if link.endswith("/confirm"))


def test_a_named_supervisor_waits_on_the_account_and_the_share_page(app: Flask, priya: Enrolled) -> None:
    browser = Browser(app).sign_in(priya)
    for address in ("/account/", "/account/supervisors/"):
        assert "Is Marcus Bell your supervisor?" in browser.get(address).text
    assert supervisors_of(priya.person_id) == []
    assert db.session.scalars(select(Mail.kind)).all() == ["supervisor-named"]


def test_saying_yes_makes_them_the_supervisor_and_shares_nothing(app: Flask, priya: Enrolled) -> None:
    browser = Browser(app).sign_in(priya)
    asked = browser.get(confirm(browser))
    assert "Confirm Marcus Bell as your supervisor" in asked.text
    done = browser.submit(asked.form("csrf_token"))
    assert "Marcus Bell is your supervisor. Nothing is shared by it" in done.text
    db.session.rollback()
    assert [person.name for person in supervisors_of(priya.person_id)] == ["Marcus Bell"]
    assert page_of(AuditEvent.about_id == priya.person_id)[0][0].event == "supervisor-confirmed"


def test_saying_no_is_kept_and_can_be_asked_anew_by_an_administrator(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    browser = Browser(app).sign_in(priya)
    done = browser.submit(browser.get("/account/supervisors/").form(action="/decline"))
    assert "Marcus Bell is not your supervisor" in done.text
    db.session.rollback()
    assert supervisors_of(priya.person_id) == []
    with write_unit():
        supervising.name_supervisor(priya.person_id, marcus.person_id, actor=None, address=None)
    assert len(supervising.waiting(priya.person_id)) == 1


def test_a_yes_asks_for_the_passphrase_when_it_was_typed_some_time_ago(app: Flask, priya: Enrolled) -> None:
    browser = Browser(app).sign_in(priya)
    address = confirm(browser)
    with time_machine.travel(now() + STEP_UP * 1.5):
        asked = browser.get(address)
        assert asked.address.startswith("/account/confirm")
        page = browser.submit(asked.form("passphrase"), passphrase=PASSPHRASE)
        assert "Confirm Marcus Bell" in page.text


@pytest.mark.parametrize("action", ["confirm", "decline"])
def test_nobody_answers_for_somebody_else_or_twice(app: Flask, people: People, priya: Enrolled, action: str) -> None:
    (waiting,) = supervising.waiting(priya.person_id)
    ana = Browser(app).sign_in(people.enrol("Ana Silva"))
    token = ana.get("/account/passphrase").form("present").values()["csrf_token"]
    address = f"/account/supervisors/{waiting.id}/{action}"
    assert ana.post(address, {"csrf_token": token}).status == 404
    hers = Browser(app).sign_in(priya)
    own = {"csrf_token": hers.get("/account/passphrase").form("present").values()["csrf_token"]}
    assert hers.post(address, own).status == 200
    assert hers.post(address, own).status == 404
    assert hers.get(f"/account/supervisors/{'0' * 26}/confirm").status == 404
