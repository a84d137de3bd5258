"""Those who come in: by invitation, with a passphrase, a passkey or an app, and those who start again."""

from reflect.identity import starting_again as again
from reflect.storage.db import write_unit
from tests.browser.states.pages import LONG_WORD, OVER_LONG, States, follow, press
from tests.support.chromium import Desk
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.phones import Phone
from tests.support.virtual_authenticator import Device


def anybody(desk: Desk) -> States:
    """Nobody is signed in."""
    page = desk.page
    page.goto("/")
    yield "visitor"
    helping = [f"/help/{each}" for each in ("", "accessibility", "privacy", "cookies", "exit", "words")]
    for address in ("/sign-in", "/recover", "/who-can-see-what", *helping):
        page.goto(address)
        yield address.strip("/").replace("/", "-")
    page.goto("/nowhere")
    yield "not-found"
    page.goto("/sign-in")
    press(page, "Sign in and unlock my journal")
    yield "sign-in-empty"
    page.get_by_label("Work e-mail address").fill("nobody@test.example")
    page.get_by_label("Passphrase", exact=True).fill("not the passphrase")
    press(page, "Sign in and unlock my journal")
    yield "sign-in-wrong"
    page.goto("/recover")
    press(page, "Open my journal and set a new passphrase")
    yield "recover-empty"


def newcomer(desk: Desk) -> States:
    """Somebody follows their invitation, and has nothing yet."""
    page = desk.page
    page.goto(desk.server.people.invite("Noor Haddad-Featherstonehaugh"))
    yield "invitation"
    press(page, "Set my passphrase and continue")
    yield "invitation-empty"
    words = page.locator(".app-code").inner_text()
    page.get_by_label("New passphrase", exact=True).fill(words)
    page.get_by_label("New passphrase again").fill(words)
    press(page, "Set my passphrase and continue")
    yield "first-words"
    page.locator("textarea").fill(OVER_LONG * 200)
    press(page, "Save a few first words")
    yield "first-words-errors"
    follow(page, page.get_by_role("link", name="Skip for now"))
    yield "recovery-code"
    press(page, "I have kept my code")
    yield "recovery-code-empty"
    for address in ("/", "/journal/", "/shared/", "/account/", "/journal/rescued", "/journal/new"):
        page.goto(address)
        yield f"new-{address.strip('/').replace('/', '-') or 'home'}"


def starting_again(desk: Desk) -> States:
    """Lin, who has lost both secrets and accepts to start again; her supervisor waits for her yes."""
    page, people = desk.page, desk.server.people
    lin, marcus = people.enrol("Lin Moss"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(lin, marcus)
    with desk.server.app.app_context(), write_unit():
        token = again.offer(lin.person_id, actor=marcus.person_id)
    page.goto(f"/start-again/{token}")
    yield "start-again"
    press(page, "Start a new journal with this passphrase")
    yield "start-again-errors"
    for field in ("New passphrase", "New passphrase again"):
        page.get_by_label(field, exact=True).fill(PASSPHRASE)
    press(page, "Start a new journal with this passphrase")
    page.goto("/account/supervisors/")
    yield "supervisors"
    follow(page, page.get_by_role("button", name="Yes, Marcus Bell is my supervisor"))
    yield "supervisor-confirm"
    press(page, "Confirm Marcus Bell")
    yield "supervisor-confirmed"
    for address, button in {
        "/sign-in/earlier-journal": "Open the earlier journal",
        "/recover/earlier-journal": "Open the earlier journal and set a new passphrase",
    }.items():
        page.goto(address)
        yield address.strip("/").replace("/", "-")
        press(page, button)
        yield f"{address.strip('/').replace('/', '-')}-errors"


def passkey_holder(desk: Desk) -> States:
    """Noor, whose device keeps a passkey that opens her journal."""
    page, noor = desk.page, desk.server.people.enrol("Noor Haddad-Featherstonehaugh")
    desk.sign_in(noor)
    device = Device(desk)
    page.goto("/account/factors/")
    yield "factors-none"
    page.goto("/account/passkeys/new")
    yield "passkey-new"
    press(page, "Make the passkey")
    yield "passkey-new-errors"
    page.get_by_label("A name for this passkey").fill(LONG_WORD[:60])
    press(page, "Make the passkey")
    yield "factors-added"
    follow(page, page.get_by_role("link", name="Let it unlock my journal"))
    yield "passkey-device"
    press(page, "Unlock with this passkey from now on")
    yield "factors-unlocks"
    follow(page, page.get_by_role("link", name="Stop it from unlocking"))
    yield "passkey-stop"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Work e-mail address").fill(noor.email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    press(page, "Sign in and unlock my journal")
    yield "second-step-passkey"
    press(page, "Use a passkey")
    follow(page, page.get_by_role("button", name="Lock journal"))
    yield "unlock-device"
    page.locator("form[data-passkey]").evaluate("form => form.submit()")
    page.get_by_role("alert").wait_for()
    yield "unlock-device-errors"
    device.sees_a_strange_finger()
    page.get_by_role("button", name="Unlock with this device").click()
    page.get_by_text("The passkey was not used.").wait_for()
    yield "unlock-device-unused"


def app_holder(desk: Desk) -> States:
    """Ana, who sets up an authenticator app, signs in with it, and loses her phone."""
    page = desk.page
    ana = desk.server.people.enrol("Ana Silva")
    desk.sign_in(ana)
    page.goto("/account/factors/")
    press(page, "Add an authenticator app")
    yield "app-new"
    press(page, "Add this app")
    yield "app-new-errors"
    phone = Phone(page.locator(".app-code").inner_text().replace(" ", ""))
    page.get_by_label("A name for this app").fill(LONG_WORD[:60])
    page.get_by_label("Code from your app").fill(phone.code())
    press(page, "Add this app")
    yield "app-added"
    follow(page, page.get_by_role("main").get_by_role("link", name="Remove"))
    yield "factor-remove"
    for name, address in {"sessions": "/account/sessions/", "confirm": "/account/confirm"}.items():
        page.goto(address)
        yield name
    press(page, "Continue")
    yield "confirm-errors"
    page.clock.install()
    page.goto("/account/")
    page.clock.fast_forward("15:00")
    page.get_by_role("button", name="Stay unlocked").wait_for()
    yield "locking-soon"
    page.clock.fast_forward("10:00")
    page.get_by_label("Your passphrase, to unlock here").fill("not the passphrase")
    yield "locked-here"
    page.get_by_role("button", name="Unlock here").click()
    page.locator("#unlock-here-problem").wait_for()
    yield "locked-here-errors"
    page.evaluate("document.dispatchEvent(new CustomEvent('app:shut', { detail: 'signedOut' }))")
    yield "signed-out-here"
    yield from _second_step(desk, ana, phone)


def _second_step(desk: Desk, ana: Enrolled, phone: Phone) -> States:
    page = desk.page
    follow(page, page.get_by_role("button", name="Sign out"))
    page.get_by_label("Work e-mail address").fill(ana.email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    press(page, "Sign in and unlock my journal")
    yield "second-step"
    page.get_by_label("Code from your app").fill(phone.wrong())
    press(page, "Sign in and unlock my journal")
    yield "second-step-wrong"
    page.goto("/sign-in/lost")
    yield "second-step-lost"
    press(page, "Remove my second factors and sign in")
    yield "second-step-lost-errors"
    for _turn in range(5):
        page.goto("/sign-in/second-step")
        if page.get_by_label("Code from your app").count():
            page.get_by_label("Code from your app").fill(phone.wrong())
            press(page, "Sign in and unlock my journal")
    yield "second-step-over"
