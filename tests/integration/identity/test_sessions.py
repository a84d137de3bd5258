"""Where somebody is signed in: they see it, end it, and are told of a browser they have not used before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.identity.browsers import in_words
from reflect.identity.models import KnownDevice, SignInSession, UnlockSession
from reflect.notices.models import Notice
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, Enrolled, People

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)


def _told(person: Enrolled) -> list[tuple[str, dict[str, str]]]:
    db.session.rollback()
    rows = db.session.execute(select(Notice.kind, Notice.details).where(Notice.person_id == person.person_id))
    return [(row.kind, row.details) for row in rows]


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (WINDOWS, "Chrome on Windows"),
        (f"{WINDOWS} Edg/131.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.1 Safari/605.1.15",
            "Safari on Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 "
            "Chrome/125.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("Firefox/1", "Firefox"),
        ("curl/8.5.0", "a browser"),
        ("", "a browser"),
        ("<script>alert(1)</script>" * 50, "a browser"),
    ],
)
def test_a_browser_in_words(sqlite_app: Flask, says: str, words: str) -> None:
    assert in_words(says) == words


def test_the_list_names_each_browser_and_this_one(app: Flask, priya: Enrolled) -> None:
    windows, other = Browser(app), Browser(app).sign_in(priya)
    form = windows.get("/sign-in").form("passphrase")
    windows.submit(form, follow=False, email=priya.email, passphrase=PASSPHRASE)
    with app.app_context():
        windows.client.environ_base["HTTP_USER_AGENT"] = WINDOWS
    windows.sign_out()
    windows.sign_in(priya)
    page = windows.get("/account/sessions/")
    assert "Chrome on Windows (this one)" in page.text
    assert page.text.count("Last used") == 2
    assert other.get("/account/").address == "/account/"


def test_ending_one_ends_only_that(app: Flask, priya: Enrolled) -> None:
    here, there, third = (Browser(app).sign_in(priya) for _number in range(3))
    form = here.get("/account/sessions/").form(action="/end")
    ended = form.action.split("/")[3]
    page = here.submit(form)
    assert "Signed out there" in page.text
    out = [browser.get("/account/").address.startswith("/sign-in") for browser in (there, third)]
    assert sorted(out) == [False, True]
    db.session.rollback()
    assert db.session.get(SignInSession, ended) is None
    assert len(list(db.session.scalars(select(UnlockSession.id)))) == 2


def test_ending_all_others_leaves_this_one(app: Flask, priya: Enrolled) -> None:
    here, there, third = (Browser(app).sign_in(priya) for _number in range(3))
    here.submit(here.get("/account/sessions/").form(action="end-others"))
    assert all(browser.get("/account/").address.startswith("/sign-in") for browser in (there, third))
    assert here.get("/journal/").address == "/journal/"
    assert "sessions-ended" in set(db.session.scalars(select(AuditEvent.event)))


def test_nobody_ends_somebody_elses(app: Flask, people: People, priya: Enrolled) -> None:
    sam = people.enrol("Sam Okafor")
    hers, his = Browser(app).sign_in(priya), Browser(app).sign_in(sam)
    theirs = db.session.scalars(select(SignInSession.id).where(SignInSession.person_id == priya.person_id)).one()
    assert theirs not in his.get("/account/sessions/").html
    form = his.get("/account/passphrase").form("present")
    token = form.values()["csrf_token"][0]
    assert his.post(f"/account/sessions/{theirs}/end", {"csrf_token": token}).status == 404
    assert hers.get("/account/").address == "/account/"


def test_a_new_browser_is_told_of_but_not_the_first(app: Flask, priya: Enrolled) -> None:
    first = Browser(app).sign_in(priya)
    assert _told(priya) == []
    first.sign_out()
    first.sign_in(priya)
    assert _told(priya) == [], "seen before"
    second = Browser(app)
    second.client.environ_base["HTTP_USER_AGENT"] = WINDOWS
    second.sign_in(priya)
    assert _told(priya) == [("new-device", {"browser": "Chrome on Windows"})]


def test_one_browser_of_two_people_is_known_for_both(app: Flask, people: People, priya: Enrolled) -> None:
    sam, shared = people.enrol("Sam Okafor"), Browser(app)
    for person in (priya, sam, priya, sam):
        shared.sign_in(person)
        shared.sign_out()
    assert _told(priya) == _told(sam) == []
    assert len(list(db.session.scalars(select(KnownDevice.person_id)))) == 2


@pytest.mark.parametrize("token", ["", "chosen by somebody else", "ä" * 20, "A" * 4000])
def test_a_browser_cannot_choose_its_own_token(app: Flask, priya: Enrolled, token: str) -> None:
    browser = Browser(app)
    browser.client.set_cookie("device", token)
    browser.sign_in(priya)
    kept = browser.client.get_cookie("device")
    assert kept is not None
    assert kept.value != token
    assert len(kept.value) == 43


def test_a_browser_is_forgotten_after_a_year_without_use(app: Flask, priya: Enrolled) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        Browser(app).sign_in(priya)
        clock.shift(timedelta(days=366))
        Browser(app).sign_in(priya)
        assert len(list(db.session.scalars(select(KnownDevice.person_id)))) == 1
        assert _told(priya) == [], "the only one again"


def test_the_device_cookie_stays_for_a_year(app: Flask, priya: Enrolled) -> None:
    browser = Browser(app)
    page = browser.submit(
        browser.get("/sign-in").form("passphrase"), follow=False, email=priya.email, passphrase=PASSPHRASE
    )
    cookie = next(each for each in page.response.headers.getlist("Set-Cookie") if each.startswith("device="))
    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_the_page_says_for_how_long_the_journal_is_open(app: Flask, priya: Enrolled) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        browser = Browser(app).sign_in(priya)
        clock.shift(timedelta(minutes=10))
        notice = browser.get("/account/").tree.find(".//section[@data-locks-in]")
        assert notice is not None
        assert notice.get("data-locks-in") == str(19 * 60)
        assert notice.get("data-ends-in") == str((8 * 60 - 10) * 60)
        assert browser.get("/help/").tree.find(".//section[@data-locks-in]") is None


def test_staying_awake_counts_as_use(app: Flask, priya: Enrolled) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        browser = Browser(app).sign_in(priya)
        form = next(form for form in browser.get("/").forms() if form.action == "/account/awake")
        for _turn in range(3):
            clock.shift(timedelta(minutes=19))
            assert browser.submit(form).status == 204
        assert browser.get("/journal/").address == "/journal/"
        clock.shift(timedelta(minutes=21))
        assert browser.submit(form).status == 401
