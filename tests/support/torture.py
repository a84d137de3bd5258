"""One person writes while everything goes wrong that can, by a seeded script; then every word is accounted for.

A word is acknowledged when the answer to the request that carried it says that it is kept. It must then be in some
revision, or in the rescue when that is what the answer said. Any other word must still be on a page, or be in either.
The browser's clock is wound forward, so that nobody waits for it.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from playwright.sync_api import Browser, Error, Page, Request, Response
from sqlalchemy import delete, update

from reflect.core.clock import now
from reflect.identity import sessions, unlocking
from reflect.identity.models import UnlockSession
from reflect.journal import entries, rescuing
from reflect.storage.db import write_unit
from tests.support.chromium import Desk, sit_down
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.server import Server

WORD = re.compile(r"word\d+\.")  # with an o, which no id of ours has
LONGEST_SETTLING = 5  # seconds
SAVE_DUE, RETRY_DUE = 1_600, 61_000  # milliseconds of the page's own clock
STEPS = 18  # of one run


@dataclass
class Account:
    """What became of the words."""

    typed: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    sealed: set[str] = field(default_factory=set)  # acknowledged as kept in the rescue
    script: list[str] = field(default_factory=list)


class Device:
    """A window of the person's, with the page that they write on."""

    def __init__(self, name: str, browser: Browser, server: Server, person: Enrolled, account: Account) -> None:
        self.name, self.person, self.account = name, person, account
        self.desk: Desk = sit_down(browser, server)
        self.desk.context.clock.install()
        self.online = True
        self.address = ""
        self.waiting: set[Request] = set()
        self.page: Page = self.desk.page
        self.page.on("dialog", lambda dialog: dialog.dismiss())  # asked before leaving, they stay
        self.page.on("request", lambda request: self.waiting.add(request))
        self.page.on("requestfinished", lambda request: self.waiting.discard(request))
        self.page.on("requestfailed", lambda request: self.waiting.discard(request))
        self.page.on("framenavigated", lambda _frame: self.waiting.clear())
        self.desk.context.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        request = response.request
        if "/journal/" not in request.url or request.method not in ("PUT", "POST"):
            return
        words = set(WORD.findall(request.post_data or ""))
        if response.status in (204, 303):
            self.account.acknowledged |= words
        elif response.status == 202:
            self.account.sealed |= words

    def settle(self) -> None:
        """Until every answer that is to come has come."""
        deadline = time.monotonic() + LONGEST_SETTLING
        quiet = 0
        while quiet < 3 and time.monotonic() < deadline:
            with suppress(Error):
                self.page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
            quiet = 0 if self.waiting else quiet + 1

    def wind(self, milliseconds: int) -> None:
        """Let time pass on the page."""
        with suppress(Error):
            self.desk.context.clock.fast_forward(milliseconds)

    @property
    def writes(self) -> bool:
        return self.page.locator("form[data-autosave] textarea[name=answer]").count() > 0

    def text(self) -> str:
        """What stands on the page, in boxes as well."""
        with suppress(Error):
            boxes = self.page.locator("textarea").evaluate_all("(boxes) => boxes.map((box) => box.value)")
            return " ".join(boxes)
        return ""

    def open(self) -> bool:
        """Have the reflection before one, signing in again where that is asked."""
        with suppress(Error):
            self.page.goto(self.address)
            if "/sign-in" in self.page.url:
                self.desk.sign_in(self.person, to="/help/")
                self.page.goto(self.address)
            if "/unlock" in self.page.url:
                self.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
                self.page.get_by_role("button", name="Unlock my journal").click()
                self.page.wait_for_url("**/journal/**")
            return self.writes
        return False


