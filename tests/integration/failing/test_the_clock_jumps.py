"""A machine whose clock is suddenly hours off, and right again: words are kept, nobody is locked out for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from reflect.audit import sealing, verifying
from reflect.journal import rescuing
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.failing import WORDS, Author
from tests.support.people import Enrolled, People
from tests.support.phones import add_phone, sign_in_with, to_the_second_step
from tests.support.writing import enter

DAY = timedelta(hours=24)


@pytest.fixture
def priya(sqlite_app: Flask, clock: time_machine.Coordinates) -> Enrolled:
    return People(sqlite_app).enrol("Priya Nair")


def test_forward_ends_the_session_and_keeps_the_words(
    sqlite_app: Flask, priya: Enrolled, clock: time_machine.Coordinates
) -> None:
    author = Author(enter(sqlite_app, priya))
    clock.shift(DAY)
    assert author.page.autosave(WORDS).status_code in (200, 401), "told, or sealed to its author"
    page = author.page.send(WORDS)
    assert page.status in (202, 401)
    db.session.rollback()
    (kept,) = rescuing.waiting(priya.person_id)
    assert WORDS in str(rescuing.open_(priya.keys, priya.person_id, kept.id))
    enter(sqlite_app, priya)


def test_back_signs_nobody_out_and_time_without_use_counts_anew(
    sqlite_app: Flask, priya: Enrolled, clock: time_machine.Coordinates
) -> None:
    clock.shift(DAY)
    author = Author(enter(sqlite_app, priya))
    clock.shift(-DAY)
    author.goes_on()
    clock.shift(timedelta(minutes=19))
    author.goes_on()
    clock.shift(timedelta(minutes=61))
    assert author.browser.get("/journal/").address.startswith("/sign-in"), "an hour without use ends it all the same"


def test_a_code_of_the_wrong_hour_is_not_taken_twice_and_the_app_works_again(
    sqlite_app: Flask, priya: Enrolled, clock: time_machine.Coordinates
) -> None:
    phone = add_phone(sqlite_app, priya)
    clock.shift(timedelta(hours=1))
    assert sign_in_with(Browser(sqlite_app), priya, phone).status == 200
    taken = phone.code()
    clock.shift(-timedelta(hours=1))
    browser = Browser(sqlite_app)
    page = browser.submit(to_the_second_step(browser, priya).form("code"), code=phone.code())
    assert page.status == 400, "what was taken later may not be followed by an earlier one"
    assert "does not" in page.text or "not right" in page.text or "code" in page.text
    clock.shift(timedelta(hours=1))
    browser = Browser(sqlite_app)
    assert browser.submit(to_the_second_step(browser, priya).form("code"), code=taken).status == 400
    clock.shift(timedelta(minutes=1))
    assert sign_in_with(Browser(sqlite_app), priya, phone).status == 200


def test_the_trail_stays_whole_in_the_order_in_which_it_was_sealed(
    sqlite_app: Flask, priya: Enrolled, clock: time_machine.Coordinates
) -> None:
    key = sqlite_app.extensions["reflect_settings"].audit_key
    for jump in (DAY, -2 * DAY, 3 * DAY, -DAY):
        clock.shift(jump)
        enter(sqlite_app, priya)
        assert sealing.seal(key) > 0
    found = verifying.verify(key)
    assert found.faults == []
    assert found.unlinked == 0
