"""“Unlock with this device”: a passkey opens its own person's journal, on its own site, once for each asking."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from reflect.core.clock import now
from reflect.identity import rotation
from reflect.identity.factors import devices
from reflect.identity.factors.challenges import LASTS
from reflect.identity.tries import MOST
from tests.support.authenticator import Authenticator, text
from tests.support.browser import Browser, Page
from tests.support.passkeys import add_passkey, first_step, let_unlock, second_step
from tests.support.passkeys import asked as asked_at
from tests.support.people import PASSPHRASE, Enrolled

REFUSED = "The passkey was not accepted. Try again, or type your passphrase."


@pytest.fixture
def laptop(priya: Enrolled) -> Authenticator:
    """Priya's passkey, which opens her journal."""
    passkey = Authenticator()
    let_unlock(priya, add_passkey(priya, passkey), passkey)
    return passkey


@pytest.fixture
def browser(app: Flask, priya: Enrolled, laptop: Authenticator) -> Browser:
    """Priya's browser: signed in, her journal locked."""
    return locked(app, priya, laptop)


def locked(app: Flask, person: Enrolled, passkey: Authenticator | None = None) -> Browser:
    browser = Browser(app)
    page = first_step(browser, person)
    if passkey is not None:
        page = second_step(browser, page, passkey)
    assert page.address == "/", page.text
    browser.lock()
    return browser


def asked(browser: Browser) -> dict:
    return asked_at(browser, browser.get("/unlock"), "/unlock/device/options")


def sent(browser: Browser, answer: str, secret: str) -> Page:
    form = browser.get("/unlock").form(action="/unlock/device")
    return browser.submit(form, passkey=answer, secret=secret)


def given(passkey: Authenticator, options: dict) -> str:
    """What the passkey gives for the salt it is asked with."""
    return passkey.prf(options["salts"][text(passkey.credential_id)])


def unlock(browser: Browser, passkey: Authenticator, **changes: object) -> Page:
    options = asked(browser)
    return sent(browser, passkey.get(options["publicKey"], **changes), given(passkey, options))


def is_unlocked(browser: Browser) -> bool:
    return browser.get("/account/", follow=False).status == 200


def assert_refused(browser: Browser, page: Page) -> None:
    assert (page.status, page.title) == (400, "Error: Unlock your journal – Reflect")
    assert REFUSED in page.text
    assert not is_unlocked(browser)


def test_a_passkey_opens_the_journal_of_its_person(browser, laptop):
    assert not is_unlocked(browser)
    assert unlock(browser, laptop).status == 200
    assert is_unlocked(browser)


def test_who_was_on_their_way_somewhere_arrives_there(browser, laptop):
    options = asked(browser)
    form = browser.get("/unlock?next=/journal/").form(action="/unlock/device")
    page = browser.submit(form, passkey=laptop.get(options["publicKey"]), secret=given(laptop, options))
    assert page.address == "/journal/"


def test_without_such_a_passkey_the_page_is_as_before(app, people):
    browser = locked(app, people.enrol("Sam Okafor"))
    assert "/unlock/device" not in browser.get("/unlock").html
    assert asked(browser)["status"] == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "http://localhost.example"},
        {"origin": "https://localhost"},
        {"origin": "http://localhost:8001"},
        {"type": "webauthn.create"},
        {"challenge": text(bytes(32))},
    ],
)
def test_an_answer_made_elsewhere_is_refused(browser, laptop, changes):
    assert_refused(browser, unlock(browser, laptop, **changes))


def test_an_answer_for_another_host_is_refused(browser, laptop):
    laptop.host = "localhost.example"
    assert_refused(browser, unlock(browser, laptop))


def test_a_passkey_that_asked_for_no_pin_is_refused(browser, laptop):
    laptop.verifies = False
    assert_refused(browser, unlock(browser, laptop))


def test_a_counter_that_went_back_is_refused(browser, laptop):
    unlock(browser, laptop)
    browser.lock()
    laptop.count -= 1  # a copy of the device, made before it was last used
    assert_refused(browser, unlock(browser, laptop))


def test_a_passkey_that_does_not_count_is_as_good(app, priya):
    phone = Authenticator(counts=False)
    let_unlock(priya, add_passkey(priya, phone), phone)
    browser = locked(app, priya, phone)
    for _time in range(2):
        assert unlock(browser, phone).status == 200
        browser.lock()


