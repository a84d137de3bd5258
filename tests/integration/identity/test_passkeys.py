"""Passkeys as second factors: added by their person alone, and taken for nothing but what they are."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from webauthn.helpers import encode_cbor, parse_cbor

from reflect.core.clock import now
from reflect.identity.factor_models import DeviceSlot, Factor, PendingSignIn
from reflect.identity.factors import devices, passkeys
from reflect.identity.factors.challenges import LASTS
from reflect.identity.models import SignInSession
from reflect.notices.models import Notice
from reflect.storage.db import db, write_unit
from tests.support.authenticator import Authenticator, raw, text
from tests.support.browser import Browser, Page
from tests.support.passkeys import add_passkey, asked, first_step, let_unlock, second_step
from tests.support.people import Enrolled

NOT_ACCEPTED = "The passkey was not accepted. Try again, or use another way."


@pytest.fixture
def browser(app: Flask, priya: Enrolled) -> Browser:
    """Priya's browser, signed in a moment ago and unlocked. She has no second factor yet."""
    return Browser(app).sign_in(priya)


def new(
    browser: Browser, passkey: Authenticator, *, name: str = "Work laptop", unlocks: bool = False, **changes
) -> Page:
    """Make a passkey as the page's script does."""
    page = browser.get("/account/passkeys/new")
    options = asked(browser, page, "/account/passkeys/options")
    given = {"salt": options["salt"], "secret": passkey.prf(options["salt"]), "unlocks": "y"} if unlocks else {}
    answer = passkey.create(options["publicKey"], **changes)
    return browser.submit(page.form(action="/account/passkeys/new"), passkey=answer, name=name, **given)


def kept(priya: Enrolled) -> list[Factor]:
    db.session.rollback()  # what this test has read before is old
    return list(passkeys.of_person(priya.person_id))


def assert_not_added(priya: Enrolled, page: Page) -> None:
    assert (page.status, page.title) == (400, "Error: Add a passkey – Reflect")
    assert NOT_ACCEPTED in page.text
    assert kept(priya) == []


