"""Signing in at the organisation's provider: who somebody is comes from there, and the keys of a journal never do."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.identity import enrolment
from reflect.identity.cli import people_commands
from reflect.identity.keyring import public_key_of
from reflect.identity.link_models import IdentityLink
from reflect.identity.models import SignInSession, UnlockSession
from reflect.identity.sso import links
from reflect.identity.sso.answers import Identity
from reflect.notices.models import Notice
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.joined import come_back, connect, go, joined, there_and_back
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.phones import add_phone
from tests.support.provider import Provider, standing

NEW = "quiet lantern maple corridor"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with standing() as stood:
        yield stood


@pytest.fixture
def own(app: Flask, provider: Provider) -> Iterator[Flask]:
    with joined(app, provider.settings("mfa", "gold")) as both:
        yield both


@pytest.fixture
def people(own: Flask) -> People:
    return People(own)


@pytest.fixture
def priya(people: People, provider: Provider) -> Enrolled:
    """Somebody whose account is connected."""
    priya = people.enrol("Priya Nair")
    connect(priya, provider)
    return priya


def found(wanted: Any) -> list[Any]:
    """What is in the database now."""
    db.session.rollback()
    return list(db.session.scalars(wanted))


def sessions(person_id: str) -> list[SignInSession]:
    return found(select(SignInSession).where(SignInSession.person_id == person_id))


def events(event: str) -> list[AuditEvent]:
    return found(select(AuditEvent).where(AuditEvent.event == event))


def type_passphrase(browser: Browser, person: Enrolled, passphrase: str = PASSPHRASE) -> Page:
    return browser.submit(browser.get("/sign-in").form("passphrase"), email=person.email, passphrase=passphrase)


def test_who_signs_in_there_is_asked_for_the_passphrase_and_goes_on(
    own: Flask, provider: Provider, priya: Enrolled
) -> None:
    browser = Browser(own)
    assert "/sign-in/with?next=/journal/" in browser.get("/sign-in?next=/journal/").links()
    page = there_and_back(browser, provider, "/sign-in/with?next=/journal/")
    assert page.address == "/unlock?next=/journal/"
    page = browser.submit(page.form("passphrase"), passphrase=PASSPHRASE)
    assert (page.status, page.address) == (200, "/journal/")
    assert [event.about_id for event in events("signed-in")] == [priya.person_id]


def test_whoever_runs_the_provider_comes_in_and_opens_nothing(own: Flask, provider: Provider, priya: Enrolled) -> None:
    browser = Browser(own)
    there_and_back(browser, provider)
    (session,) = sessions(priya.person_id)
    assert session.passphrase_at is None
    for address in ("/", "/journal/", "/journal/new", "/shared/", "/account/", "/account/link"):
        assert browser.get(address).address.startswith("/unlock?"), address
    refused = browser.submit(browser.get("/unlock").form("passphrase"), passphrase="calm river shut window")
    assert refused.status == 400
    confirm = browser.submit(browser.get("/account/confirm").form("passphrase"), passphrase="calm river shut window")
    assert confirm.status == 400
    assert found(select(UnlockSession)) == []


def test_a_second_factor_that_was_shown_there_is_enough(own: Flask, provider: Provider, priya: Enrolled) -> None:
    add_phone(own, priya)
    for more in ({"amr": ["pwd", "mfa"]}, {"acr": "gold"}):
        provider.more = more
        assert there_and_back(Browser(own), provider).address.startswith("/unlock")
    assert all(session.second_factor_at is not None for session in sessions(priya.person_id))
    for more in ({}, {"amr": ["pwd"]}, {"acr": "silver", "amr": []}):
        provider.more = more
        assert there_and_back(Browser(own), provider).address.startswith("/sign-in/second-step")
    assert len(sessions(priya.person_id)) == 2


def test_else_their_own_is_asked_for_and_the_journal_stays_locked(
    own: Flask, provider: Provider, priya: Enrolled
) -> None:
    phone, browser = add_phone(own, priya), Browser(own)
    page = there_and_back(browser, provider, "/sign-in/with?next=/journal/")
    assert "You have signed in at Northbridge." in page.text
    assert browser.submit(page.form("code"), code=phone.wrong()).status == 400
    assert sessions(priya.person_id) == []
    page = browser.submit(browser.get(page.address).form("code"), code=phone.code())
    assert page.address == "/unlock?next=/journal/"
    assert found(select(UnlockSession)) == []
    assert browser.submit(page.form("passphrase"), passphrase=PASSPHRASE).address == "/journal/"


def test_lost_factors_take_passphrase_and_code_of_who_signed_in_there(
    own: Flask, provider: Provider, priya: Enrolled
) -> None:
    add_phone(own, priya)
    browser = Browser(own)
    there_and_back(browser, provider)
    form = browser.get("/sign-in/lost").form("code")
    wrong = browser.submit(form, passphrase="calm river shut window", code=priya.recovery_code)
    assert wrong.status == 400
    assert "That is not your passphrase." in wrong.text
    assert browser.submit(form, passphrase=PASSPHRASE, code="0000-" * 7 + "0000").status == 400
    assert sessions(priya.person_id) == []
    page = browser.submit(form, passphrase=PASSPHRASE, code=priya.recovery_code)
    assert page.address == "/account/recovery-code"


def test_administrators_show_their_own_where_they_need_a_passkey(app: Flask, provider: Provider) -> None:
    provider.more = {"acr": "gold"}
    with joined(app, provider.settings("gold"), administrators_need_passkey=True) as own:
        dev = People(own).enrol("Dev Malik", roles=("administrator",))
        add_phone(own, dev)
        connect(dev, provider)
        assert there_and_back(Browser(own), provider).address.startswith("/sign-in/second-step")


def test_an_account_that_is_connected_to_nobody_gets_one_plain_page(
    own: Flask, provider: Provider, priya: Enrolled
) -> None:
    provider.subject, provider.more = "account-2", {"email": priya.email, "email_verified": True}
    browser = Browser(own)
    page = there_and_back(browser, provider)
    assert page.status == 403
    assert "This account is not connected to anybody here" in page.text
    assert browser.get("/journal/").address.startswith("/sign-in")
    assert events("sign-in-refused") == []
    assert sessions(priya.person_id) == []


@pytest.mark.parametrize("stop", ["suspend", "leave_for_good"])
def test_who_is_stopped_here_is_refused_like_a_stranger(
    own: Flask, people: People, provider: Provider, priya: Enrolled, stop: str
) -> None:
    getattr(people, stop)(priya)
    refused = there_and_back(Browser(own), provider)
    provider.subject = "account-2"
    assert (refused.status, refused.text) == (403, there_and_back(Browser(own), provider).text)
    assert [(event.about_id, event.details) for event in events("sign-in-refused")] == [
        (priya.person_id, {"reason": "stopped"})
    ]


def test_an_invited_person_connects_both_while_they_choose_a_passphrase(
    own: Flask, people: People, provider: Provider
) -> None:
    person_id = people.on_roster("Noor Haddad")
    with write_unit():
        token = enrolment.invite(person_id)
    provider.more = {"preferred_username": "noor.haddad", "acr": "gold"}
    browser = Browser(own)
    assert f"/enrol/{token}/with" in browser.get(f"/enrol/{token}").links()
    page = there_and_back(browser, provider, f"/enrol/{token}/with")
    assert page.address == f"/enrol/{token}"
    assert "You have signed in at Northbridge as noor.haddad." in page.text
    assert found(select(IdentityLink)) == []
    page = browser.submit(page.form("passphrase"), passphrase=NEW, again=NEW)
    assert page.status == 200
    (link,) = found(select(IdentityLink))
    assert (link.issuer, link.subject, link.person_id) == (provider.issuer, "account-1", person_id)
    (session,) = sessions(person_id)
    assert session.second_factor_at is not None
    assert [event.details for event in events("identity-linked")] == [{"issuer": provider.issuer}]
    assert there_and_back(Browser(own), provider).address.startswith("/unlock")


def test_an_invitation_goes_on_without_too_and_says_when_it_took_too_long(
    own: Flask, people: People, provider: Provider
) -> None:
    person_id = people.on_roster("Noor Haddad")
    with write_unit():
        token = enrolment.invite(person_id)
    browser = Browser(own)
    form = there_and_back(browser, provider, f"/enrol/{token}/with").form("passphrase")
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        late = browser.submit(form, passphrase=NEW, again=NEW)
        assert late.status == 400
        assert "It is too long since you signed in there." in late.text
        assert browser.submit(late.form("passphrase"), passphrase=NEW, again=NEW).status == 200
    assert found(select(IdentityLink)) == []


def test_what_one_invitation_began_connects_no_other(own: Flask, people: People, provider: Provider) -> None:
    tokens = []
    for name in ("Noor Haddad", "Sam Okafor"):
        person_id = people.on_roster(name)
        with write_unit():
            tokens.append(enrolment.invite(person_id))
    browser = Browser(own)
    there_and_back(browser, provider, f"/enrol/{tokens[0]}/with")
    page = browser.get(f"/enrol/{tokens[1]}")
    assert "You have signed in at" not in page.text
    assert browser.submit(page.form("passphrase"), passphrase=NEW, again=NEW).status == 200
    assert found(select(IdentityLink)) == []
    assert browser.get("/enrol/nobody/with").status == 404


def test_somebody_connects_from_their_account_after_the_passphrase(
    own: Flask, people: People, provider: Provider
) -> None:
    priya, elsewhere = people.enrol("Priya Nair"), Browser(own)
    elsewhere.sign_in(priya)
    browser = Browser(own).sign_in(priya)
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        page = browser.get("/account/link")
        assert page.address.startswith("/account/confirm")
        page = browser.submit(page.form("passphrase"), passphrase=PASSPHRASE)
        assert "/account/link/with" in page.links()
        page = there_and_back(browser, provider, "/account/link/with")
        assert page.address == "/account/link"
        assert found(select(IdentityLink)) == []
        page = browser.submit(page.form(action="/account/link"))
        assert "Your account is connected to Northbridge." in page.text
        assert browser.get("/journal/").address == "/journal/"
        assert elsewhere.get("/journal/").address.startswith("/sign-in")
        assert there_and_back(Browser(own), provider).address.startswith("/unlock")
    assert "identity-linked" in found(select(Notice.kind).where(Notice.person_id == priya.person_id))
    assert [event.about_id for event in events("identity-linked")] == [priya.person_id]


def test_what_another_person_asked_in_the_same_browser_is_not_connected(
    own: Flask, people: People, provider: Provider
) -> None:
    priya, sam, browser = people.enrol("Priya Nair"), people.enrol("Sam Okafor"), Browser(own)
    browser.sign_in(priya)
    address = provider.consent(go(browser, "/account/link/with"))
    browser.sign_out()
    browser.sign_in(sam)
    assert come_back(browser, address).status == 401
    assert "Connect my account" not in browser.get("/account/link").text
    assert found(select(IdentityLink)) == []


def test_one_account_there_is_one_person_here(own: Flask, people: People, provider: Provider, priya: Enrolled) -> None:
    sam = people.enrol("Sam Okafor")
    page = there_and_back(Browser(own).sign_in(sam), provider, "/account/link/with")
    assert page.status == 409
    for person, subject in ((sam, "account-1"), (priya, "account-2")):
        with pytest.raises(Conflict), write_unit():
            links.link(person.person_id, Identity(provider.issuer, subject, False, ""), "Northbridge")
    assert links.of_person(sam.person_id) is None


def test_the_passphrase_and_the_code_let_nobody_in_who_signs_in_there(
    own: Flask, people: People, provider: Provider, priya: Enrolled
) -> None:
    stranger = people.enrol("Sam Okafor")
    wrong = type_passphrase(Browser(own), stranger, "calm river shut window")
    right = type_passphrase(Browser(own), priya)
    assert (right.status, right.text) == (400, wrong.text)
    form = Browser(own).get("/recover").form("code")
    refused = Browser(own)
    form = refused.get("/recover").form("code")
    page = refused.submit(form, email=priya.email, code=priya.recovery_code, passphrase=NEW, again=NEW)
    assert page.status == 400
    assert "do not match an account here" in page.text
    assert sessions(priya.person_id) == []


def test_the_recovery_code_still_opens_the_journal_of_who_signed_in_there(
    own: Flask, provider: Provider, priya: Enrolled
) -> None:
    browser = Browser(own)
    there_and_back(browser, provider)
    form = browser.get("/recover").form("code")
    page = browser.submit(form, email=priya.email, code=priya.recovery_code, passphrase=NEW, again=NEW)
    assert page.address == "/account/recovery-code"
    (session,) = sessions(priya.person_id)
    assert session.passphrase_at is not None


def test_a_link_to_a_provider_that_is_not_set_up_any_more_holds_nobody_back(
    app: Flask, provider: Provider, own: Flask, priya: Enrolled
) -> None:
    assert type_passphrase(Browser(app), priya).status == 200
    with standing() as other, joined(app, other.settings()) as moved:
        browser = Browser(moved).sign_in(priya)
        page = there_and_back(browser, other, "/account/link/with")
        assert "is connected to" in browser.submit(page.form(action="/account/link")).text
        assert there_and_back(Browser(moved), other).address.startswith("/unlock")
        assert type_passphrase(Browser(moved), priya).status == 400


def test_an_operator_sets_somebody_free_who_has_a_new_account_there(
    own: Flask, provider: Provider, priya: Enrolled
) -> None:
    browser = Browser(own)
    there_and_back(browser, provider)
    done = own.test_cli_runner().invoke(people_commands, ["unlink", priya.email])
    assert (done.exit_code, done.output) == (0, "Unlinked.\n")
    assert browser.get("/unlock").address.startswith("/sign-in")
    assert [(event.about_id, event.details) for event in events("identity-unlinked")] == [
        (priya.person_id, {"issuer": provider.issuer})
    ]
    assert "identity-unlinked" in found(select(Notice.kind).where(Notice.person_id == priya.person_id))
    assert type_passphrase(Browser(own), priya).status == 200
    again = own.test_cli_runner().invoke(people_commands, ["unlink", priya.email])
    assert (again.exit_code, again.output) == (1, "Error: Their account is not connected.\n")
    nobody = own.test_cli_runner().invoke(people_commands, ["unlink", "nobody@test.example"])
    assert "Nobody on the roster" in nobody.output


def test_a_provider_that_asks_for_a_second_factor_finishes_an_account(
    app: Flask, provider: Provider, priya: Enrolled
) -> None:
    for second_factor, finished in ((("mfa",), True), ((), False)):
        with joined(app, provider.settings(*second_factor), second_factor_required=True):
            assert (public_key_of(priya.person_id) is not None) is finished


def test_a_browser_that_is_known_is_told_to_nobody(own: Flask, provider: Provider, priya: Enrolled) -> None:
    browser = Browser(own)
    for _time in range(2):
        there_and_back(browser, provider)
        browser.submit(next(form for form in browser.get("/unlock").forms() if form.action.endswith("/sign-out")))
    assert found(select(Notice.kind).where(Notice.kind == "new-device")) == []


def test_a_name_that_changes_there_changes_nothing(own: Flask, provider: Provider, priya: Enrolled) -> None:
    provider.more = {"email": "somebody.else@test.example", "preferred_username": "<b>Somebody</b>"}
    assert there_and_back(Browser(own), provider).address.startswith("/unlock")
    assert db.session.get_one(Person, priya.person_id).email == priya.email


def test_new_keys_of_the_provider_are_fetched_when_a_token_names_them(
    own: Flask, provider: Provider, priya: Enrolled
) -> None:
    there_and_back(Browser(own), provider)
    there_and_back(Browser(own), provider)
    assert provider.asked.count("/keys") == 1
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    provider.key = type(provider.key).generate_key(2048, {"kid": "2", "use": "sig"})
    provider.key_id = "2"
    assert there_and_back(Browser(own), provider).address.startswith("/unlock")
    assert provider.asked.count("/keys") == 2


def test_without_a_provider_there_is_no_way_there(app: Flask) -> None:
    browser = Browser(app)
    assert "/sign-in/with" not in browser.get("/sign-in").html
    assert browser.get("/sign-in/with").status == 404
    assert browser.get("/sign-in/back?here=1&code=1&state=1").status == 404
