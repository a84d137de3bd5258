"""Coming in by the keyboard alone, where everybody needs a second factor: first time, every time, and after a loss."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desks
from tests.browser.keyboard import press, tab_to
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.phones import Phone, add_phone
from tests.support.server import Server, running
from tests.support.virtual_authenticator import Device

pytestmark = pytest.mark.browser

NEW = "quiet lantern maple corridor"
SIGN_IN = "Sign in and unlock my journal"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Reflect as it is in production: nothing opens without a second factor."""
    with running(tmp_path_factory.mktemp("strict") / "reflect", REFLECT_SECOND_FACTOR="required") as served:
        yield served


@pytest.fixture
def phone(server: Server, priya: Enrolled) -> Phone:
    with server.app.app_context():
        return add_phone(server.app, priya)


@pytest.fixture(params=[True], ids=["script"])
def page(request: pytest.FixtureRequest, desks: Desks) -> Page:
    return desks(javascript=request.param).page


def test_from_an_invitation_to_first_words_a_code_on_paper_and_an_app(page: Page, server: Server) -> None:
    page.goto(server.people.invite("Noor Haddad"))
    fill(page, {"New passphrase": NEW, "New passphrase again": NEW})
    press(page, "Set my passphrase and continue")
    tab_to_the_words(page)
    page.keyboard.type("These are my first words.")
    press(page, "Save a few first words")
    keep_code(page)
    press(page, "Continue")  # from the page about leaving quickly
    press(page, "Add an authenticator app")
    phone = Phone(page.locator(".app-code").inner_text().replace(" ", ""))
    fill(page, {"A name for this app": "My phone", "Code from your app": phone.code()})
    press(page, "Add this app")
    expect(page.get_by_text("Your second factor is added.")).to_be_visible()
    press(page, "My journal")
    expect(page.locator(".app-entries")).to_contain_text("Only you")


def test_with_a_passkey_that_is_made_and_then_used_to_sign_in(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page, device = desk.page, Device(desk)
    show_passphrase(page, priya)
    press(page, "Add a passkey")
    fill(page, {"A name for this passkey": "Work laptop"})
    press(page, "Make the passkey")
    expect(page.get_by_text("Your second factor is added.")).to_be_visible()
    assert len(device.passkeys()) == 1
    press(page, "Sign out")
    show_passphrase(page, priya)
    press(page, "Use a passkey")
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()


def test_with_the_recovery_code_after_the_passphrase_is_lost(page: Page, priya: Enrolled, phone: Phone) -> None:
    page.goto("/sign-in")
    press(page, "I have lost my passphrase")
    fill(
        page,
        {
            "Work e-mail address": priya.email,
            "Recovery code": priya.recovery_code.lower().replace("-", " "),
            "New passphrase": NEW,
            "New passphrase again": NEW,
        },
    )
    press(page, "Open my journal and set a new passphrase")
    fill(page, {"Code from your app": phone.code()})
    press(page, SIGN_IN)
    keep_code(page)
    press(page, "Sign out")
    show_passphrase(page, priya, NEW)
    expect(page.get_by_role("heading", level=1)).to_have_text("Show your second factor")


def test_with_the_recovery_code_after_the_phone_is_lost(page: Page, priya: Enrolled, phone: Phone) -> None:
    show_passphrase(page, priya)
    press(page, "I have lost my second factor")
    fill(page, {"Recovery code": priya.recovery_code})
    press(page, "Remove my second factors and sign in")
    keep_code(page)
    expect(page.get_by_text("Add your first one now.")).to_be_visible()


def fill(page: Page, fields: dict[str, str]) -> None:
    """Type into fields in the order in which Tab reaches them."""
    for name, words in fields.items():
        tab_to(page, name)
        page.keyboard.type(words)


def show_passphrase(page: Page, person: Enrolled, passphrase: str = PASSPHRASE) -> None:
    """The first step of signing in."""
    page.goto("/sign-in")
    fill(page, {"Work e-mail address": person.email, "Passphrase": passphrase})
    press(page, SIGN_IN)


def tab_to_the_words(page: Page) -> None:
    name = page.locator(f"label[for={page.locator('textarea').get_attribute('id')}]").inner_text()
    tab_to(page, name)


def keep_code(page: Page) -> None:
    """Read the new recovery code, and type the two groups that are asked for."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your recovery code")
    groups = page.get_by_role("list", name="Your recovery code, in eight groups").get_by_role("listitem")
    code = groups.all_inner_texts()
    asked = [label.inner_text() for label in page.locator("label", has_text=re.compile(r"Group \d of your code")).all()]
    fill(page, {label: code[int(label.split()[1]) - 1] for label in asked})
    press(page, "I have kept my code")
