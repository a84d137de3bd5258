"""The recovery code opens the journal once; afterwards everything hangs on new keys."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from reflect.core.clock import now
from reflect.identity import keyring, rotation, signing
from reflect.identity.models import Account
from reflect.storage.db import db
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, Enrolled, People

NEW = "quiet lantern maple corridor"


def _generation(person_id: str) -> int:
    return db.session.get_one(Account, person_id, populate_existing=True).generation


def _recover(app: Flask, person: Enrolled, code: str, passphrase: str = NEW) -> tuple[Browser, Page]:
    browser = Browser(app)
    form = browser.get("/recover").form("code")
    page = browser.submit(form, email=person.email, code=code, passphrase=passphrase, again=passphrase)
    return browser, page


def test_the_code_sets_a_new_passphrase_and_a_new_code(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    elsewhere = Browser(app).sign_in(priya)
    _browser, page = _recover(app, priya, priya.recovery_code.lower().replace("-", " "))
    assert page.address == "/account/recovery-code"
    assert elsewhere.get("/account/").address.startswith("/sign-in"), "signed out everywhere else"
    material = app.extensions["reflect_peppers"], app.extensions["reflect_cost"]
    assert signing.open_with_passphrase(priya.email, PASSPHRASE, *material) is None
    assert signing.open_with_passphrase(priya.email, NEW, *material) is not None
    assert _recover(app, priya, priya.recovery_code)[1].status == 400, "the old code is used up"


def test_keys_stay_the_same_person_but_a_new_generation(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    before = keyring.secrets_of(priya.person_id).public.fingerprint()
    new, _half = rotation.rotate(priya.keys, NEW, app.extensions["reflect_peppers"], app.extensions["reflect_cost"])
    assert new.generation == priya.keys.generation + 1 == _generation(priya.person_id)
    assert keyring.secrets_of(priya.person_id).public.fingerprint() == before


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("0000-0000-0000-0000-0000-0000-0000-0000", "do not match"),
        ("0000-0000", "eight groups of four"),
        ("UUUU-0000-0000-0000-0000-0000-0000-0000", "has no “u” in it"),
    ],
)
def test_a_wrong_code_is_named_and_nothing_changes(app: Flask, people: People, code: str, says: str) -> None:
    priya = people.enrol("Priya Nair")
    _browser, page = _recover(app, priya, code)
    assert page.status == 400
    assert says in page.text
    Browser(app).sign_in(priya)


@pytest.mark.parametrize(
    ("passphrase", "says"),
    [("aaaaaaaaaaaaaaaaaaaa", "harder to guess"), ("quiet lantern nair corridor", "without your name")],
)
def test_a_weak_new_passphrase_is_told_and_the_code_still_works(
    app: Flask, people: People, passphrase: str, says: str
) -> None:
    priya = people.enrol("Priya Nair")
    _browser, page = _recover(app, priya, priya.recovery_code, passphrase)
    assert page.status == 400
    assert says in page.text
    assert _recover(app, priya, priya.recovery_code)[1].address == "/account/recovery-code"


def test_no_passphrase_is_judged_for_somebody_without_a_code(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    _browser, page = _recover(app, priya, "0000-" * 7 + "0000", "aaaaaaaaaaaaaaaaaaaa")
    assert page.status == 400
    assert "do not match" in page.text
    assert "harder to guess" not in page.text


def test_a_suspended_person_cannot_recover(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    people.suspend(priya)
    assert _recover(app, priya, priya.recovery_code)[1].status == 400


def test_changing_the_passphrase_signs_out_elsewhere_and_keeps_the_journal(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    here, elsewhere = Browser(app).sign_in(priya), Browser(app).sign_in(priya)
    form = here.get("/account/passphrase").form("present")
    assert here.submit(form, present="no, another one", passphrase=NEW, again=NEW).status == 400
    done = here.submit(form, present=PASSPHRASE, passphrase=NEW, again=NEW)
    assert "Your passphrase is changed" in done.text
    assert elsewhere.get("/account/").address.startswith("/sign-in")
    assert _generation(priya.person_id) == priya.keys.generation
    Browser(app).sign_in(priya, NEW)


def test_when_somebody_may_know_it_the_keys_are_replaced_too(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    here = Browser(app).sign_in(priya)
    form = here.get("/account/passphrase").form("present")
    page = here.submit(form, present=PASSPHRASE, passphrase=NEW, again=NEW, known="y")
    assert page.address == "/account/recovery-code"
    assert _generation(priya.person_id) == priya.keys.generation + 1


def test_a_new_code_needs_the_passphrase_again(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    with time_machine.travel(now(), tick=False) as clock:
        here = Browser(app).sign_in(priya)
        clock.shift(timedelta(minutes=5))
        asked = here.get("/account/new-recovery-code")
        assert asked.address.startswith("/account/confirm")
        assert here.submit(asked.form("passphrase"), passphrase="not the passphrase").status == 400
        page = here.submit(asked.form("passphrase"), passphrase=PASSPHRASE)
        assert page.address == "/account/new-recovery-code"
        assert here.submit(page.form(action="new-recovery-code")).address == "/account/recovery-code"
    assert _recover(app, priya, priya.recovery_code)[1].status == 400, "the earlier code stopped working"


@pytest.mark.parametrize("why", ["new keys", "a new code"])
def test_a_code_that_was_never_seen_is_told_on_the_account_page(app: Flask, people: People, why: str) -> None:
    priya = people.enrol("Priya Nair")
    here = Browser(app).sign_in(priya)
    assert "not kept yet" not in here.get("/account/").text
    if why == "new keys":
        form = here.get("/account/passphrase").form("present")
        here.submit(form, follow=False, present=PASSPHRASE, passphrase=NEW, again=NEW, known="y")
    else:
        here.submit(here.get("/account/new-recovery-code").form(action="new-recovery-code"), follow=False)
    elsewhere = Browser(app).sign_in(priya, NEW if why == "new keys" else PASSPHRASE)
    account = elsewhere.get("/account/")
    assert "not kept yet" in account.text
    assert elsewhere.get("/account/recovery-code").address == "/account/new-recovery-code"
