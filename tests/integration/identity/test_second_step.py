"""Between the passphrase and the session stands the second factor: each code once, five tries, five minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.identity.factor_models import Factor, PendingSignIn
from reflect.identity.factors import apps, own, pending
from reflect.identity.models import SignInSession
from reflect.notices.models import Mail, Notice
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.phones import Phone, add_phone, sign_in_with, to_the_second_step


@pytest.fixture
def phone(app: Flask, clock: time_machine.Coordinates, priya: Enrolled) -> Phone:
    return add_phone(app, priya)


def _sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(SignInSession)) or 0


def _events(person: Enrolled) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.event).where(AuditEvent.about_id == person.person_id)))


def _sent_back(page: Page) -> bool:
    return page.address.startswith("/sign-in?") and "Sign in again with your passphrase" in page.text


def test_the_passphrase_alone_signs_nobody_in(app: Flask, priya: Enrolled, phone: Phone) -> None:
    browser = Browser(app)
    to_the_second_step(browser, priya)
    assert _sessions() == 0
    for address in ("/journal/", "/account/", "/account/factors/", "/account/sessions/"):
        assert browser.get(address).address.startswith("/sign-in?"), address


def test_the_code_signs_in_and_unlocks(app: Flask, priya: Enrolled, phone: Phone) -> None:
    browser = Browser(app)
    page = browser.submit(
        browser.get("/journal/?before=0").form("passphrase"), email=priya.email, passphrase=PASSPHRASE
    )
    done = browser.submit(page.form("code"), follow=False, code=phone.code())
    assert done.response.location == "/journal/?before=0"
    assert browser.get("/journal/").address == "/journal/"
    assert db.session.scalar(select(func.count()).select_from(PendingSignIn)) == 0
    assert db.session.scalars(select(SignInSession.second_factor_at)).one() == now()


def test_the_code_is_read_with_spaces(app: Flask, priya: Enrolled, phone: Phone) -> None:
    page = to_the_second_step(browser := Browser(app), priya)
    code = phone.code()
    assert browser.submit(page.form("code"), code=f" {code[:3]} {code[3:]} ").address == "/"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_a_step_off(
    app: Flask, priya: Enrolled, phone: Phone, clock: time_machine.Coordinates, steps: int
) -> None:
    clock.shift(timedelta(minutes=2))
    page = to_the_second_step(browser := Browser(app), priya)
    assert browser.submit(page.form("code"), code=phone.code(steps=steps)).address == "/"


@pytest.mark.parametrize("steps", [-2, 2])
def test_but_no_more_than_one(
    app: Flask, priya: Enrolled, phone: Phone, clock: time_machine.Coordinates, steps: int
) -> None:
    clock.shift(timedelta(minutes=2))
    page = to_the_second_step(browser := Browser(app), priya)
    assert browser.submit(page.form("code"), code=phone.code(steps=steps)).status == 400


def test_a_code_is_taken_once(app: Flask, priya: Enrolled, phone: Phone, clock: time_machine.Coordinates) -> None:
    code = phone.code()
    assert sign_in_with(Browser(app), priya, phone).address == "/"
    page = to_the_second_step(browser := Browser(app), priya)
    again = browser.submit(page.form("code"), code=code)
    assert again.status == 400
    assert "used already" in again.text
    assert browser.submit(again.form("code"), code=phone.code(steps=-1)).status == 400, "nor an earlier one"
    clock.shift(timedelta(seconds=30))
    assert browser.submit(again.form("code"), code=phone.code()).address == "/"


def test_of_two_posts_of_one_code_one_is_taken(app: Flask, priya: Enrolled, phone: Phone) -> None:
    key, code = app.extensions["reflect_settings"].factor_key, phone.code()

    def take() -> str | None:
        with write_unit():
            return apps.take(priya.person_id, code, key)

    taken = at_once(app, *[take] * 6)
    assert sorted(map(bool, taken)) == [False] * 5 + [True]


def test_five_wrong_codes_end_it(app: Flask, priya: Enrolled, phone: Phone) -> None:
    page = to_the_second_step(browser := Browser(app), priya)
    for _turn in range(4):
        wrong = browser.submit(page.form("code"), code=phone.wrong())
        assert wrong.status == 400
        assert "not right" in wrong.text
    assert _sent_back(browser.submit(page.form("code"), code=phone.wrong()))
    assert _sent_back(browser.submit(page.form("code"), code=phone.code())), "the right one comes too late"
    assert _sessions() == 0
    assert _events(priya).count("sign-in-refused") == 5


def test_it_waits_for_five_minutes(app: Flask, priya: Enrolled, phone: Phone, clock: time_machine.Coordinates) -> None:
    page = to_the_second_step(browser := Browser(app), priya)
    clock.shift(timedelta(minutes=5))
    assert _sent_back(browser.submit(page.form("code"), code=phone.code()))
    assert _sent_back(browser.get("/sign-in/second-step"))
    assert _sessions() == 0
    sam = to_the_second_step(Browser(app), priya)
    assert sam.status == 200
    assert db.session.scalar(select(func.count()).select_from(PendingSignIn)) == 1, "what ran out is cleared away"


@pytest.mark.parametrize("cookie", [None, "", "short", "A" * 43, "ä" * 20, "A" * 4000])
def test_a_missing_or_forged_cookie_is_answered_like_one_that_ran_out(
    app: Flask, priya: Enrolled, phone: Phone, cookie: str | None
) -> None:
    page = to_the_second_step(browser := Browser(app), priya)
    browser.client.delete_cookie("pending")
    if cookie is not None:
        browser.client.set_cookie("pending", cookie)
    assert _sent_back(browser.get("/sign-in/second-step"))
    assert _sent_back(browser.get("/sign-in/lost"))
    assert _sent_back(browser.submit(page.form("code"), code=phone.code()))


def test_the_cookie_of_the_second_step_unlocks_nothing(app: Flask, priya: Enrolled, phone: Phone) -> None:
    sign_in_with(here := Browser(app), priya, phone)
    to_the_second_step(other := Browser(app), priya)
    cookie = other.client.get_cookie("pending")
    assert cookie is not None
    here.client.set_cookie("unlock", cookie.value)
    assert here.get("/journal/").address.startswith("/unlock")


def test_a_pending_sign_in_leads_to_one_session(app: Flask, priya: Enrolled, phone: Phone) -> None:
    page = to_the_second_step(browser := Browser(app), priya)
    half = browser.client.get_cookie("pending")
    assert half is not None
    assert browser.submit(page.form("code"), code=phone.code()).address == "/"
    copy = Browser(app)
    copy.client.set_cookie("pending", half.value)
    assert _sent_back(copy.get("/sign-in/second-step"))


@pytest.mark.parametrize("what", ["suspend", "leave_for_good"])
def test_who_is_stopped_between_the_steps_is_out(
    app: Flask, people: People, priya: Enrolled, phone: Phone, what: str
) -> None:
    page = to_the_second_step(browser := Browser(app), priya)
    getattr(people, what)(priya)
    assert _sent_back(browser.submit(page.form("code"), code=phone.code()))
    assert _sessions() == 0


def test_somebody_elses_code_signs_nobody_in(app: Flask, people: People, priya: Enrolled, phone: Phone) -> None:
    other = add_phone(app, sam := people.enrol("Sam Okafor"))
    page = to_the_second_step(browser := Browser(app), priya)
    assert other.code() != phone.code()
    assert browser.submit(page.form("code"), code=other.code()).status == 400
    assert sign_in_with(Browser(app), sam, other).address == "/"


def test_an_app_that_was_never_confirmed_is_not_asked_for(app: Flask, priya: Enrolled) -> None:
    with write_unit():
        apps.begin(priya.person_id, app.extensions["reflect_settings"].factor_key)
    assert Browser(app).sign_in(priya).get("/journal/").address == "/journal/"


def test_the_recovery_code_lets_in_who_lost_their_factors(app: Flask, priya: Enrolled, phone: Phone) -> None:
    sign_in_with(elsewhere := Browser(app), priya, phone)
    to_the_second_step(browser := Browser(app), priya)
    page = browser.get("/sign-in/lost")
    wrong = browser.submit(page.form("code"), code="0000-" * 7 + "0000")
    assert wrong.status == 400
    assert "not your recovery code" in wrong.text
    assert "has no “u”" in browser.submit(page.form("code"), code="u" * 32).text
    shown = browser.submit(page.form("code"), code=priya.recovery_code.lower())
    assert shown.address == "/account/recovery-code"
    assert own.of_person(priya.person_id) == []
    assert elsewhere.get("/account/").address.startswith("/sign-in"), "signed out everywhere else"
    assert {"recovery-code-used", "recovery-code-replaced", "factor-removed"} <= set(_events(priya))
    told = set(db.session.scalars(select(Notice.kind).where(Notice.person_id == priya.person_id)))
    assert {"recovery-code-used", "factor-removed", "recovery-code-replaced"} <= told
    assert set(db.session.scalars(select(Mail.address))) == {priya.email}
    again = Browser(app).sign_in(priya)
    assert again.get("/journal/").address == "/journal/", "no factor is left to show"
    add_phone(app, priya)
    to_the_second_step(late := Browser(app), priya)
    used = late.submit(late.get("/sign-in/lost").form("code"), code=priya.recovery_code)
    assert used.status == 400, "the code works once"


def test_wrong_recovery_codes_spend_the_same_tries(app: Flask, priya: Enrolled, phone: Phone) -> None:
    page = to_the_second_step(browser := Browser(app), priya)
    lost = browser.get("/sign-in/lost")
    for _turn in range(5):
        answer = browser.submit(lost.form("code"), code="0000-" * 7 + "0000")
    assert _sent_back(answer)
    assert _sent_back(browser.submit(page.form("code"), code=phone.code()))


def test_after_recovery_the_second_factor_is_asked_for_too(app: Flask, priya: Enrolled, phone: Phone) -> None:
    browser, new = Browser(app), "quiet lantern maple corridor"
    form = browser.get("/recover").form("code")
    page = browser.submit(form, email=priya.email, code=priya.recovery_code, passphrase=new, again=new)
    assert page.address.startswith("/sign-in/second-step")
    assert browser.submit(page.form("code"), code=phone.code()).address == "/account/recovery-code"


def test_setting_up_an_app(app: Flask, clock: time_machine.Coordinates, priya: Enrolled) -> None:
    here, elsewhere = Browser(app).sign_in(priya), Browser(app).sign_in(priya)
    page = here.submit(here.get("/account/factors/").form(action="app/start"))
    assert page.address == "/account/factors/app"
    secret = "".join(code.text or "" for code in page.tree.iter("code")).replace(" ", "")
    assert len(secret) == 32
    assert "style=" not in page.html.partition("<main")[2]
    phone = Phone(secret)
    wrong = here.submit(page.form("code"), name="My phone", code=phone.wrong())
    assert wrong.status == 400
    assert secret in wrong.text.replace(" ", "")
    done = here.submit(wrong.form("code"), name="My phone", code=phone.code())
    assert "Your second factor is added" in done.text
    assert "My phone" in done.text
    assert elsewhere.get("/account/").address.startswith("/sign-in"), "signed out everywhere else"
    assert secret not in here.get("/account/factors/app").html, "shown once"
    assert "factor-added" in _events(priya)
    page = to_the_second_step(other := Browser(app), priya)
    assert other.submit(page.form("code"), code=phone.code()).status == 400, "the first code is taken as well"
    clock.shift(timedelta(seconds=30))
    assert other.submit(page.form("code"), code=phone.code()).address == "/"


def test_the_seed_is_kept_sealed(app: Flask, priya: Enrolled, phone: Phone) -> None:
    row = db.session.scalars(select(Factor)).one()
    import base64

    assert row.sealed_seed is not None
    assert base64.b32decode(phone.secret) not in row.sealed_seed
    assert apps.take(priya.person_id, phone.code(), bytes(32)) is None, "another factor key opens no seed"


def test_removing_a_factor_asks_for_the_passphrase_and_ends_other_sessions(
    app: Flask, priya: Enrolled, phone: Phone, clock: time_machine.Coordinates
) -> None:
    sign_in_with(here := Browser(app), priya, phone)
    clock.shift(timedelta(minutes=1))
    sign_in_with(elsewhere := Browser(app), priya, phone)
    clock.shift(timedelta(minutes=5))
    address = f"/account/factors/{phone.factor_id}/remove"
    asked = here.get(address)
    assert asked.address.startswith("/account/confirm")
    page = here.submit(asked.form("passphrase"), passphrase=PASSPHRASE)
    assert page.address == address
    done = here.submit(page.form(action="remove"))
    assert "is removed" in done.text
    assert elsewhere.get("/account/").address.startswith("/sign-in")
    assert "factor-removed" in _events(priya)
    assert here.get(address).status == 404


def test_nobody_removes_what_is_somebody_elses(app: Flask, people: People, phone: Phone) -> None:
    sam = Browser(app).sign_in(people.enrol("Sam Okafor"))
    assert sam.get(f"/account/factors/{phone.factor_id}/remove").status == 404


def test_changing_the_passphrase_ends_a_sign_in_on_its_way(app: Flask, priya: Enrolled, phone: Phone) -> None:
    sign_in_with(here := Browser(app), priya, phone)
    page = to_the_second_step(other := Browser(app), priya)
    new = "quiet lantern maple corridor"
    here.submit(here.get("/account/passphrase").form("present"), present=PASSPHRASE, passphrase=new, again=new)
    assert _sent_back(other.submit(page.form("code"), code=phone.code(steps=1)))


def test_tries_are_counted_before_they_are_looked_at(app: Flask, priya: Enrolled, phone: Phone) -> None:
    with write_unit():
        cookie = pending.wait(priya.person_id, priya.keys)

    def spend() -> bool:
        with write_unit():
            return pending.spend_try(cookie) is not None

    assert sum(at_once(app, *[spend] * 12)) == pending.TRIES