class TestAdding:
    def test_a_passkey_is_added_by_its_name_and_asked_for_from_then_on(self, app, priya, browser):
        phone = Authenticator()
        page = new(browser, phone, name="My phone")
        assert "Your second factor is added" in page.text
        assert "My phone" in page.text
        again = Browser(app)
        step = first_step(again, priya)
        assert step.address.startswith("/sign-in/second-step")
        assert second_step(again, step, phone).address == "/"

    def test_its_person_is_told(self, priya, browser):
        new(browser, Authenticator())
        told = db.session.scalars(select(Notice.kind).where(Notice.person_id == priya.person_id)).all()
        assert "factor-added" in told

    def test_each_is_excluded_from_the_next(self, priya, browser):
        phone, key = Authenticator(), Authenticator()
        new(browser, phone)
        new(browser, key, name="Security key")
        options = asked(browser, browser.get("/account/passkeys/new"), "/account/passkeys/options")
        excluded = {each["id"] for each in options["publicKey"]["excludeCredentials"]}
        assert excluded == {text(phone.credential_id), text(key.credential_id)}

    def test_the_authenticator_learns_no_address_as_its_id(self, priya, browser):
        options = asked(browser, browser.get("/account/passkeys/new"), "/account/passkeys/options")["publicKey"]
        assert raw(options["user"]["id"]).decode() == priya.person_id
        assert options["rp"]["id"] == "localhost"
        assert options["attestation"] == "none"
        assert options["authenticatorSelection"]["userVerification"] == "required"

    @pytest.mark.parametrize(
        "changes",
        [
            {"origin": "http://localhost.example"},
            {"origin": "http://localhost:8001"},
            {"origin": ["http://localhost"]},
            {"type": "webauthn.get"},
            {"challenge": text(bytes(32))},
            {"challenge": ""},
        ],
    )
    def test_one_made_elsewhere_is_not_added(self, priya, browser, changes):
        assert_not_added(priya, new(browser, Authenticator(), **changes))

    @pytest.mark.parametrize("wrong", [{"host": "localhost.example"}, {"verifies": False}])
    def test_one_for_another_host_or_without_a_pin_is_not_added(self, priya, browser, wrong):
        assert_not_added(priya, new(browser, Authenticator(**wrong)))

    def test_no_answer_is_taken_twice(self, priya, browser):
        page = browser.get("/account/passkeys/new")
        answer = Authenticator().create(asked(browser, page, "/account/passkeys/options")["publicKey"])
        form = page.form(action="/account/passkeys/new")
        assert browser.submit(form, passkey="{}", name="x").status == 400
        assert_not_added(priya, browser.submit(form, passkey=answer, name="x"))

    def test_the_challenge_is_soon_too_old(self, priya, browser):
        page = browser.get("/account/passkeys/new")
        answer = Authenticator().create(asked(browser, page, "/account/passkeys/options")["publicKey"])
        with write_unit():  # the step-up is as old by then, and would answer first
            later = now() + LASTS
            db.session.execute(update(SignInSession).values(passphrase_at=later))
        with time_machine.travel(later + timedelta(seconds=2), tick=False):
            page = browser.submit(page.form(action="/account/passkeys/new"), passkey=answer, name="x")
            assert_not_added(priya, page)

    def test_somebody_elses_is_not_added(self, people, priya, browser):
        theirs = Authenticator()
        add_passkey(people.enrol("Sam Okafor"), theirs)
        assert_not_added(priya, new(browser, theirs))

    def test_no_makers_word_is_looked_into(self, priya, browser):
        page = browser.get("/account/passkeys/new")
        answer = Authenticator().create_vouched(asked(browser, page, "/account/passkeys/options")["publicKey"])
        assert_not_added(priya, browser.submit(page.form(action="/account/passkeys/new"), passkey=answer, name="x"))

    @pytest.mark.parametrize("cut", [0, 36, 37, 52, 54, 60, 90, 120])
    def test_a_cut_answer_is_not_added(self, priya, browser, cut):
        page = browser.get("/account/passkeys/new")
        answer = json.loads(Authenticator().create(asked(browser, page, "/account/passkeys/options")["publicKey"]))
        said = parse_cbor(raw(answer["response"]["attestationObject"]))
        answer["response"]["attestationObject"] = text(encode_cbor({**said, "authData": said["authData"][:cut]}))
        form = page.form(action="/account/passkeys/new")
        assert_not_added(priya, browser.submit(form, passkey=json.dumps(answer), name="x"))

    @pytest.mark.parametrize("name", ["", " ", "x" * 61])
    def test_it_needs_a_name(self, priya, browser, name):
        page = new(browser, Authenticator(), name=name)
        assert page.status == 400
        assert kept(priya) == []

    def test_the_passphrase_was_typed_a_moment_ago(self, priya, browser):
        with write_unit():
            db.session.execute(update(SignInSession).values(passphrase_at=now() - timedelta(minutes=6)))
        assert browser.get("/account/passkeys/new").address.startswith("/account/confirm")
        passkey = browser.get("/account/factors/")
        assert asked(browser, passkey, "/account/passkeys/options")["status"] == 401

    def test_what_is_too_long_to_be_one_is_not_added(self, priya, browser):
        form = browser.get("/account/passkeys/new").form(action="/account/passkeys/new")
        assert_not_added(priya, browser.submit(form, passkey="x" * 16_385, name="x"))

    def test_without_a_script_the_page_says_what_works(self, browser):
        page = browser.get("/account/passkeys/new")
        assert "An authenticator app works without either." in page.text


