"""What somebody types is kept, and the page says honestly whether it is."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from reflect.identity import sessions
from reflect.storage.db import write_unit
from tests.browser.conftest import Desks
from tests.support.chromium import Desk
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.server import Server

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Saved at \d{1,2}:\d\d[ap]m$")
BLANK = "/journal/new?start=blank"
ARRIVAL = 10  # seconds
LONGEST_RETRY = 60_000  # milliseconds: the script waits five seconds, then ten, then twenty; a server takes a few


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


def lock_elsewhere(desk: Desk) -> None:
    """Lock the journal in another tab of the same window."""
    other = desk.new_tab()
    other.goto("/")
    other.get_by_role("button", name="Lock journal").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Unlock your journal")
    other.close()


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
    page.get_by_role("button", name="Save and continue").click()
    expect(status(page)).to_contain_text("Not saved. You seem to be offline.")
    expect(box(page)).to_have_value("Before. In a tunnel.")  # a page that cannot arrive does not take the words with it
    desk.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED, timeout=LONGEST_RETRY)


def test_locked_in_the_middle_of_a_sentence_one_unlocks_without_leaving_the_page(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "Before.")
    expect(status(page)).to_have_text(SAVED)
    lock_elsewhere(desk)
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
    address = entry_address(page)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/edit?step=2")
    page.goto(address)
    expect(box(page)).to_have_value("Before. After. Unlocked.")


def test_two_devices_in_conflict_never_overwrite_each_other_and_save_shows_both(desks: Desks, priya: Enrolled) -> None:
    page = write(desks(), priya, "Both began here.")
    expect(status(page)).to_have_text(SAVED)
    address = entry_address(page)
    other = desks().sign_in(priya)
    other.goto(address)
    box(other).fill("The other device's words.")
    expect(status(other)).to_have_text(SAVED)

    box(page).fill("This device's words.")
    expect(status(page)).to_contain_text("Not saved. This reflection was changed somewhere else.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Changed somewhere else")
    expect(box(page)).to_have_value("This device's words.")
    expect(page.get_by_role("main")).to_contain_text("The other device's words.")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("link", name="Help and support").click()
    expect(box(page)).to_have_value("This device's words.")  # it asks before it goes without a choice
    page.get_by_role("button", name="Keep what is on this page").click()
    page.wait_for_url("**/journal/")
    page.goto(address)
    expect(box(page)).to_have_value("This device's words.")
    page.goto(re.sub("/edit.*", "/history", address))
    expect(page.get_by_role("main").get_by_role("link", name="Saved today")).to_have_count(3)


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


def test_quick_exit_from_a_locked_page_has_the_last_words_sealed(desks: Desks, priya: Enrolled) -> None:
    desk = desks()
    page = write(desk, priya, "Before.")
    expect(status(page)).to_have_text(SAVED)
    address = entry_address(page)
    lock_elsewhere(desk)
    box(page).press_sequentially(" As it was locked.")
    page.locator("a.govuk-exit-this-page__button").click()
    page.wait_for_url("**/healthz")
    desk.sign_in(priya, to="/journal/rescued")
    page.get_by_role("link", name="Arrived").click()
    expect(page.get_by_role("main")).to_contain_text("Before. As it was locked.")
    page.goto(address)
    expect(box(page)).to_have_value("Before.")  # never merged


def test_words_too_long_to_outlive_the_page_are_asked_about_and_saved_at_once(desks: Desks, priya: Enrolled) -> None:
    page = write(desks(), priya, "")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    box(page).fill("é" * 35_000)
    page.get_by_role("link", name="Help and support").first.click()
    expect(status(page)).to_have_text(SAVED)
    assert asked == ["beforeunload"]
    page.get_by_role("link", name="Help and support").first.click()
    page.wait_for_url("**/help/")


def test_on_a_phone_signed_out_in_the_middle_of_a_sentence_one_signs_in_beside_it_and_goes_on(
    desks: Desks, server: Server, priya: Enrolled
) -> None:
    desk = desks(width=390, has_touch=True, is_mobile=True)
    page = write(desk, priya, "Before.")
    expect(status(page)).to_have_text(SAVED)
    with server.app.app_context(), write_unit():
        sessions.end_all(priya.person_id)
    box(page).press_sequentially(" After.")
    expect(page.locator("[data-locking-words]")).to_contain_text("You are signed out.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box(page).press("Shift")
    box(page).press("Shift")
    box(page).press("Shift")
    with desk.context.expect_page() as opening:
        page.get_by_role("link", name="Sign in (opens in a new tab)").tap()
    beside = opening.value
    beside.get_by_label("Work e-mail address").fill(priya.email)
    beside.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    beside.get_by_role("button", name="Sign in and unlock my journal").tap()
    beside.wait_for_url("**/")
    beside.close()
    page.bring_to_front()
    box(page).press_sequentially(" Back.")
    expect(status(page)).to_have_text(SAVED)
    expect(box(page)).to_have_value("Before. After. Back.")
    expect(page.locator("[data-locking-words]")).to_be_hidden()


def test_signed_out_in_the_middle_of_a_form_without_a_script_the_words_wait(desks: Desks, priya: Enrolled) -> None:
    desk = desks(javascript=False)
    page = write(desk, priya, "Half a sentence")
    other = desk.new_tab()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("main")).to_contain_text("You were signed out. Your words are sealed")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Work e-mail address").fill(priya.email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in and unlock my journal").click()
    page.get_by_role("link", name="Arrived").click()
    expect(page.get_by_role("main")).to_contain_text("Half a sentence")
    page.get_by_role("button", name="Keep as a new private draft").click()
    expect(page.get_by_role("main")).to_contain_text("Half a sentence")


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


def locked_elsewhere(desk: Desk, priya: Enrolled) -> Page:
    """A page with words that are saved, whose journal was locked in another tab."""
    page = write(desk, priya, "Before.")
    expect(status(page)).to_have_text(SAVED)
    lock_elsewhere(desk)
    return page


def type_at_once(page: Page, words: str) -> None:
    """Add words faster than any key is pressed, so that nothing is saved in between."""
    box(page).evaluate(
        "(box, words) => { box.value += words; box.dispatchEvent(new Event('input', {bubbles: true})); }", words
    )


def test_words_typed_after_it_was_locked_elsewhere_are_sealed_when_the_tab_closes_at_once(
    desks: Desks, priya: Enrolled
) -> None:
    page = locked_elsewhere(desks(), priya)
    type_at_once(page, " And after.")
    page.close(run_before_unload=True)
    other = desks().sign_in(priya, to="/journal/rescued")
    deadline = time.monotonic() + ARRIVAL
    while not other.get_by_role("link", name="Arrived").count():  # it outlives its page, and may arrive after this
        assert time.monotonic() < deadline, "the last words never arrived"
        other.reload()
    other.get_by_role("link", name="Arrived").click()
    expect(other.get_by_role("main")).to_contain_text("Before. And after.")


def test_words_typed_on_a_page_that_was_left_and_is_shown_again_are_sealed_as_well(
    desks: Desks, priya: Enrolled
) -> None:
    """Browsers keep a page that was left, and show it again as it was: with what is typed on it then."""
    page = locked_elsewhere(desks(), priya)
    for words in (" And after.", " And once more."):
        type_at_once(page, words)
        with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })); }")
        assert sent.value.status == 202
    other = desks().sign_in(priya, to="/journal/rescued")
    expect(other.get_by_role("link", name="Arrived")).to_have_count(2)


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
