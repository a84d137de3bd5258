"""Somebody erases their own account on their own page: after the passphrase, after typing, and for good."""

import pytest
import time_machine
from flask import Flask

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.keyring import public_key_of
from reflect.organisation.models import Hold
from reflect.storage.db import db, write_unit
from reflect.web.viewer import STEP_UP
from tests.support.browser import Browser
from tests.support.people import Enrolled
from tests.support.writing import write

PAGE = "/account/erase"


@pytest.fixture
def browser(app: Flask, priya: Enrolled) -> Browser:
    write(priya, "An answer.", title="Mine")
    return Browser(app).sign_in(priya)


def test_it_says_what_goes_and_what_stays_and_asks_for_the_address(browser: Browser, priya: Enrolled) -> None:
    page = browser.get(PAGE)
    assert "1 reflection with its history" in page.text
    assert "What stays" in page.text
    assert priya.email in page.text
    assert browser.submit(page.form("own_address"), own_address="somebody@test.example").status == 400
    assert public_key_of(priya.person_id) is not None


def test_it_signs_out_and_nobody_signs_in_again(browser: Browser, priya: Enrolled, app: Flask) -> None:
    page = browser.submit(browser.get(PAGE).form("own_address"), own_address=f" {priya.email.title()} ")
    assert page.address.startswith("/sign-in")
    assert "Your account is erased." in page.text
    assert browser.get("/account/", follow=False).status == 302
    assert browser.submit(page.form("passphrase"), email=priya.email, passphrase="calm river open window").status == 400
    assert public_key_of(priya.person_id) is None


def test_a_hold_is_said_instead(browser: Browser, priya: Enrolled) -> None:
    form = browser.get(PAGE).form("own_address")
    with write_unit():
        hold = Hold(id=new_id(), person_id=priya.person_id, reason="inquiry", placed_by=new_id(), placed_at=now())
        db.session.add(hold)
    assert "There is a hold on this account" in browser.get(PAGE).text
    assert browser.submit(form, own_address=priya.email).status == 409
    assert public_key_of(priya.person_id) is not None


def test_the_passphrase_is_asked_for_again(browser: Browser, priya: Enrolled) -> None:
    with time_machine.travel(now() + STEP_UP):
        assert browser.get(PAGE).address.startswith("/account/confirm")
