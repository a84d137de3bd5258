"""An administrator's reset of second factors: a day later, and the person can stop it."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from reflect.audit.models import AuditEvent
from reflect.audit.reading import page_of
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import new_id
from reflect.identity import sessions
from reflect.identity.factor_models import Factor, FactorReset
from reflect.identity.factors import own, pending, resets
from reflect.identity.models import KeySlot, SignInSession
from reflect.notices.models import Mail, Notice
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.phones import add_phone, to_the_second_step


@pytest.fixture
def ana(people: People) -> Enrolled:
    """With an authenticator app that she has lost."""
    ana = people.enrol("Ana Silva")
    with write_unit():
        db.session.add(
            Factor(
                id=new_id(),
                person_id=ana.person_id,
                kind="app",
                name="Old phone",
                sealed_seed=b"sealed",
                created_at=now(),
                confirmed_at=now(),
            )
        )
    return ana


@pytest.fixture
def asked(ana: Enrolled, people: People) -> Enrolled:
    dev = people.enrol("Dev Okafor", roles=("administrator",))
    with write_unit():
        resets.ask(ana.person_id, actor=dev.person_id)
    return dev


def sign_in(app: Flask, ana: Enrolled) -> str:
    """Where the passphrase leads."""
    browser = Browser(app)
    form = browser.get("/sign-in").form("passphrase")
    return browser.submit(form, email=ana.email, passphrase=PASSPHRASE).address


def factors() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Factor.id))) or 0


def test_the_person_is_told_at_once_in_the_app_and_by_mail(ana: Enrolled, asked: Enrolled) -> None:
    assert db.session.scalars(select(Notice.kind)).all() == ["factor-reset-asked"]
    assert db.session.scalars(select(Mail.address)).all() == [ana.email]


def test_for_a_day_the_factor_is_asked_for_and_then_it_is_gone(app: Flask, ana: Enrolled, asked: Enrolled) -> None:
    with time_machine.travel(now() + timedelta(hours=23, minutes=59)):
        assert sign_in(app, ana).startswith("/sign-in")
        assert factors() == 1
    slots = select(func.count()).select_from(KeySlot)
    before = db.session.scalar(slots)
    with time_machine.travel(now() + timedelta(hours=24, minutes=1)):
        assert sign_in(app, ana) == "/"
    assert factors() == 0
    assert db.session.scalar(slots) == before
    assert "factor-removed" in {event.event for event in page_of(AuditEvent.about_id == ana.person_id)[0]}
    assert resets.waiting(ana.person_id) is None


def test_with_the_factors_goes_whoever_is_signed_in_by_them(app: Flask, ana: Enrolled, asked: Enrolled) -> None:
    with time_machine.travel(now() + timedelta(hours=23, minutes=59)), write_unit():
        earlier, _token = sessions.begin(ana.person_id, second_factor_at=now())
    with time_machine.travel(now() + timedelta(hours=24, minutes=1)):
        sign_in(app, ana)
    db.session.rollback()
    assert db.session.get(SignInSession, earlier) is None


def test_who_comes_in_with_their_code_meanwhile_keeps_the_factors_they_add_next(
    app: Flask, ana: Enrolled, asked: Enrolled
) -> None:
    to_the_second_step(browser := Browser(app), ana)
    page = browser.submit(browser.get("/sign-in/lost").form("code"), code=ana.recovery_code)
    assert page.address == "/account/recovery-code"
    assert resets.waiting(ana.person_id) is None


def test_a_reset_and_the_code_at_one_moment_wait_for_each_other(app: Flask, ana: Enrolled, asked: Enrolled) -> None:
    def reset() -> bool:
        return resets.apply_due(ana.person_id)

    def replace() -> bool:
        with suppress(Conflict, NotFound), write_unit():
            own.replace_lost(waiting, ana.keys)
            return True
        return False

    for _time in range(4):
        with write_unit():
            db.session.execute(update(FactorReset).values(takes_effect_at=now()))
            cookie = pending.wait(ana.person_id, ana.keys)
        waiting = pending.waiting(cookie)
        assert waiting is not None
        assert sorted(at_once(app, reset, replace)) == [False, True]
        add_phone(app, ana)
        with write_unit():
            resets.ask(ana.person_id, actor=asked.person_id)


def test_a_wrong_passphrase_after_a_day_resets_nothing(app: Flask, ana: Enrolled, asked: Enrolled) -> None:
    with time_machine.travel(now() + timedelta(hours=25)):
        browser = Browser(app)
        form = browser.get("/sign-in").form("passphrase")
        assert browser.submit(form, email=ana.email, passphrase="not the passphrase").status == 400
    assert factors() == 1


def test_the_person_stops_it_on_their_account_page(app: Flask, people: People, ana: Enrolled, asked: Enrolled) -> None:
    with write_unit():
        db.session.query(Factor).delete()  # so that this browser gets in without one
    browser = Browser(app).sign_in(ana)
    page = browser.get("/account/")
    assert "Your second factors are reset" in page.text
    after = browser.submit(page.form(action="/account/reset-of-factors/stop"))
    assert "Your second factors are reset" not in after.text
    assert page_of(AuditEvent.about_id == ana.person_id)[0][0].event == "factor-reset-cancelled"
    token = {"csrf_token": browser.get("/account/passphrase").form("present").values()["csrf_token"]}
    assert browser.post("/account/reset-of-factors/stop", token).status == 404


def test_a_reset_is_asked_for_once_and_only_of_an_account(ana: Enrolled, asked: Enrolled, people: People) -> None:
    with write_unit(), pytest.raises(Conflict):
        resets.ask(ana.person_id, actor=asked.person_id)
    bea = people.on_roster("Bea Lund")
    with write_unit(), pytest.raises(Conflict):
        resets.ask(bea, actor=asked.person_id)
    with write_unit(), pytest.raises(NotFound):
        resets.stop(bea, actor=asked.person_id)
