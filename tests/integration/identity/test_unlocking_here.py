"""Unlocking without leaving the page, and what a page learns that was open while something changed."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from reflect.core.clock import now
from reflect.identity import sessions, tries
from reflect.identity.models import UnlockSession
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.writing import OpenPage, enter

START = "/journal/new?start=blank"


@pytest.fixture
def priya(sqlite_app: Flask) -> Enrolled:
    return People(sqlite_app).enrol("Priya Shah")


@pytest.fixture
def browser(sqlite_app: Flask, priya: Enrolled) -> Browser:
    return enter(sqlite_app, priya)


def unlock(page: OpenPage, passphrase: object = PASSPHRASE) -> TestResponse:
    headers = {"Origin": page.browser.origin, "X-CSRFToken": page.fields["csrf_token"]}
    return page.browser.open("POST", "/unlock/here", json={"passphrase": passphrase}, headers=headers)


def test_a_page_that_was_locked_is_unlocked_where_it_is_and_saves_on(browser: Browser) -> None:
    page = OpenPage(browser, browser.get(START))
    assert page.autosave("Before.").status_code == 204
    browser.lock()
    refused = page.autosave("Before. After.")
    assert (refused.status_code, refused.get_json()["why"]) == (401, "locked")
    assert browser.open("GET", "/account/here").get_json()["locks_in"] is None
    assert unlock(page, "not the passphrase").get_json()["sentence"] == "That is not your passphrase."
    assert unlock(page).status_code == 204
    assert browser.open("GET", "/account/here").get_json()["locks_in"] > 1100
    assert page.autosave("Before. After.").status_code == 204


def test_wrong_tries_here_count_as_everywhere(browser: Browser) -> None:
    page = OpenPage(browser, browser.get(START))
    browser.lock()
    for _try in range(tries.MOST["device"]):
        assert unlock(page, "not the passphrase").status_code == 400
    refused = unlock(page)
    assert (refused.status_code, bool(refused.headers["Retry-After"])) == (429, True)
    form = browser.get("/unlock").form("passphrase")
    assert browser.submit(form, passphrase=PASSPHRASE).status == 429


@pytest.mark.parametrize("passphrase", [None, 5, "", "x" * 2000, ["x"], {"a": 1}])
def test_what_is_no_passphrase_is_refused_with_a_sentence(browser: Browser, passphrase: object) -> None:
    answer = unlock(OpenPage(browser, browser.get(START)), passphrase)
    assert (answer.status_code, answer.get_json()["sentence"]) == (400, "Type your passphrase.")


def test_looking_is_not_use_of_the_journal(browser: Browser) -> None:
    with time_machine.travel(now() + timedelta(minutes=19)):
        assert browser.open("GET", "/account/here").get_json()["locks_in"] in range(50, 61)
    with time_machine.travel(now() + timedelta(minutes=21)):
        assert browser.open("GET", "/account/here").get_json()["locks_in"] is None
        assert browser.get("/journal/").address.startswith("/unlock")


def test_after_signing_in_again_in_another_tab_the_open_page_saves_on(browser: Browser, priya: Enrolled) -> None:
    page = OpenPage(browser, browser.get(START))
    with write_unit():
        sessions.end_all(priya.person_id)
    refused = page.autosave("words")
    assert (refused.status_code, refused.get_json()["why"]) == (401, "signed-out")
    assert browser.open("GET", "/account/here").status_code == 302
    browser.sign_in(priya)
    refused = page.autosave("words")
    assert (refused.status_code, refused.get_json()["why"]) == (400, "csrf")
    page.fields["csrf_token"] = browser.open("GET", "/account/here").get_json()["csrf"]
    assert page.autosave("words").status_code == 204


def test_with_somebody_elses_sign_in_the_open_page_saves_nothing(browser: Browser, sqlite_app: Flask) -> None:
    page = OpenPage(browser, browser.get(START))
    browser.sign_out()
    browser.sign_in(People(sqlite_app).enrol("Marcus Bell"))
    page.fields["csrf_token"] = browser.open("GET", "/account/here").get_json()["csrf"]
    refused = page.autosave("words")
    assert (refused.status_code, refused.get_json()["why"]) == (403, "someone-else")


def test_nobody_is_unlocked_whose_session_ended_meanwhile(browser: Browser, priya: Enrolled) -> None:
    page = OpenPage(browser, browser.get(START))
    with write_unit():
        sessions.end_all(priya.person_id)
        db.session.execute(delete(UnlockSession))
    assert unlock(page).get_json()["why"] == "signed-out"
    assert db.session.scalar(select(UnlockSession.id)) is None
