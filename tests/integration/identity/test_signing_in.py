"""Signing in opens one's own lock; a session ends when it should, everywhere it should."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.core.ids import new_id
from reflect.identity import keyring, sessions, signing, unlocking
from reflect.identity.models import SignInSession, UnlockSession
from reflect.identity.routes import browser
from reflect.storage.db import db, write_unit
from reflect.vault.derivation import Cost
from tests.support.at_once import at_once
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, People


def test_the_right_passphrase_signs_in_and_unlocks(app: Flask, people: People) -> None:
    browser = Browser(app).sign_in(people.enrol("Priya Nair"))
    home = browser.get("/")
    assert home.status == 200
    assert "Priya" in home.text


def test_the_address_is_read_kindly(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    browser = Browser(app)
    page = browser.submit(
        browser.get("/sign-in").form("passphrase"), email=f"  {priya.email.upper()} ", passphrase=PASSPHRASE
    )
    assert page.address == "/"


def test_signing_in_goes_on_to_the_page_that_was_asked_for(app: Flask, people: People) -> None:
    priya, browser = people.enrol("Priya Nair"), Browser(app)
    form = browser.get("/journal/?before=0").form("passphrase")
    assert browser.submit(form, follow=False, email=priya.email, passphrase=PASSPHRASE).response.location == (
        "/journal/?before=0"
    )


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_nobody_is_sent_to_another_site(app: Flask, people: People, elsewhere: str) -> None:
    priya, browser = people.enrol("Priya Nair"), Browser(app)
    form = browser.get("/sign-in", query_string={"next": elsewhere}).form("passphrase")
    page = browser.post(
        f"/sign-in?next={elsewhere}", {**form.values(), "email": priya.email, "passphrase": PASSPHRASE}, follow=False
    )
    assert page.response.location == "/"


def test_the_session_id_is_new_at_every_sign_in(app: Flask, people: People) -> None:
    priya, browser = people.enrol("Priya Nair"), Browser(app)
    before = browser.client.get_cookie("session")
    browser.sign_in(priya)
    first = browser.client.get_cookie("session")
    browser.sign_out()
    browser.sign_in(priya)
    third = browser.client.get_cookie("session")
    assert first is not None
    assert third is not None
    assert len({before and before.value, first.value, third.value}) == 3


def test_signing_in_over_an_open_session_ends_that_one(app: Flask, people: People) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    shared_machine, copy = Browser(app), Browser(app)
    form = shared_machine.get("/sign-in").form("passphrase")
    shared_machine.submit(form, email=priya.email, passphrase=PASSPHRASE)
    cookie = shared_machine.client.get_cookie("session")
    assert cookie is not None
    copy.client.set_cookie("session", cookie.value)
    assert copy.get("/account/", follow=False).response.location.startswith("/unlock"), "signed in, without the key"
    form = shared_machine.get("/account/passphrase").form("present")
    fields = {"csrf_token": form.values()["csrf_token"][0], "email": sam.email, "passphrase": PASSPHRASE}
    assert shared_machine.post("/sign-in", fields).address == "/"
    assert copy.get("/account/", follow=False).response.location.startswith("/sign-in")


def test_locking_keeps_signed_in_but_closes_the_journal(app: Flask, people: People) -> None:
    browser = Browser(app).sign_in(people.enrol("Priya Nair"))
    browser.lock()
    page = browser.get("/journal/")
    assert page.address.startswith("/unlock")
    assert browser.submit(page.form("passphrase"), passphrase="not this one, no").status == 400
    assert browser.submit(page.form("passphrase"), passphrase=PASSPHRASE).address == "/journal/"


@pytest.mark.parametrize("cookie", ["", "short", "A" * 43, "ä" * 20, "A" * 4000])
def test_a_forged_half_of_the_key_opens_nothing(app: Flask, people: People, cookie: str) -> None:
    browser = Browser(app).sign_in(people.enrol("Priya Nair"))
    browser.client.set_cookie("unlock", cookie)
    assert browser.get("/journal/").address.startswith("/unlock")


def test_somebody_elses_half_opens_nothing(app: Flask, people: People) -> None:
    priya, sam = Browser(app).sign_in(people.enrol("Priya Nair")), Browser(app).sign_in(people.enrol("Sam Okafor"))
    half = sam.client.get_cookie("unlock")
    assert half is not None
    priya.client.set_cookie("unlock", half.value)
    assert priya.get("/journal/").address.startswith("/unlock")


def test_the_journal_locks_after_twenty_minutes_and_the_session_after_an_hour(app: Flask, people: People) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        browser = Browser(app).sign_in(people.enrol("Priya Nair"))
        clock.shift(timedelta(minutes=19))
        assert browser.get("/journal/").address == "/journal/"
        clock.shift(timedelta(minutes=21))
        assert browser.get("/journal/").address.startswith("/unlock")
        clock.shift(timedelta(minutes=61))
        assert browser.get("/journal/").address.startswith("/sign-in")


def test_no_session_outlives_eight_hours_however_busy(app: Flask, people: People) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        browser = Browser(app).sign_in(people.enrol("Priya Nair"))
        for _ in range(8 * 4 - 1):
            clock.shift(timedelta(minutes=15))
            assert browser.get("/journal/").address == "/journal/"
        clock.shift(timedelta(minutes=16))
        assert browser.get("/journal/").address.startswith("/sign-in")


def test_suspension_bites_at_the_next_request(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    browser = Browser(app).sign_in(priya)
    people.suspend(priya)
    assert browser.get("/account/").address.startswith("/sign-in")
    fresh = Browser(app)
    page = fresh.submit(fresh.get("/sign-in").form("passphrase"), email=priya.email, passphrase=PASSPHRASE)
    assert page.status == 400


def test_who_has_left_for_good_is_out_at_the_next_request(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    tab = Browser(app).sign_in(priya)
    people.leave_for_good(priya)
    assert tab.get("/account/").address.startswith("/sign-in")
    fresh = Browser(app)
    page = fresh.submit(fresh.get("/sign-in").form("passphrase"), email=priya.email, passphrase=PASSPHRASE)
    assert page.status == 400


def test_leaving_ends_the_session_and_shows_nothing_of_ours(app: Flask, people: People) -> None:
    browser = Browser(app).sign_in(people.enrol("Priya Nair"))
    left = browser.get("/leave")
    assert app.config["EXIT_URL"] in left.html
    assert "Reflect" not in left.html
    assert browser.get("/journal/").address.startswith("/sign-in")


def test_a_link_in_a_mail_reloads_instead_of_locking(app: Flask, people: People) -> None:
    browser = Browser(app).sign_in(people.enrol("Priya Nair"))
    half = browser.client.get_cookie("unlock")
    assert half is not None
    browser.client.delete_cookie("unlock")  # the browser keeps a Strict cookie back
    arrival = browser.get("/journal/", headers={"Sec-Fetch-Site": "cross-site"})
    assert arrival.address.startswith("/journal/")
    assert 'http-equiv="refresh"' in arrival.html
    browser.client.set_cookie("unlock", half.value)
    assert browser.get("/journal/").address == "/journal/"


@pytest.mark.parametrize("way", ["unlock", "sign in"])
def test_a_raised_cost_is_taken_over_at_the_next_unlock(app: Flask, people: People, way: str) -> None:
    priya, peppers = people.enrol("Priya Nair"), app.extensions["reflect_peppers"]
    raised = Cost(memory_kib=16, iterations=2, lanes=1)
    verb, who = {
        "unlock": (signing.unlock_with_passphrase, priya.person_id),
        "sign in": (signing.open_with_passphrase, priya.email),
    }[way]
    assert verb(who, "not the passphrase", peppers, raised) is None
    assert keyring.slot_of(priya.person_id, "passphrase").cost != raised  # type: ignore[union-attr]
    for _turn in range(2):
        assert verb(who, PASSPHRASE, peppers, raised) is not None
        assert keyring.slot_of(priya.person_id, "passphrase").cost == raised  # type: ignore[union-attr]


def test_a_raised_cost_never_brings_a_changed_passphrase_back(app: Flask, people: People) -> None:
    priya, peppers = people.enrol("Priya Nair"), app.extensions["reflect_peppers"]
    raised, new, changed = Cost(memory_kib=16, iterations=2, lanes=1), "seven other herons on the weir", []

    def change() -> None:
        signing.change_passphrase(priya.keys, new, peppers, raised, session_id=new_id())

    def change_once_the_slot_was_read(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM key_slot" in statement and not changed:
            changed.append(None)
            at_once(app, change)

    event.listen(db.engine, "after_cursor_execute", change_once_the_slot_was_read)
    try:
        signing.unlock_with_passphrase(priya.person_id, PASSPHRASE, peppers, raised)
    finally:
        event.remove(db.engine, "after_cursor_execute", change_once_the_slot_was_read)
    assert changed
    assert signing.unlock_with_passphrase(priya.person_id, new, peppers, raised) is not None


def test_ended_sessions_are_gone_from_the_table(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    browser = Browser(app).sign_in(priya)
    with write_unit():
        sessions.end_all(priya.person_id)
    assert browser.get("/account/").address.startswith("/sign-in")


def test_an_address_that_no_database_can_hold_is_nobodys(app: Flask, people: People) -> None:
    priya, browser = people.enrol("Priya Nair"), Browser(app)
    for email in (f"{priya.email}\0", "\0", "İ" * 254):
        page = browser.submit(browser.get("/sign-in").form("passphrase"), email=email, passphrase=PASSPHRASE)
        assert page.status == 400
        assert "do not match" in page.text


def test_what_ran_out_is_deleted_at_the_next_sign_in_whoever_left_it(app: Flask, people: People) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    with time_machine.travel(now(), tick=False) as clock:
        Browser(app).sign_in(priya)
        clock.shift(timedelta(minutes=21))
        Browser(app).sign_in(sam)
        assert list(db.session.scalars(select(UnlockSession.person_id))) == [sam.person_id]
        clock.shift(timedelta(minutes=40))
        db.session.rollback()  # what was read before is old by now
        Browser(app).sign_in(sam)
        assert set(db.session.scalars(select(SignInSession.person_id))) == {sam.person_id}


def test_no_unlock_outlives_eight_hours_however_busy(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    with time_machine.travel(now(), tick=False) as clock:
        with write_unit():
            session_id, _token = sessions.begin(priya.person_id)
            half = unlocking.open_here(priya.keys, session_id)
        for _ in range(8 * 4 - 1):
            clock.shift(timedelta(minutes=15))
            assert unlocking.keys_of(priya.person_id, session_id, half) is not None
        clock.shift(timedelta(minutes=15))
        assert unlocking.keys_of(priya.person_id, session_id, half) is None


def test_who_is_suspended_while_signing_in_does_not_get_in(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    people.suspend(priya)
    with app.test_request_context("/sign-in", method="POST"), pytest.raises(Conflict):
        browser.sign_in(priya.keys, "/")  # the lock was opened just before
    assert list(db.session.scalars(select(SignInSession.id))) == []
    assert list(db.session.scalars(select(UnlockSession.id))) == []


def test_a_token_from_before_signing_in_changes_nothing_after(app: Flask, people: People) -> None:
    priya, tab = people.enrol("Priya Nair"), Browser(app)
    before = dict(tab.get("/sign-in").form("passphrase").fields)["csrf_token"]
    tab.sign_in(priya)
    assert tab.post("/lock", {"csrf_token": before}).status == 400
    assert tab.get("/journal/").address == "/journal/"
