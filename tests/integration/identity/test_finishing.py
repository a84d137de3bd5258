"""Where everybody needs a second factor, nothing comes before it: no page, no sharing, no administration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from reflect import create_app
from reflect.core.errors import Conflict
from reflect.identity.factor_models import Factor
from reflect.identity.factors import own
from reflect.identity.keyring import live_account, public_key_of
from reflect.identity.models import Account
from reflect.journal.models import Rescue
from reflect.storage.db import db, write_unit
from reflect.web.guards import ANYONE, Guard, rule_of
from tests.support.authenticator import Authenticator
from tests.support.browser import Browser
from tests.support.databases import settings_for
from tests.support.passkeys import add_passkey
from tests.support.people import Enrolled, People
from tests.support.phones import Phone, add_phone, sign_in_with, to_the_second_step

OPEN = {"factors", "passkeys", "devices", "here", "identity"}


@pytest.fixture
def strict(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The same deployment, where a second factor is required and administrators need a passkey."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    made = create_app(settings_for(tmp_path, url, second_factor_required=True, administrators_need_passkey=True))
    made.testing = True
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_every_page_leads_to_the_second_factors_first(strict: Flask, priya: Enrolled) -> None:
    browser = Browser(strict).sign_in(priya)
    assert browser.get("/").address == "/account/factors/"
    walked = 0
    for rule in strict.url_map.iter_rules():
        part = rule.endpoint.partition(".")[0]
        if rule_of(strict, rule.endpoint) in (ANYONE, Guard.ADMINISTRATOR, Guard.DATA_PROTECTION) or part in OPEN:
            continue
        if rule.arguments or "GET" not in (rule.methods or ()) or rule.endpoint.startswith("account."):
            continue
        assert browser.get(rule.rule, follow=False).response.location == "/account/factors/", rule.rule
        walked += 1
    assert walked > 5
    assert browser.get("/account/", follow=False).response.location == "/account/factors/"


def test_the_way_there_and_the_way_out_stay_open(strict: Flask, priya: Enrolled) -> None:
    browser = Browser(strict).sign_in(priya)
    for address in ("/account/factors/", "/account/passkeys/new", "/account/confirm", "/unlock", "/help/"):
        assert browser.get(address).address == address
    assert browser.get("/account/recovery-code").address == "/account/new-recovery-code"
    way_out = next(each for each in browser.get("/account/factors/").forms() if each.action == "/sign-out")
    browser.submit(way_out)
    assert browser.get("/account/").address.startswith("/sign-in")


def test_with_one_everything_opens(strict: Flask, priya: Enrolled) -> None:
    browser = Browser(strict).sign_in(priya)
    page = browser.submit(browser.get("/account/factors/").form(action="app/start"))
    phone = Phone("".join(code.text or "" for code in page.tree.iter("code")).replace(" ", ""))
    browser.submit(page.form("code"), name="My phone", code=phone.code())
    assert browser.get("/journal/").address == "/journal/"


def test_what_is_sent_before_is_kept_for_its_author(app: Flask, strict: Flask, priya: Enrolled) -> None:
    """A page that was open while the factor was asked of everybody."""
    before, after = Browser(app).sign_in(priya), Browser(strict)
    form = before.get("/journal/new?start=blank").form("answer")
    for name in ("session", "unlock"):
        cookie = before.client.get_cookie(name)
        assert cookie is not None
        after.client.set_cookie(name, cookie.value)
    page = after.submit(form, answer="Words that must not be lost.")
    assert page.status == 202
    assert "sealed so that only you can open them" in page.text
    db.session.rollback()
    assert db.session.scalars(select(Rescue.person_id)).all() == [priya.person_id]


def test_nothing_can_be_shared_to_somebody_without(app: Flask, strict: Flask, priya: Enrolled) -> None:
    live = select(Account.person_id).where(live_account(Account.person_id))
    assert public_key_of(priya.person_id) is not None
    with strict.app_context():
        assert public_key_of(priya.person_id) is None
        assert db.session.scalars(live).all() == []
    add_phone(app, priya)
    with strict.app_context():
        assert public_key_of(priya.person_id) is not None
        assert db.session.scalars(live).all() == [priya.person_id]


def test_nobody_takes_their_last_one_away(app: Flask, strict: Flask, priya: Enrolled) -> None:
    phone = add_phone(app, priya)
    sign_in_with(browser := Browser(strict), priya, phone)
    page = browser.get(f"/account/factors/{phone.factor_id}/remove")
    refused = browser.submit(page.form(action="remove"))
    assert refused.status == 409
    assert "your only second factor" in refused.text
    add_phone(app, priya, "Another phone")
    with strict.app_context():
        left = [factor.id for factor in own.of_person(priya.person_id)]
        assert len(left) == 2
        for factor_id in left[:1]:
            with write_unit():
                own.remove(own.one(priya.person_id, factor_id), session_id="")
        with pytest.raises(Conflict), write_unit():
            own.remove(own.one(priya.person_id, left[1]), session_id="")
    db.session.rollback()
    assert len(db.session.scalars(select(Factor.id)).all()) == 1


def test_administrators_need_a_passkey_for_administration_only(app: Flask, strict: Flask, people: People) -> None:
    dev = people.enrol("Dev Malik", roles=("administrator",))
    phone = add_phone(app, dev)
    sign_in_with(browser := Browser(strict), dev, phone)
    assert browser.get("/journal/").address == "/journal/"
    led = browser.get("/admin/")
    assert led.address == "/account/factors/"
    assert "Add a passkey to administer" in led.text
    add_passkey(dev, Authenticator())
    page = to_the_second_step(again := Browser(strict), dev)
    assert again.submit(page.form("code"), code=phone.code(steps=1)).address == "/", "any of one's factors signs in"
    assert again.get("/admin/").address == "/admin/"


def test_who_is_no_administrator_learns_nothing(app: Flask, strict: Flask, priya: Enrolled) -> None:
    sign_in_with(browser := Browser(strict), priya, add_phone(app, priya))
    assert browser.get("/admin/").status == 404
