"""Somebody lost both secrets: an administrator offers, they accept, and the journal before waits beside the new one.

Both use the keyboard alone.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desks
from tests.browser.keyboard import press, tab_to
from tests.browser.test_without_a_mouse import fill, keep_code, show_passphrase, tab_to_the_words
from tests.support.people import PASSPHRASE, TEAM, Enrolled
from tests.support.server import Server
from tests.support.writing import write

pytestmark = pytest.mark.browser

NEW = "quiet lantern maple corridor"
BEFORE, AFTER = "What I wrote before I lost it.", "The first words after it."
SIGN_IN = "Sign in and unlock my journal"


@pytest.mark.parametrize("javascript", [True], ids=["script"])
def test_a_new_journal_beside_the_one_before(
    desks: Desks, server: Server, priya: Enrolled, marcus: Enrolled, javascript: bool
) -> None:
    with server.app.app_context():
        write(priya, BEFORE, title="Home visit, Tuesday")
    dev = desks(javascript=javascript)
    dev.sign_in(server.people.enrol("Dev Malik", roles=("administrator",), unit=TEAM[:1]))
    link = offer(dev.page, priya)

    page = desks(javascript=javascript).page
    accept(page, link)
    press(page, "Continue")  # from the page about leaving quickly
    expect(page.locator(".app-entries a")).to_have_count(1)
    assert BEFORE not in page.content()
    press(page, "Sign out")
    show_passphrase(page, priya, PASSPHRASE)
    expect(page.get_by_role("alert")).to_contain_text("do not match an account here")

    open_the_one_before(page, priya)
    expect(page.get_by_text(BEFORE)).to_be_visible()
    expect(page.get_by_role("button", name="Share this")).to_have_count(0)
    press(page, "Sign out")
    show_passphrase(page, priya, NEW)
    press(page, "My journal")
    expect(page.locator(".app-entries a")).to_have_count(1)
    assert "Home visit, Tuesday" not in page.content()


def offer(page: Page, person: Enrolled) -> str:
    """What the administrator does. Returns the single-use link."""
    page.goto(f"/admin/people/?q={person.email}")
    press(page, person.name)
    press(page, "Invite to start again")
    expect(page.get_by_text("What they wrote cannot be opened by anybody.")).to_be_visible()
    press(page, "Make the link")
    assert BEFORE not in page.content()
    return page.locator("main code").inner_text()


def accept(page: Page, link: str) -> None:
    """What the person does with the link: a passphrase, first words, and a code on paper."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Start again with a new journal, Priya Nair?")
    fill(page, {"New passphrase": NEW, "New passphrase again": NEW})
    press(page, "Start a new journal with this passphrase")
    tab_to_the_words(page)
    page.keyboard.type(AFTER)
    press(page, "Save a few first words")
    keep_code(page)


def open_the_one_before(page: Page, person: Enrolled) -> None:
    """Find the passphrase of the journal before, and read there."""
    page.goto("/sign-in")
    press(page, "Open an earlier journal")
    assert page.url.endswith("/sign-in/earlier-journal")
    fill(page, {"Work e-mail address": person.email, "Passphrase": NEW})
    press(page, "Open the earlier journal")
    expect(page.get_by_role("alert")).to_contain_text("do not match an earlier journal here")
    tab_to(page, "do not match an earlier journal here")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Passphrase", exact=True)).to_be_focused()
    page.keyboard.type(PASSPHRASE)
    press(page, "Open the earlier journal")
    press(page, "My journal")
    press(page, "Home visit, Tuesday")
