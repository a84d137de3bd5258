"""From an invitation to a journal that only its person can open."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from reflect.core.clock import now
from reflect.identity import enrolment
from reflect.identity.keyring import public_key_of
from reflect.storage.db import write_unit
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, People


@pytest.fixture
def token(people: People) -> str:
    person_id = people.on_roster("Priya Nair")
    with write_unit():
        return enrolment.invite(person_id)


def _choose(browser: Browser, token: str, passphrase: str = PASSPHRASE) -> Page:
    form = browser.get(f"/enrol/{token}").form("passphrase")
    return browser.submit(form, passphrase=passphrase, again=passphrase)


def _groups(page: Page) -> list[str]:
    return ["".join(code.itertext()) for code in page.tree.findall(".//main//ol//code")]


def _asked(page: Page) -> tuple[int, int]:
    labels = ["".join(label.itertext()) for label in page.tree.findall(".//main//form//label")]
    numbers = [int(word) for label in labels for word in label.split() if word.isdecimal()]
    return numbers[0], numbers[1]


def _keep_code(browser: Browser, shown: Page) -> Page:
    groups, (first, second) = _groups(shown), _asked(shown)
    return browser.submit(shown.form("first"), first=groups[first - 1].lower(), second=f" {groups[second - 1]} ")


def test_three_pages_from_the_link_to_the_first_words(app: Flask, people: People, token: str) -> None:
    browser = Browser(app)
    first = _choose(browser, token)
    assert first.address == "/journal/first"
    assert "Recovery code" in first.text
    code = browser.submit(first.form("answer"), answer="My first words.", action="first")
    assert code.address == "/account/recovery-code"
    assert code.text.count("First words") == 1
    draft = next(link for link in browser.get("/journal/").links() if re.fullmatch("/journal/[0-9a-z]{26}", link))
    assert "My first words." in browser.get(draft).text


def test_the_first_words_can_be_skipped_without_a_trace(app: Flask, token: str) -> None:
    browser = Browser(app)
    first = _choose(browser, token)
    assert "/account/recovery-code" in first.links()
    assert "Nothing here yet." in browser.get("/").text


def test_first_words_that_are_too_long_come_back_on_the_same_page(app: Flask, token: str) -> None:
    browser = Browser(app)
    back = browser.submit(_choose(browser, token).form("answer"), answer="x" * 200_000, action="first")
    assert back.status == 400
    assert "Skip for now" in back.text
    assert back.form("answer").values()["answer"] == ["x" * 200_000]


def test_whoever_has_finished_is_not_asked_for_first_words_again(app: Flask, people: People) -> None:
    assert Browser(app).sign_in(people.enrol("Ana Silva")).get("/journal/first").address == "/journal/new"


def test_with_a_second_factor_for_everybody_the_words_still_come_first(app: Flask, token: str) -> None:
    settings = app.extensions["reflect_settings"]
    app.extensions["reflect_settings"] = replace(settings, second_factor_required=True)
    try:
        browser = Browser(app)
        first = _choose(browser, token)
        code = browser.submit(first.form("answer"), answer="My first words.", action="first")
        assert code.address == "/account/recovery-code"
        assert browser.get("/").address == "/account/factors/"
        assert _keep_code(browser, code).address == "/help/exit"
        factors = browser.get("/")
        assert factors.address == "/account/factors/"
        assert "Second factor" in factors.text
        assert browser.get("/journal/first").address == "/account/factors/"
    finally:
        app.extensions["reflect_settings"] = settings


def test_the_first_code_is_shown_after_the_words_and_leads_on_to_how_to_leave_quickly(app: Flask, token: str) -> None:
    browser = Browser(app)
    _choose(browser, token)
    shown = browser.get("/account/recovery-code")
    assert len(_groups(shown)) == 8
    assert _keep_code(browser, shown).address == "/help/exit"
    another = browser.submit(browser.get("/account/new-recovery-code").form(action="new-recovery-code"))
    assert _keep_code(browser, another).address == "/", "it is explained once"


def test_the_code_stays_until_it_is_typed_back_and_then_goes(app: Flask, token: str) -> None:
    browser = Browser(app)
    _choose(browser, token)
    shown = browser.get("/account/recovery-code")
    wrong = browser.submit(shown.form("first"), first="0000", second="0000")
    assert wrong.status == 400
    assert _groups(wrong) == _groups(shown) == _groups(browser.get("/account/recovery-code"))
    _keep_code(browser, shown)
    assert browser.get("/account/recovery-code").address == "/account/new-recovery-code"


def test_nothing_can_be_shared_to_somebody_whose_code_is_not_on_paper(app: Flask, people: People, token: str) -> None:
    _choose(Browser(app), token)
    person_id = people.on_roster("Priya Nair")
    assert public_key_of(person_id) is None


def test_an_invitation_works_once(app: Flask, token: str) -> None:
    _choose(Browser(app), token)
    again = Browser(app).get(f"/enrol/{token}")
    assert again.status == 404
    assert "used" in again.text


def test_an_invitation_runs_out(app: Flask, token: str) -> None:
    with time_machine.travel(now() + timedelta(days=15)):
        assert Browser(app).get(f"/enrol/{token}").status == 404


def test_a_new_invitation_ends_the_earlier_one(app: Flask, people: People, token: str) -> None:
    person_id = people.on_roster("Priya Nair")
    with write_unit():
        enrolment.invite(person_id)
    assert Browser(app).get(f"/enrol/{token}").status == 404


@pytest.mark.parametrize(
    ("passphrase", "says"),
    [
        ("too short", "15 characters or more"),
        ("passwordpassword", "harder to guess"),
        ("priya nair at work", "without your name"),
        ("x" * 129, "128 characters or fewer"),
        ("calm river \x00 open window", "one of the characters"),
    ],
)
def test_a_weak_passphrase_is_refused_with_its_mend(app: Flask, token: str, passphrase: str, says: str) -> None:
    page = _choose(Browser(app), token, passphrase)
    assert page.status == 400
    assert says in page.text
    assert page.title.startswith("Error:")


def test_two_different_passphrases_are_refused(app: Flask, token: str) -> None:
    browser = Browser(app)
    form = browser.get(f"/enrol/{token}").form("passphrase")
    assert "same passphrase twice" in browser.submit(form, passphrase=PASSPHRASE, again=PASSPHRASE + "x").text
