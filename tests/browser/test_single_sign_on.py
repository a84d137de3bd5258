"""Single sign-on in a real browser, with script and without: connecting, signing in, the second step, the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from reflect.notices.models import Notice
from reflect.storage.db import db
from tests.browser.judging import OPTIONS
from tests.browser.keyboard import press, tab_to
from tests.support.chromium import Desk, sit_down
from tests.support.joined import connect
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.phones import add_phone
from tests.support.provider import CLIENT, SECRET, Provider, standing
from tests.support.server import Server, running

pytestmark = pytest.mark.browser
NEW = "quiet lantern maple corridor"
SIGN_IN = "Sign in with Northbridge"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with standing() as stood:
        stood.more = {"preferred_username": "priya.nair@northbridge.example"}
        yield stood


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    """Reflect, set up beside the provider."""
    settings = {
        "REFLECT_OIDC_ISSUER": provider.issuer,
        "REFLECT_OIDC_CLIENT_ID": CLIENT,
        "REFLECT_OIDC_CLIENT_SECRET": SECRET,
        "REFLECT_OIDC_NAME": "Northbridge",
    }
    with running(tmp_path_factory.mktemp("joined") / "reflect", **settings) as served:
        yield served


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def desk(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Iterator[Desk]:
    opened = sit_down(chromium, server, javascript=request.param)
    yield opened
    faults = opened.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def priya(server: Server, provider: Provider) -> Enrolled:
    provider.subject = f"account-{server.people.number}"
    return server.people.enrol("Priya Nair")


def accessible(desk: Desk) -> None:
    if desk.javascript:
        found = Axe().run(desk.page, options=OPTIONS).response["violations"]
        assert not found, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def unlock(page: Page) -> None:
    expect(page.get_by_role("heading", name="Unlock your journal")).to_be_visible()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock my journal").click()


def test_connecting_from_the_account_then_signing_in_there_with_keys_alone(desk: Desk, priya: Enrolled) -> None:
    page = desk.sign_in(priya)
    page.goto("/account/")
    press(page, SIGN_IN)
    accessible(desk)
    press(page, "Go to Northbridge")
    expect(page.get_by_text("as priya.nair@northbridge.example")).to_be_visible()
    accessible(desk)
    press(page, "Connect my account")
    expect(page.get_by_text("Your account is connected to Northbridge.")).to_be_visible()
    accessible(desk)

    press(page, "Sign out")
    accessible(desk)
    tab_to(page, "Work e-mail address")
    page.keyboard.type(priya.email)
    tab_to(page, "Passphrase")
    page.keyboard.type(PASSPHRASE)
    press(page, "Sign in and unlock my journal")
    expect(page.get_by_role("alert")).to_contain_text("do not match an account here")

    page.goto("/sign-in?next=/journal/")
    press(page, SIGN_IN)
    expect(page.get_by_role("heading", name="Unlock your journal")).to_be_visible()
    tab_to(page, "Passphrase")
    page.keyboard.type(PASSPHRASE)
    press(page, "Unlock my journal")
    page.wait_for_url("**/journal/")
    with desk.server.app.app_context():
        told = db.session.scalars(select(Notice.kind).where(Notice.person_id == priya.person_id)).all()
    assert told == ["identity-linked"], "the browser is the one they have used before"


def test_from_an_invitation_to_the_first_words(desk: Desk, provider: Provider) -> None:
    page, provider.subject = desk.page, f"invited-{desk.javascript}"
    page.goto(desk.server.people.invite("Noor Haddad"))
    accessible(desk)
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_text("You have signed in at Northbridge as priya.nair@northbridge.example.")).to_be_visible()
    accessible(desk)
    page.get_by_label("New passphrase", exact=True).fill(NEW)
    page.get_by_label("New passphrase again").fill(NEW)
    page.get_by_role("button", name="Set my passphrase and continue").click()
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()


def test_their_own_second_factor_comes_next(desk: Desk, priya: Enrolled, provider: Provider) -> None:
    with desk.server.app.app_context():
        phone = add_phone(desk.server.app, priya)
        connect(priya, provider, provider.subject)
    page = desk.page
    page.goto("/sign-in")
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_text("You have signed in at Northbridge.")).to_be_visible()
    accessible(desk)
    page.get_by_label("Code from your app").fill(phone.code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    unlock(page)
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()


def test_a_stranger_and_somebody_who_says_no_get_a_plain_page(desk: Desk, provider: Provider) -> None:
    page, provider.subject = desk.page, "a stranger"
    page.goto("/sign-in")
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.get_by_text("This account is not connected to anybody here")).to_be_visible()
    accessible(desk)
    provider.refuses = True
    try:
        page.goto("/sign-in")
        page.get_by_role("button", name=SIGN_IN).click()
        expect(page.get_by_text("Northbridge did not sign you in, so nothing was changed.")).to_be_visible()
    finally:
        provider.refuses = False
    accessible(desk)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/sign-in")


def test_with_keys_alone(desk: Desk, priya: Enrolled, provider: Provider) -> None:
    with desk.server.app.app_context():
        connect(priya, provider, provider.subject)
    page = desk.page
    page.goto("/sign-in")
    wanted = page.get_by_role("button", name=SIGN_IN)
    for _step in range(20):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Unlock your journal")).to_be_visible()
