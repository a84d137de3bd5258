"""What is final asks for the passphrase again, and the session goes on under new secrets."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.identity.models import SignInSession, UnlockSession
from reflect.storage.db import db
from reflect.web.guards import STEPPED_UP, rule_of
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, People

SECRETS = select(SignInSession.id, SignInSession.token_hash, UnlockSession.id, UnlockSession.sealed).join(
    UnlockSession, UnlockSession.session_id == SignInSession.id
)


@pytest.fixture
def browser(app: Flask, people: People, clock: time_machine.Coordinates) -> Browser:
    """Priya's, five minutes after she signed in."""
    signed_in = Browser(app).sign_in(people.enrol("Priya Nair"))
    clock.shift(timedelta(minutes=5))
    return signed_in


def test_every_final_page_asks(app: Flask, browser: Browser) -> None:
    finals = [rule for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is STEPPED_UP]
    assert {rule.endpoint for rule in finals} >= {"account.new_recovery_code", "factors.remove"}
    for rule in finals:
        address = app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, "0" * 26))
        if "GET" in (rule.methods or ()):
            assert browser.get(address, follow=False).response.location.startswith("/account/confirm?"), address
        token = browser.get("/account/passphrase").form("present").values()["csrf_token"][0]
        refused = browser.post(address, {"csrf_token": token, "note": "My words."})
        assert refused.status == 401, address
        assert "My words." in refused.html
        assert any(link.startswith("/account/confirm?") for link in refused.links())


def test_the_passphrase_opens_it_for_five_minutes(browser: Browser, clock: time_machine.Coordinates) -> None:
    page = browser.get("/account/new-recovery-code")
    assert browser.submit(page.form("passphrase"), passphrase="not the passphrase").status == 400
    assert browser.submit(page.form("passphrase"), passphrase=PASSPHRASE).address == "/account/new-recovery-code"
    clock.shift(timedelta(minutes=4))
    assert browser.get("/account/new-recovery-code").address == "/account/new-recovery-code"
    clock.shift(timedelta(minutes=2))
    assert browser.get("/account/new-recovery-code").address.startswith("/account/confirm")


def test_unlocking_counts_as_typing_it(browser: Browser) -> None:
    browser.lock()
    page = browser.get("/account/new-recovery-code")
    assert page.address.startswith("/unlock")
    assert browser.submit(page.form("passphrase"), passphrase=PASSPHRASE).address == "/account/new-recovery-code"


def test_the_session_and_the_unlock_get_new_secrets(app: Flask, browser: Browser) -> None:
    copy = Browser(app)
    before = {}
    for name in ("session", "unlock"):
        cookie = browser.client.get_cookie(name)
        assert cookie is not None
        before[name] = cookie.value
        copy.client.set_cookie(name, cookie.value)
    first = db.session.execute(SECRETS).one()
    assert copy.get("/journal/").address == "/journal/"
    page = browser.get("/account/new-recovery-code")
    browser.submit(page.form("passphrase"), passphrase=PASSPHRASE)
    db.session.rollback()
    second = db.session.execute(SECRETS).one()
    assert [old == new for old, new in zip(first, second, strict=True)] == [True, False, False, False]
    assert copy.get("/journal/").address.startswith("/sign-in"), "what was copied before is worth nothing"
    assert browser.get("/journal/").address == "/journal/"


def test_pages_that_were_open_stay_good(browser: Browser) -> None:
    form = browser.get("/account/passphrase").form("present")
    page = browser.get("/account/new-recovery-code")
    browser.submit(page.form("passphrase"), passphrase=PASSPHRASE)
    assert browser.submit(form, present="no", passphrase="x", again="y").status == 400
    assert "do not match" not in browser.get("/account/").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_it_sends_nobody_to_another_site(browser: Browser, elsewhere: str) -> None:
    page = browser.get("/account/confirm", query_string={"next": elsewhere})
    done = browser.submit(page.form("passphrase"), follow=False, passphrase=PASSPHRASE)
    assert done.response.location == "/account/"
