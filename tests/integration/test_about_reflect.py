"""What Reflect says about itself is so: its cookies, where privacy ends, how to leave quickly, and when it locks."""

from flask import Flask
from werkzeug.test import Cookie

from reflect.identity import enrolment, unlocking
from reflect.storage.db import write_unit
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, People
from tests.support.phones import add_phone, to_the_second_step


def test_the_cookies_page_names_every_cookie_and_no_other(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya = people.enrol("Priya Nair")
    add_phone(sqlite_app, priya)
    invited = people.on_roster("Noor Haddad")
    with write_unit():
        token = enrolment.invite(invited)
    waiting, noor = Browser(sqlite_app), Browser(sqlite_app)
    to_the_second_step(waiting, priya)
    noor.submit(noor.get(f"/enrol/{token}").form("passphrase"), passphrase=PASSPHRASE, again=PASSPHRASE)
    given = {cookie.key for browser in (waiting, noor) for cookie in _cookies(browser)}
    page = Browser(sqlite_app).get("/help/cookies")
    assert {"".join(name.itertext()) for name in page.tree.iterfind(".//main//code")} == given
    assert page.response.headers.getlist("Set-Cookie") == []


def _cookies(browser: Browser) -> list[Cookie]:
    return list(browser.client._cookies.values())


def test_where_privacy_ends_is_said_before_anything_else(sqlite_app: Flask) -> None:
    page = Browser(sqlite_app).get("/help/privacy")
    for said in (
        "Nobody can promise you absolute secrecy.",
        "A court can order you to show what you wrote.",
        "belongs to your organisation",
        "can remember it or write it down",
        "If you lose your passphrase and your recovery code, what you wrote is gone for good.",
        "may stay in backups until they age out, 30 days later",
    ):
        assert said in page.text.partition("What is kept about you")[0]


def test_the_accessibility_statement_says_what_the_regulations_ask_for(sqlite_app: Flask) -> None:
    page = Browser(sqlite_app).get("/help/accessibility")
    for said in (
        "version 2.2, level AA. It is partly compliant",
        "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
        "Equality Advisory and Support Service",
        "This statement was prepared on",
        "Tell whoever looks after Reflect where you work",
    ):
        assert said in page.text


def test_the_footer_leads_to_all_of_them(sqlite_app: Flask) -> None:
    links = Browser(sqlite_app).get("/help/").links()
    for name in ("accessibility", "privacy", "cookies", "exit", "words"):
        assert f"/help/{name}" in links


def test_leaving_quickly_names_the_site_that_it_leads_to(sqlite_app: Flask) -> None:
    exit_url = sqlite_app.config["EXIT_URL"]
    page = Browser(sqlite_app).get("/help/exit")
    assert f"opens another site: {exit_url.split('/')[2]}." in page.text
    assert exit_url in Browser(sqlite_app).open("GET", "/leave").text


def test_pages_say_for_how_long_the_journal_stays_open(sqlite_app: Flask) -> None:
    browser = Browser(sqlite_app).sign_in(People(sqlite_app).enrol("Priya Nair"))
    minutes = int(unlocking.JOURNAL_IDLE.total_seconds() // 60)
    assert f"locks after {minutes} minutes without use" in browser.get("/journal/new?start=blank").text
    browser.lock()
    assert f"locks after {minutes} minutes without use" in browser.get("/unlock").text
