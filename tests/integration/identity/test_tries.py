"""Wrong tries are counted, for known and unknown names alike; too many wait; nobody is shut out by a colleague."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from reflect.identity import tries
from reflect.identity.models import FailedTries
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.phones import Phone, add_phone, to_the_second_step

WRONG = "calm river shut window"
NOBODY = "nobody@test.example"


@pytest.fixture
def priya(people: People, clock: time_machine.Coordinates) -> Enrolled:
    return people.enrol("Priya Nair")


def _sign_in(browser: Browser, email: str, passphrase: str = WRONG, *, place: str = "10.0.0.1") -> Page:
    form = browser.get("/sign-in").form("passphrase")
    fields = {**form.values(), "email": email, "passphrase": passphrase}
    return browser.post(form.action, fields, environ_overrides={"REMOTE_ADDR": place})


@pytest.mark.parametrize("who", ["priya", "nobody"])
def test_ten_wrong_passphrases_are_enough_for_a_while(
    app: Flask, priya: Enrolled, clock: time_machine.Coordinates, who: str
) -> None:
    email = priya.email if who == "priya" else NOBODY
    for number in range(10):
        assert _sign_in(Browser(app), email, place=f"10.0.0.{number}").status == 400
    clock.shift(timedelta(minutes=5))
    told = _sign_in(Browser(app), f" {email.upper()} ", PASSPHRASE, place="10.9.9.9")
    assert told.status == 429, "also the right one, and from anywhere"
    assert "quarter of an hour" in told.text
    assert told.response.headers["Retry-After"] == "600"
    clock.shift(timedelta(minutes=10))
    assert _sign_in(Browser(app), email, place="10.9.9.9").status == 400
    if who == "priya":
        assert _sign_in(Browser(app), email, PASSPHRASE).address == "/"


def test_a_right_passphrase_clears_the_count(app: Flask, priya: Enrolled) -> None:
    for _turn in range(2):
        browser = Browser(app)
        for _try in range(9):
            assert _sign_in(browser, priya.email).status == 400
        assert _sign_in(browser, priya.email, PASSPHRASE).address == "/"


def test_a_browser_seen_before_has_its_own_count(app: Flask, priya: Enrolled) -> None:
    mine = Browser(app).sign_in(priya)
    mine.sign_out()
    for number in range(11):
        _sign_in(Browser(app), priya.email, place=f"10.0.0.{number}")
    assert _sign_in(Browser(app), priya.email, PASSPHRASE).status == 429
    assert _sign_in(mine, priya.email, PASSPHRASE).address == "/", "a colleague keeps nobody out"
    assert _sign_in(Browser(app), priya.email, PASSPHRASE).status == 429, "and gains nothing by it"
    mine.sign_out()
    for _try in range(10):
        assert _sign_in(mine, priya.email).status == 400
    assert _sign_in(mine, priya.email, PASSPHRASE).status == 429


def test_a_browser_seen_before_is_known_for_its_own_people_only(app: Flask, people: People, priya: Enrolled) -> None:
    sam = people.enrol("Sam Okafor")
    hers = Browser(app).sign_in(priya)
    hers.sign_out()
    for _try in range(10):
        _sign_in(hers, sam.email)
    assert _sign_in(Browser(app), sam.email, PASSPHRASE).status == 429, "counted on the account of Sam"


def test_a_hundred_from_one_address_are_enough(app: Flask, people: People, priya: Enrolled) -> None:
    mine = Browser(app).sign_in(priya)
    mine.sign_out()
    with write_unit():
        for number in range(99):
            tries.count(tries.attempt("only for tests", "sign-in", f"{number}@test.example", "10.0.0.1", None))
    assert _sign_in(Browser(app), NOBODY).status == 400
    assert _sign_in(Browser(app), "another@test.example").status == 429
    assert _sign_in(Browser(app), "another@test.example", place="10.0.0.2").status == 400
    assert _sign_in(mine, priya.email, PASSPHRASE).address == "/", "a browser seen before goes on"


def test_each_kind_has_its_own_count(app: Flask, priya: Enrolled) -> None:
    mine, other = Browser(app).sign_in(priya), Browser(app)
    mine.lock()
    for _try in range(10):
        assert mine.submit(mine.get("/unlock").form("passphrase"), passphrase=WRONG).status == 400
    assert mine.submit(mine.get("/unlock").form("passphrase"), passphrase=PASSPHRASE).status == 429
    for _try in range(10):
        form = other.get("/recover").form("code")
        fields = {"email": priya.email, "code": "0000-" * 7 + "0000", "passphrase": WRONG, "again": WRONG}
        assert other.submit(form, **fields).status == 400
    assert other.submit(form, **{**fields, "code": priya.recovery_code}).status == 429
    assert _sign_in(other, priya.email, PASSPHRASE).address == "/"


def test_codes_of_an_app_are_counted_over_several_sign_ins(app: Flask, priya: Enrolled) -> None:
    phone: Phone = add_phone(app, priya)
    browser = Browser(app)
    for turn in range(10):
        if turn % 4 == 0:
            page = to_the_second_step(browser, priya)
        assert browser.submit(page.form("code"), code=phone.wrong()).status == 400
    assert browser.submit(page.form("code"), code=phone.code()).status == 429


def test_what_no_code_can_be_is_told_and_not_counted(app: Flask, priya: Enrolled) -> None:
    browser = Browser(app)
    for _try in range(12):
        form = browser.get("/recover").form("code")
        page = browser.submit(form, email=priya.email, code="0000", passphrase=WRONG, again=WRONG)
        assert page.status == 400


def test_two_wrong_tries_at_once_are_two(app: Flask) -> None:
    def fail() -> None:
        with write_unit():
            tries.count(tries.attempt("only for tests", "sign-in", NOBODY, "10.0.0.1", None))

    at_once(app, *[fail] * 8)
    assert list(db.session.scalars(select(FailedTries.count))) == [8, 8]


def test_nothing_readable_is_kept(app: Flask, priya: Enrolled) -> None:
    _sign_in(Browser(app), priya.email)
    _sign_in(Browser(app), NOBODY)
    rows = db.session.execute(select(FailedTries.kind, FailedTries.subject)).all()
    assert sorted(row.kind for row in rows) == ["sign-in/account", "sign-in/account", "sign-in/address"]
    assert all(len(row.subject) == 32 for row in rows)


def test_what_is_older_than_a_day_is_cleared_away(app: Flask, priya: Enrolled, clock: time_machine.Coordinates) -> None:
    _sign_in(Browser(app), NOBODY)
    clock.shift(timedelta(days=1))
    _sign_in(Browser(app), priya.email)
    _sign_in(Browser(app), priya.email, PASSPHRASE)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(FailedTries)) == 1, "of today, the address"
