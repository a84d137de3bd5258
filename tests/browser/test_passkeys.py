"""Passkeys in a real browser: made, shown at sign-in, opening the journal, removed; with keys alone; and refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import Desk
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.virtual_authenticator import Device

pytestmark = pytest.mark.browser

# As a device that gives its secret only when a passkey is used, not while it is made.
SILENT_WHILE_MAKING = """
const results = PublicKeyCredential.prototype.getClientExtensionResults;
PublicKeyCredential.prototype.getClientExtensionResults = function () {
  const all = results.call(this);
  return this.response instanceof AuthenticatorAttestationResponse ? { prf: { enabled: true } } : all;
};
"""


def make(page: Page, *, name: str = "Work laptop", unlocks: bool = False) -> None:
    page.goto("/account/passkeys/new")
    page.get_by_label("A name for this passkey").fill(name)
    if unlocks:
        page.get_by_label("Unlock my journal with it, too").check()
    page.get_by_role("button", name="Make the passkey").click()


def type_passphrase(page: Page, person: Enrolled) -> None:
    page.goto("/sign-in")
    page.get_by_label("Work e-mail address").fill(person.email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in and unlock my journal").click()


def added(page: Page) -> None:
    expect(page.get_by_text("Your second factor is added.")).to_be_visible()


def test_a_passkey_is_made_shown_used_to_unlock_and_removed(desks, priya):
    desk: Desk = desks()
    page, device = desk.sign_in(priya), Device(desk)
    make(page, unlocks=True)
    added(page)
    expect(page.get_by_text("Passkey, unlocks your journal")).to_be_visible()
    assert len(device.passkeys()) == 1

    page.get_by_role("button", name="Sign out").click()
    type_passphrase(page, priya)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/")

    page.get_by_role("button", name="Lock journal").click()
    page.goto("/journal/")
    page.get_by_role("button", name="Unlock with this device").click()
    page.wait_for_url("**/journal/")
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()

    page.goto("/account/factors/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove this second factor").click()
    expect(page.get_by_text("The second factor is removed.")).to_be_visible()
    page.get_by_role("button", name="Lock journal").click()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Unlock with this device")).to_have_count(0)


def test_it_is_all_done_with_keys_alone(desks, priya):
    desk: Desk = desks()
    page, _device = desk.sign_in(priya), Device(desk)

    def walk_to(role: str, name: str) -> None:
        wanted = page.get_by_role(role, name=name)
        for _step in range(60):
            page.keyboard.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"the keyboard does not reach “{name}”")

    page.goto("/account/factors/")
    walk_to("link", "Add a passkey")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/passkeys/new")
    walk_to("textbox", "A name for this passkey")
    page.keyboard.type("Work laptop")
    walk_to("checkbox", "Unlock my journal with it, too")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    added(page)
    walk_to("button", "Lock journal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/unlock")
    walk_to("button", "Unlock with this device")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()


def test_a_finger_that_is_not_theirs_opens_nothing_and_the_passphrase_still_does(desks, priya):
    desk: Desk = desks()
    page, device = desk.sign_in(priya), Device(desk)
    make(page, unlocks=True)
    added(page)
    page.get_by_role("button", name="Lock journal").click()
    device.sees_a_strange_finger()
    page.get_by_role("button", name="Unlock with this device").click()
    said = page.get_by_text("The passkey was not used. Try again, or type your passphrase.")
    expect(said).to_be_visible()
    expect(page.get_by_role("status").filter(has=said)).to_have_count(1)
    assert page.locator("input[name=secret]").input_value() == ""
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock my journal").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()


def test_a_device_that_keeps_its_secret_while_a_passkey_is_made_is_asked_once_more(desks, priya):
    desk: Desk = desks()
    page, _device = desk.sign_in(priya), Device(desk)
    page.add_init_script(SILENT_WHILE_MAKING)
    make(page, unlocks=True)
    added(page)
    expect(page.get_by_text("Passkey, unlocks your journal")).to_be_visible()
    page.get_by_role("button", name="Lock journal").click()
    page.get_by_role("button", name="Unlock with this device").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("button", name="Lock journal")).to_be_visible()


def test_a_device_without_secrets_is_a_second_factor_only(desks, priya):
    desk: Desk = desks()
    page, _device = desk.sign_in(priya), Device(desk, secrets=False)
    make(page, name="Old key", unlocks=True)
    expect(page.get_by_role("heading", name="Unlock with “Old key”")).to_be_visible()
    page.get_by_role("button", name="Unlock with this passkey from now on").click()
    expect(page.get_by_role("status").filter(has_text="does not give what opens a journal")).to_be_visible()
    page.goto("/account/factors/")
    expect(page.get_by_text("unlocks your journal")).to_have_count(0)


def test_without_a_name_no_passkey_is_made(desks, priya):
    desk: Desk = desks()
    page, device = desk.sign_in(priya), Device(desk)
    make(page, name=" ")
    expect(page.get_by_role("alert")).to_contain_text("Enter a name for this passkey")
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(1)
    assert device.passkeys() == []


def test_a_device_is_told_that_it_has_one_already(desks, priya):
    desk: Desk = desks()
    page, device = desk.sign_in(priya), Device(desk)
    make(page)
    added(page)
    make(page, name="Once more")
    expect(page.get_by_text("This device has a passkey for your account already.")).to_be_visible()
    assert len(device.passkeys()) == 1


def test_one_may_be_let_in_later_and_stopped(desks, priya):
    desk: Desk = desks()
    page, _device = desk.sign_in(priya), Device(desk)
    make(page)
    added(page)
    page.get_by_role("link", name="Let it unlock my journal").click()
    page.get_by_role("button", name="Unlock with this passkey from now on").click()
    expect(page.get_by_text("This passkey unlocks your journal from now on.")).to_be_visible()
    page.get_by_role("link", name="Stop it from unlocking").click()
    page.get_by_role("button", name="Stop it from unlocking my journal").click()
    expect(page.get_by_text("does not unlock your journal any more")).to_be_visible()


def test_without_a_script_the_pages_say_what_works(desks, priya):
    with_script: Desk = desks()
    page, _device = with_script.sign_in(priya), Device(with_script)
    make(page, unlocks=True)
    added(page)
    desk: Desk = desks(javascript=False)
    type_passphrase(desk.page, priya)
    expect(desk.page.get_by_text("This browser cannot use passkeys here")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    expect(desk.page.get_by_role("link", name="I have lost my second factor")).to_be_visible()
