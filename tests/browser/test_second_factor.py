"""The second factor as people meet it: setting up an app, signing in with it, mistyping, losing it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from reflect.core.clock import now
from reflect.identity.factor_models import PendingSignIn
from reflect.storage.db import db, write_unit
from tests.browser.conftest import Desks
from tests.browser.keyboard import press, tab_to
from tests.browser.states import follow
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.phones import Phone, add_phone
from tests.support.server import Server

pytestmark = pytest.mark.browser

SCRIPTS = pytest.mark.parametrize("javascript", [False], ids=["no-script"])
SIGN_IN = "Sign in and unlock my journal"


@pytest.fixture
def phone(server: Server, priya: Enrolled) -> Phone:
    with server.app.app_context():
        return add_phone(server.app, priya)


@SCRIPTS
def test_set_up_an_app_and_sign_in_with_it(desks: Desks, priya: Enrolled, javascript: bool) -> None:
    desk = desks(javascript=javascript, width=390)
    page = desk.sign_in(priya)
    page.goto("/account/")
    page.get_by_role("link", name="Second factors and passkeys").click()
    page.get_by_role("button", name="Add an authenticator app").click()
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    phone = Phone(page.locator(".app-code").inner_text().replace(" ", ""))
    page.get_by_label("A name for this app").fill("My phone")
    page.get_by_label("Code from your app").fill(phone.wrong())
    page.get_by_role("button", name="Add this app").click()
    expect(page.get_by_role("alert")).to_contain_text("not the app’s present code")
    page.get_by_label("Code from your app").fill(phone.code())
    page.get_by_role("button", name="Add this app").click()
    expect(page.get_by_text("Your second factor is added.")).to_be_visible()
    expect(page.get_by_text("My phone", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    code = phone.code(steps=1)
    show(page, priya, code)
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    show(page, priya, code)
    expect(page.get_by_role("alert")).to_contain_text("was used already")


@SCRIPTS
def test_five_wrong_codes_lead_back_to_the_start(desks: Desks, priya: Enrolled, phone: Phone, javascript: bool) -> None:
    page = desks(javascript=javascript).page
    show(page, priya, phone.wrong())
    for _turn in range(4):
        expect(page.get_by_role("alert")).to_contain_text("That code is not right")
        type_code(page, phone.wrong())
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Reflect")
    expect(page.get_by_text("Sign in again with your passphrase.")).to_be_visible()


def test_who_takes_too_long_starts_again(desks: Desks, server: Server, priya: Enrolled, phone: Phone) -> None:
    page = desks().page
    first_step(page, priya)
    expect(page.get_by_label("Code from your app")).to_be_visible()
    with server.app.app_context():
        with write_unit():
            mine = update(PendingSignIn).where(PendingSignIn.person_id == priya.person_id)
            db.session.execute(mine.values(created_at=now() - timedelta(minutes=5)))
        db.session.remove()
    type_code(page, phone.code())
    expect(page.get_by_text("Sign in again with your passphrase.")).to_be_visible()


@SCRIPTS
def test_who_lost_it_comes_in_with_the_recovery_code(
    desks: Desks, priya: Enrolled, phone: Phone, javascript: bool
) -> None:
    page = desks(javascript=javascript, width=390).page
    first_step(page, priya)
    page.get_by_role("link", name="I have lost my second factor").click()
    page.get_by_label("Recovery code").fill("0000-" * 7 + "0000")
    page.get_by_role("button", name="Remove my second factors and sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not your recovery code")
    page.get_by_label("Recovery code").fill(priya.recovery_code.lower())
    page.get_by_role("button", name="Remove my second factors and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your recovery code")
    groups = page.get_by_role("list", name="Your recovery code, in eight groups").get_by_role("listitem")
    assert "-".join(groups.all_inner_texts()) != priya.recovery_code
    page.goto("/account/factors/")
    expect(page.get_by_text("You have none yet.")).to_be_visible()


def test_signing_in_with_a_code_needs_no_mouse(desks: Desks, priya: Enrolled, phone: Phone) -> None:
    page = desks().page
    page.goto("/sign-in")
    tab_to(page, "Work e-mail address")
    page.keyboard.type(priya.email)
    tab_to(page, "Passphrase")
    page.keyboard.type(PASSPHRASE)
    press(page, SIGN_IN)
    tab_to(page, "Code from your app")
    page.keyboard.type(phone.wrong())
    press(page, SIGN_IN)
    tab_to(page, "Code from your app")
    page.keyboard.press("Control+A")
    page.keyboard.type(phone.code())
    press(page, SIGN_IN)
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()


def test_the_page_warns_before_the_journal_locks(desks: Desks, priya: Enrolled) -> None:
    page = desks().page
    page.clock.install()
    first_step(page, priya)
    page.goto("/account/")
    warning = page.get_by_role("region", name="Your time here")
    page.clock.fast_forward("13:55")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("00:10")
    expect(warning).to_contain_text("Your journal locks in 5 minutes.")
    page.get_by_role("button", name="Stay unlocked").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("13:55")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("05:10")
    expect(warning).to_contain_text("Your journal has locked.")
    expect(page.get_by_role("button", name="Stay unlocked")).to_be_hidden()


def test_what_is_typed_counts_as_use(desks: Desks, priya: Enrolled) -> None:
    page = desks().page
    page.clock.install()
    first_step(page, priya)
    page.goto("/journal/new?start=blank")
    warning = page.get_by_role("region", name="Your time here")
    page.clock.fast_forward("14:05")
    expect(warning).to_be_visible()
    page.locator("textarea[name=answer]").fill("Some words.")
    page.clock.fast_forward("00:05")
    expect(page.locator("[data-autosave-status]")).to_have_text(re.compile(r"^Saved at \d"))
    expect(warning).to_be_hidden()


def first_step(page: Page, person: Enrolled) -> None:
    page.goto("/sign-in")
    page.get_by_label("Work e-mail address").fill(person.email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    follow(page, page.get_by_role("button", name=SIGN_IN))


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code from your app").fill(code)
    follow(page, page.get_by_role("button", name=SIGN_IN))


def show(page: Page, person: Enrolled, code: str) -> None:
    """Both steps."""
    first_step(page, person)
    type_code(page, code)
