"""What somebody types is kept, and the page says honestly whether it is."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Desks
from tests.support.chromium import Desk
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.server import Server

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Saved at \d{1,2}:\d\d[ap]m$")
BLANK = "/journal/new?start=blank"
ARRIVAL = 10  # seconds
LONGEST_RETRY = 15_000  # milliseconds: the script waits five seconds, then ten


def status(page: Page) -> Locator:
    return page.locator("[data-autosave-status]")


def box(page: Page) -> Locator:
    return page.locator("textarea[name=answer]")


def entry_address(page: Page) -> str:
    """Where the page's own words are written on."""
    action = page.locator("form#writing").get_attribute("action")
    assert action is not None
    return action


def write(desk: Desk, person: Enrolled, words: str) -> Page:
    """Sign in and type on a blank page, as a person does."""
    page = desk.sign_in(person)
    page.goto(BLANK)
    box(page).press_sequentially(words)
    return page


def test_words_are_saved_shortly_after_the_last_key(desks: Desks, priya: Enrolled) -> None:
    page = write(desks(), priya, "A first thought.")
    expect(status(page)).to_have_text(SAVED)
    address = entry_address(page)
    page.goto(address)
    expect(box(page)).to_have_value("A first thought.")
    page.goto("/journal/")
    expect(page.locator(".app-entries")).to_contain_text("Draft")


def test_while_the_server_is_gone_the_page_says_so_and_saves_when_it_is_back(
    desks: Desks, server: Server, priya: Enrolled
) -> None:
    page = write(desks(), priya, "Before.")
    expect(status(page)).to_have_text(SAVED)
    server.kill()
    try:
        box(page).press_sequentially(" While it was gone.")
        expect(status(page)).to_contain_text("Not saved. You seem to be offline.")
    finally:
        server.start()
    expect(status(page)).to_have_text(SAVED, timeout=LONGEST_RETRY)
    page.goto(entry_address(page))
    expect(box(page)).to_have_value("Before. While it was gone.")


def test_while_the_network_is_gone_the_page_says_so(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "Before.")
    expect(status(page)).to_have_text(SAVED)
    desk.context.set_offline(True)
    box(page).press_sequentially(" In a tunnel.")
    expect(status(page)).to_contain_text("Not saved. You seem to be offline.")
    desk.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED, timeout=LONGEST_RETRY)


def test_a_journal_locked_in_another_tab_is_unlocked_without_leaving_the_page(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "Before.")
    expect(status(page)).to_have_text(SAVED)
    other = desk.new_tab()
    other.goto("/")
    other.get_by_role("button", name="Lock journal").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Unlock your journal")

    box(page).press_sequentially(" After.")
    expect(status(page)).to_contain_text("Not saved. Your journal is locked.")
    status(page).get_by_role("button", name="Unlock it here").press("Enter")
    passphrase = page.get_by_label("Your passphrase, to unlock here")
    expect(passphrase).to_be_focused()
    passphrase.fill("not the passphrase")
    passphrase.press("Enter")
    expect(page.locator("#unlock-here-problem")).to_have_text("That is not your passphrase.")
    passphrase.fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock here").click()
    expect(status(page)).to_have_text(SAVED)
    expect(passphrase).to_be_hidden()
    box(page).press("End")
    box(page).press_sequentially(" Unlocked.")
    expect(status(page)).to_have_text(SAVED)
    page.get_by_role("button", name="Save and continue").click()
    page.goto(entry_address(page))
    expect(box(page)).to_have_value("Before. After. Unlocked.")


def test_two_tabs_never_overwrite_each_other_and_save_shows_both(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "Both began here.")
    expect(status(page)).to_have_text(SAVED)
    address = entry_address(page)
    other = desk.new_tab()
    other.goto(address)
    box(other).fill("The other tab's words.")
    expect(status(other)).to_have_text(SAVED)

    page.bring_to_front()
    box(page).fill("This tab's words.")
    expect(status(page)).to_contain_text("Not saved. This reflection was changed somewhere else.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Changed somewhere else")
    expect(box(page)).to_have_value("This tab's words.")
    expect(page.get_by_role("main")).to_contain_text("The other tab's words.")
    page.get_by_role("button", name="Keep mine").click()
    page.goto(address)
    expect(box(page)).to_have_value("This tab's words.")
    page.goto(re.sub("/edit.*", "/history", address))
    expect(page.get_by_role("main").get_by_role("listitem")).not_to_have_count(1)


def test_quick_exit_saves_the_last_words_and_ends_the_session(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "The last words before the door opened.")
    address = entry_address(page)
    page.locator("a.govuk-exit-this-page__button").click()
    page.wait_for_url("**/healthz")  # where this server's quick exit leads
    page.go_back()
    expect(page.get_by_text("The last words")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Reflect")
    desk.sign_in(priya, to="/journal/")
    page.goto(address)
    expect(box(page)).to_have_value("The last words before the door opened.")


def test_without_a_script_exit_is_a_button_that_saves(desks: Desks, priya: Enrolled) -> None:
    desk = desks(javascript=False)
    page = write(desk, priya, "The last words before the door opened.")
    address = entry_address(page)
    page.get_by_role("button", name="Save and exit this page").click()
    page.wait_for_url("**/healthz")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Reflect")
    desk.sign_in(priya, to="/journal/")
    page.goto(address)
    expect(box(page)).to_have_value("The last words before the door opened.")


def test_words_typed_just_before_going_elsewhere_are_kept(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "Not yet saved when the tab closed.")
    address = entry_address(page)
    page.close(run_before_unload=True)
    other = desk.new_tab()
    deadline = time.monotonic() + ARRIVAL
    while not ((answer := other.goto(address)) and answer.ok):  # it outlives its page, and may arrive after this
        assert time.monotonic() < deadline, "the last words never arrived"
    expect(box(other)).to_have_value("Not yet saved when the tab closed.")


def test_locking_waits_for_what_was_typed(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "Typed and locked at once.")
    address = entry_address(page)
    page.get_by_role("button", name="Lock journal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Unlock your journal")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock my journal").click()
    page.wait_for_url("**/")
    page.goto(address)
    expect(box(page)).to_have_value("Typed and locked at once.")