class Torture:
    """One run."""

    def __init__(self, seed: int, browser: Browser, server: Server) -> None:
        self.random, self.browser, self.server = Random(seed), browser, server
        self.account = Account()
        self.person = server.people.enrol("Priya Nair")
        self.up, self.kills = True, 0
        self.first = Device("first", browser, server, self.person, self.account)
        self.devices = [self.first]
        self.entry_id = ""

    def run(self, *, kills: int = 2, steps: int = STEPS) -> Account:
        """Do everything of the script. Raises AssertionError when a word is lost."""
        page = self.first.desk.sign_in(self.person, to="/help/")
        page.goto("/journal/new?start=blank")
        self.entry_id = str(page.locator("form#writing").get_attribute("action")).split("/")[2]
        self.first.address = f"/journal/{self.entry_id}/edit?step=1"
        self.type(self.first)
        self.wait_for_a_save(self.first)
        try:
            for _step in range(steps):
                self.step(kills)
        finally:
            if not self.up:
                self.start()
        self.recover()
        self.check()
        return self.account

    def step(self, kills: int) -> None:
        device = self.random.choice(self.devices)
        doings = [
            *[self.type] * 10,
            *[self.wait_for_a_save] * 3,
            self.lock,
            self.idle_too_long,
            self.end_the_session,
            *[self.unlock_here] * 3,
            *[self.sign_in_beside] * 2,
            self.turn_the_network,
            self.second_device,
            self.press_save,
            self.choose_a_version,
            self.go_elsewhere,
            self.exit,
            self.kill_or_start,
        ]
        doing = self.random.choice(doings)
        if doing == self.kill_or_start and self.up and self.kills >= kills:
            doing = self.type
        self.account.script.append(f"{doing.__name__} ({device.name})")
        doing(device)

    # What the person does.

    def type(self, device: Device) -> None:
        if not device.writes and not (self.up and device.online and device.open()):
            return
        word = f"word{len(self.account.typed)}."
        box = device.page.locator("form[data-autosave] textarea[name=answer]")
        box.focus()
        device.page.keyboard.press("Control+End")
        device.page.keyboard.type(f"{word} ")
        if word in device.text():
            self.account.typed.append(word)
        device.wind(self.random.choice((0, 200, SAVE_DUE)))  # the save may be on its way when the next thing happens

    def wait_for_a_save(self, device: Device) -> None:
        device.wind(SAVE_DUE if self.random.random() < 0.7 else RETRY_DUE)
        device.settle()

    def press_save(self, device: Device) -> None:
        if device.writes:
            with suppress(Error):
                device.page.get_by_role("button", name="Save and come back later").click(timeout=1_000)
            device.settle()

    def choose_a_version(self, device: Device) -> None:
        version = self.random.choice(("Keep what is on this page", "Keep what the other page saved"))
        choice = device.page.get_by_role("button", name=version)
        if choice.count():
            choice.click()
            device.settle()

    def unlock_here(self, device: Device) -> None:
        passphrase = device.page.locator("#unlock-here")
        if passphrase.count() and passphrase.is_visible():
            passphrase.fill(PASSPHRASE)
            passphrase.press("Enter")
            device.settle()

    def sign_in_beside(self, device: Device) -> None:
        """In another tab of the same browser; then they come back."""
        if not (self.up and device.online):
            return
        tab = device.desk.new_tab()
        tab.goto("/sign-in")
        if tab.get_by_label("Work e-mail address").count():
            tab.get_by_label("Work e-mail address").fill(self.person.email)
            tab.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
            tab.get_by_role("button", name="Sign in and unlock my journal").click()
            tab.wait_for_url("**/")
        tab.close()
        device.page.bring_to_front()

    def go_elsewhere(self, device: Device) -> None:
        """By a link of the page. The page asks before it goes with words that are not saved, and they stay."""
        if self.up and device.online and device.writes:
            with suppress(Error):
                device.page.get_by_role("link", name="Who can see what").first.click(timeout=1_000)
            device.settle()

    def exit(self, device: Device) -> None:
        if self.up and device.online and device.writes:
            device.page.locator("a.govuk-exit-this-page__button").click()
            device.page.wait_for_url("**/healthz")

    def second_device(self, _device: Device) -> None:
        if len(self.devices) == 1 and self.up:
            second = Device("second", self.browser, self.server, self.person, self.account)
            self.devices.append(second)
            second.address = self.first.address
            second.desk.sign_in(self.person, to="/help/")
            second.open()

    # What happens to them.

    def turn_the_network(self, device: Device) -> None:
        device.online = not device.online
        device.desk.context.set_offline(not device.online)

    def lock(self, _device: Device) -> None:
        self._write(delete(UnlockSession).where(UnlockSession.person_id == self.person.person_id))

    def idle_too_long(self, _device: Device) -> None:
        long_ago = now() - unlocking.JOURNAL_IDLE
        mine = UnlockSession.person_id == self.person.person_id
        self._write(update(UnlockSession).where(mine).values(used_at=long_ago, opened_at=long_ago))

    def end_the_session(self, _device: Device) -> None:
        with self.server.app.app_context(), write_unit():
            sessions.end_all(self.person.person_id)

    def kill_or_start(self, _device: Device) -> None:
        if self.up:
            self.up, self.kills = False, self.kills + 1
            self.server.kill()
        else:
            self.start()

    def start(self) -> None:
        self.server.start()
        self.up = True

    def _write(self, statement: object) -> None:
        from reflect.storage.db import db

        with self.server.app.app_context(), write_unit():
            db.session.execute(statement)  # type: ignore[call-overload]

    def recover(self) -> None:
        """Everything works again, and they unlock or sign in where a page asks for it."""
        for device in self.devices:
            if not device.online:
                self.turn_the_network(device)
            self.wait_for_a_save(device)
            if device.page.locator("[data-locking-sign-in]:visible").count():
                self.sign_in_beside(device)
            self.unlock_here(device)
            device.wind(RETRY_DUE)
            device.settle()

    # What became of it.

    def check(self) -> None:
        """Account for every word that was typed."""
        for device in self.devices:
            device.settle()
        keys, person_id = self.person.keys, self.person.person_id
        with self.server.app.app_context():
            numbers = [mark.number for mark in entries.history(person_id, self.entry_id)]
            revisions = _words(
                part.answer
                for number in numbers
                for part in entries.open_(keys, person_id, self.entry_id, number).document.parts
            )
            waiting = rescuing.waiting(person_id)
            rescued = _words(rescuing.open_(keys, person_id, each.id).text for each in waiting)
        pages = _words(device.text() for device in self.devices)
        lost = self.account.acknowledged - revisions
        assert not lost, self._told("acknowledged words are in no revision", lost)
        lost = self.account.sealed - revisions - rescued
        assert not lost, self._told("words that were acknowledged as kept are not in the rescue", lost)
        lost = set(self.account.typed) - revisions - rescued - pages
        assert not lost, self._told("words are nowhere", lost)

    def _told(self, what: str, words: set[str]) -> str:
        return f"{what}: {sorted(words)}\n" + "\n".join(self.account.script)

    def close(self) -> list[str]:
        """Close the windows. Returns what went against the rules of every page."""
        return [fault for device in self.devices for fault in device.desk.close()]


def _words(texts: object) -> set[str]:
    return set(WORD.findall(" ".join(texts)))  # type: ignore[call-overload]


def run(seed: int, browser: Browser, server: Server, *, kills: int = 2, steps: int = STEPS) -> Account:
    """One run with this seed.

    Raises:
        AssertionError: a word was lost, or a page said or kept what it should not. The seed is named.
    """
    torture = Torture(seed, browser, server)
    try:
        account = torture.run(kills=kills, steps=steps)
    except (AssertionError, Error) as problem:
        raise AssertionError(f"seed {seed}: {problem}\n" + "\n".join(torture.account.script)) from problem
    finally:
        faults = torture.close()
    assert not faults, f"seed {seed}: {faults}"
    return account
