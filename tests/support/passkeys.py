"""Passkeys of enrolled people, for tests without a browser: put there by the verbs, used through the pages."""

from __future__ import annotations

from typing import Any

from reflect.identity.factors import challenges, devices, passkeys
from reflect.identity.factors.passkeys import Site
from reflect.storage.db import write_unit
from reflect.vault.devices import new_salt
from tests.support.authenticator import Authenticator, text
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, Enrolled

SITE = Site("localhost", "http://localhost")


def add_passkey(person: Enrolled, authenticator: Authenticator, *, name: str = "Work laptop") -> str:
    """Give somebody this passkey, which signs them out. Returns its id."""
    challenge = challenges.fresh()
    options = passkeys.creation_options(person.person_id, person.email, person.name, SITE, challenge)
    answer = authenticator.create(options)
    with write_unit():
        return passkeys.add(person.person_id, name, answer, challenge, SITE, session_id="")


def let_unlock(person: Enrolled, factor_id: str, authenticator: Authenticator) -> None:
    """Let somebody's passkey open their journal."""
    salt = text(new_salt())
    with write_unit():
        devices.add_device(person.keys, factor_id, salt, authenticator.prf(salt))


def asked(browser: Browser, page: Page, address: str) -> dict[str, Any]:
    """What the script of a page is told to ask, or the sentence with which it is declined; with the status."""
    csrf = page.form(containing="csrf_token").values()["csrf_token"][0]
    answer = browser.open("POST", address, json={}, headers={"Origin": browser.origin, "X-CSRFToken": csrf})
    return {"status": answer.status_code, **answer.json}


def first_step(browser: Browser, person: Enrolled, passphrase: str = PASSPHRASE) -> Page:
    """Type the passphrase. Returns the page of the second step."""
    return browser.submit(browser.get("/sign-in").form("passphrase"), email=person.email, passphrase=passphrase)


def second_step(browser: Browser, page: Page, authenticator: Authenticator, **changes: Any) -> Page:
    """Show a passkey on the page of the second step."""
    options = asked(browser, page, "/sign-in/passkey/options")
    answer = authenticator.get(options["publicKey"], **changes)
    return browser.submit(page.form(action="/sign-in/passkey/"), passkey=answer)