class TestTheSecondStep:
    @pytest.fixture
    def phone(self, priya: Enrolled) -> Authenticator:
        passkey = Authenticator()
        add_passkey(priya, passkey)
        return passkey

    @pytest.fixture
    def waiting(self, app: Flask, priya: Enrolled, phone: Authenticator) -> tuple[Browser, Page]:
        """Priya's browser after the passphrase, and the page it is on."""
        browser = Browser(app)
        return browser, first_step(browser, priya)

    @staticmethod
    def assert_refused(browser: Browser, page: Page) -> None:
        assert (page.status, page.title) == (400, "Error: Show your second factor – Reflect")
        assert NOT_ACCEPTED in page.text
        assert browser.get("/account/", follow=False).status == 302

    def test_only_ones_own_are_asked_for(self, people, waiting, phone):
        add_passkey(people.enrol("Sam Okafor"), Authenticator())
        options = asked(*waiting, "/sign-in/passkey/options")["publicKey"]
        assert [each["id"] for each in options["allowCredentials"]] == [text(phone.credential_id)]
        assert options["userVerification"] == "required"

    @pytest.mark.parametrize(
        "changes",
        [
            {"origin": "https://localhost"},
            {"type": "webauthn.create"},
            {"challenge": text(bytes(32))},
        ],
    )
    def test_an_answer_made_elsewhere_is_refused(self, waiting, phone, changes):
        self.assert_refused(waiting[0], second_step(*waiting, phone, **changes))

    def test_an_answer_for_another_host_is_refused(self, waiting, phone):
        phone.host = "localhost.example"
        self.assert_refused(waiting[0], second_step(*waiting, phone))

    def test_an_answer_without_a_pin_is_refused(self, waiting, phone):
        phone.verifies = False
        self.assert_refused(waiting[0], second_step(*waiting, phone))

    def test_a_counter_that_went_back_is_refused(self, waiting, phone):
        phone.count = -1
        with write_unit():
            db.session.execute(update(Factor).values(sign_count=5))
        self.assert_refused(waiting[0], second_step(*waiting, phone))

    def test_somebody_elses_passkey_is_refused(self, people, waiting):
        theirs = Authenticator()
        add_passkey(people.enrol("Sam Okafor"), theirs)
        self.assert_refused(waiting[0], second_step(*waiting, theirs))

    def test_an_answer_is_taken_once(self, waiting, phone):
        browser, page = waiting
        answer = phone.get(asked(browser, page, "/sign-in/passkey/options")["publicKey"])
        form = page.form(action="/sign-in/passkey/")
        self.assert_refused(browser, browser.submit(form, passkey="{}"))
        self.assert_refused(browser, browser.submit(form, passkey=answer))

    def test_a_challenge_of_another_sign_in_is_refused(self, app, priya, waiting, phone):
        other = Browser(app)
        theirs = asked(other, first_step(other, priya), "/sign-in/passkey/options")["publicKey"]
        browser, page = waiting
        asked(browser, page, "/sign-in/passkey/options")
        self.assert_refused(browser, browser.submit(page.form(action="/sign-in/passkey/"), passkey=phone.get(theirs)))

    def test_five_tries_end_it(self, waiting, phone):
        browser, page = waiting
        for _try in range(4):
            self.assert_refused(browser, second_step(browser, page, phone, origin="http://elsewhere"))
        assert second_step(browser, page, phone, origin="http://elsewhere").address.startswith("/sign-in?")
        assert asked(browser, page, "/sign-in/passkey/options")["status"] == 401

    def test_nobody_waiting_is_told_nothing(self, app, priya, phone):
        browser = Browser(app)
        page = browser.get("/sign-in")
        assert asked(browser, page, "/sign-in/passkey/options")["status"] == 401
        csrf = page.form("passphrase").values()["csrf_token"][0]
        answer = browser.post("/sign-in/passkey/", {"csrf_token": csrf, "passkey": "{}"})
        assert answer.address.startswith("/sign-in?")

    def test_who_was_suspended_in_between_is_out(self, people, priya, waiting, phone):
        browser, page = waiting
        answer = phone.get(asked(browser, page, "/sign-in/passkey/options")["publicKey"])
        people.suspend(priya)
        after = browser.submit(page.form(action="/sign-in/passkey/"), passkey=answer)
        assert after.address.startswith("/sign-in?")
        assert db.session.scalars(select(PendingSignIn)).all() == []