def test_no_answer_is_taken_twice(app, priya):
    phone = Authenticator(counts=False)
    let_unlock(priya, add_passkey(priya, phone), phone)
    browser = locked(app, priya, phone)
    options = asked(browser)
    answer, secret = phone.get(options["publicKey"]), given(phone, options)
    assert sent(browser, answer, secret).status == 200
    browser.lock()
    assert_refused(browser, sent(browser, answer, secret))


def test_a_refused_answer_uses_the_challenge_up(browser, laptop):
    options = asked(browser)
    answer, secret = laptop.get(options["publicKey"]), given(laptop, options)
    assert_refused(browser, sent(browser, "{}", secret))
    assert_refused(browser, sent(browser, answer, secret))


def test_a_challenge_of_another_browser_is_refused(app, priya, browser, laptop):
    options = asked(locked(app, priya, laptop))
    asked(browser)
    answer = laptop.get(options["publicKey"])
    assert_refused(browser, sent(browser, answer, given(laptop, options)))


def test_a_challenge_is_soon_too_old(browser, laptop):
    options = asked(browser)
    answer = laptop.get(options["publicKey"])
    with time_machine.travel(now() + LASTS + timedelta(seconds=2), tick=False):
        assert_refused(browser, sent(browser, answer, given(laptop, options)))


def test_somebody_elses_passkey_is_refused(app, people, browser, laptop):
    sam = people.enrol("Sam Okafor")
    theirs = Authenticator()
    let_unlock(sam, add_passkey(sam, theirs), theirs)
    answer = theirs.get(asked(browser)["publicKey"])
    assert_refused(browser, sent(browser, answer, theirs.prf(text(bytes(32)))))


def test_a_passkey_that_is_a_second_factor_only_opens_nothing(app, priya, laptop):
    token = Authenticator()
    add_passkey(priya, token)
    browser = locked(app, priya, token)
    options = asked(browser)
    assert [each["id"] for each in options["publicKey"]["allowCredentials"]] == [text(laptop.credential_id)]
    assert_refused(browser, sent(browser, token.get(options["publicKey"]), given(laptop, options)))


@pytest.mark.parametrize("secret", ["", "AAAA", text(bytes(32)), text(bytes(33)), "é" * 43, "*" * 43])
def test_the_signature_alone_opens_nothing(browser, laptop, secret):
    assert_refused(browser, sent(browser, laptop.get(asked(browser)["publicKey"]), secret))


def test_the_secret_alone_opens_nothing(browser, laptop):
    options = asked(browser)
    forged = json.loads(laptop.get(options["publicKey"]))
    forged["response"]["signature"] = text(bytes(70))
    assert_refused(browser, sent(browser, json.dumps(forged), given(laptop, options)))


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"id": 1}', "\0", "x" * 16_385])
def test_what_is_no_answer_is_refused_alike(browser, laptop, answer):
    secret = given(laptop, asked(browser))
    assert_refused(browser, sent(browser, answer, secret))


def test_refused_passkeys_count_like_wrong_passphrases(browser, laptop):
    for _try in range(MOST["device"]):
        assert_refused(browser, unlock(browser, laptop, origin="http://elsewhere"))
    assert unlock(browser, laptop).status == 429
    wrong = browser.submit(browser.get("/unlock").form("passphrase"), passphrase=PASSPHRASE)
    assert wrong.status == 429


def test_nothing_of_the_answer_comes_back(browser, laptop):
    options = asked(browser)
    answer, secret = laptop.get(options["publicKey"], origin="http://elsewhere"), given(laptop, options)
    page = sent(browser, answer, secret)
    assert secret not in page.html
    assert text(laptop.credential_id) not in page.html


def test_new_keys_forget_every_device(app, priya, browser, laptop):
    options = asked(browser)
    form = browser.get("/unlock").form(action="/unlock/device")
    material = app.extensions["reflect_peppers"], app.extensions["reflect_cost"]
    rotation.rotate(priya.keys, "quiet lantern maple corridor", *material)
    assert not devices.has_device(priya.person_id)
    again = Browser(app)
    second_step(again, first_step(again, priya, "quiet lantern maple corridor"), laptop)
    again.lock()
    assert "/unlock/device" not in again.get("/unlock").html
    page = browser.submit(form, passkey=laptop.get(options["publicKey"]), secret=given(laptop, options))
    assert page.status == 401


def test_who_was_suspended_is_out(app, people, priya, browser, laptop):
    options = asked(browser)
    form = browser.get("/unlock").form(action="/unlock/device")
    people.suspend(priya)
    page = browser.submit(form, passkey=laptop.get(options["publicKey"]), secret=given(laptop, options))
    assert page.status == 401