class TestOpeningTheJournal:
    def test_one_that_may_unlock_does_so_from_then_on(self, priya, browser):
        laptop = Authenticator()
        new(browser, laptop, unlocks=True)
        assert "/unlock/device" not in browser.get("/account/factors/").html
        browser.lock()
        page = browser.get("/unlock")
        options = asked(browser, page, "/unlock/device/options")
        secret = laptop.prf(options["salts"][text(laptop.credential_id)])
        form = page.form(action="/unlock/device")
        assert browser.submit(form, passkey=laptop.get(options["publicKey"]), secret=secret).status == 200
        assert browser.get("/account/").status == 200

    def test_one_that_may_not_keeps_no_slot(self, priya, browser):
        new(browser, Authenticator())
        assert not devices.has_device(priya.person_id)

    def test_a_device_that_gives_no_secret_is_a_second_factor_all_the_same(self, priya, browser):
        page = browser.get("/account/passkeys/new")
        answer = Authenticator().create(asked(browser, page, "/account/passkeys/options")["publicKey"])
        form = page.form(action="/account/passkeys/new")
        page = browser.submit(form, passkey=answer, name="Old key", unlocks="y", secret="")
        assert page.title.startswith("Unlock with “Old key”")
        assert [each.name for each in kept(priya)] == ["Old key"]
        assert not devices.has_device(priya.person_id)

    @pytest.mark.parametrize("secret", ["AAAA", text(bytes(31)), "*" * 43])
    def test_what_no_passkey_gives_adds_nothing(self, priya, browser, secret):
        page = browser.get("/account/passkeys/new")
        options = asked(browser, page, "/account/passkeys/options")
        answer = Authenticator().create(options["publicKey"])
        form = page.form(action="/account/passkeys/new")
        sent = {"passkey": answer, "name": "x", "unlocks": "y", "salt": options["salt"], "secret": secret}
        assert_not_added(priya, browser.submit(form, **sent))

    def test_it_can_be_allowed_later_and_stopped_again(self, priya, browser):
        laptop = Authenticator()
        new(browser, laptop)
        (factor,) = kept(priya)
        address = f"/account/passkeys/{factor.id}/device"
        page = browser.get(address)
        options = asked(browser, page, f"{address}/options")
        secret, answer = laptop.prf(options["salt"]), laptop.get(options["publicKey"])
        page = browser.submit(page.form(action=address), passkey=answer, salt=options["salt"], secret=secret)
        assert "This passkey unlocks your journal from now on." in page.text
        assert len(kept(priya)) == 1
        assert devices.has_device(priya.person_id)
        page = browser.submit(browser.get(address).form(action=f"{address}/stop"))
        assert "does not unlock your journal any more" in page.text
        assert len(kept(priya)) == 1
        assert not devices.has_device(priya.person_id)

    def test_allowing_it_takes_the_passkey_itself(self, priya, browser):
        laptop = Authenticator()
        new(browser, laptop)
        address = f"/account/passkeys/{kept(priya)[0].id}/device"
        page = browser.get(address)
        options = asked(browser, page, f"{address}/options")
        sent = {"salt": options["salt"], "secret": laptop.prf(options["salt"])}
        stranger = Authenticator(credential_id=laptop.credential_id)
        for answer in ("", "{}", stranger.get(options["publicKey"])):
            refused = browser.submit(page.form(action=address), passkey=answer, **sent)
            assert refused.status == 400
            assert NOT_ACCEPTED in refused.text
        assert not devices.has_device(priya.person_id)

    def test_somebody_elses_page_is_nobodys(self, people, browser):
        sam = people.enrol("Sam Okafor")
        theirs = Authenticator()
        factor_id = add_passkey(sam, theirs)
        let_unlock(sam, factor_id, theirs)
        page = browser.get("/account/factors/")
        address = f"/account/passkeys/{factor_id}/device"
        csrf = page.form().values()["csrf_token"][0]
        assert browser.get(address).status == 404
        assert asked(browser, page, f"{address}/options")["status"] == 404
        for each in (address, f"{address}/stop"):
            assert browser.post(each, {"csrf_token": csrf}).status == 404
        assert devices.has_device(sam.person_id)

    def test_removing_the_passkey_removes_its_way_in(self, app, priya, browser):
        laptop = Authenticator()
        new(browser, laptop, unlocks=True)
        page = browser.get(f"/account/factors/{kept(priya)[0].id}/remove")
        assert "is removed" in browser.submit(page.form(action="")).text
        assert kept(priya) == []
        assert db.session.scalars(select(DeviceSlot)).all() == []
