"""Debian’s Chromium for the tests, and windows that watch over themselves: what they say and what they keep."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response, expect

from tests.support.people import PASSPHRASE, Enrolled
from tests.support.server import Server

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Chromium, or what its driver needs, is not installed. On Debian: apt-get install chromium libatomic1"
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
]
LONGEST_WAIT = 10_000  # milliseconds, on a busy machine
# What the browser itself notes, which is no fault of the page: an answer of 4xx or a server that is gone, where a test
# provokes one and looks at the page.
OWN_NOTE = re.compile(r"Failed to load resource: (the server responded with a status of 4|net::ERR_)")
KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((database) => database.name), ...(await caches.keys()),
]"""


@cache
def installed() -> str | None:
    """The path of the browser, or None where it, or what Playwright's own driver is linked with, is missing."""
    node, _script = compute_driver_executable()
    drives = subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0
    return next((path for name in NAMES if drives and (path := shutil.which(name))), None)


def launch(playwright: Playwright, *more: str) -> Browser:
    """Start the browser, which speaks to nobody but the server."""
    expect.set_options(timeout=LONGEST_WAIT)
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=installed(), args=[*QUIET, *root, *more])


@dataclass
class Desk:
    """One person's browser window: a page, and everything it said that it should not have."""

    server: Server
    context: BrowserContext
    page: Page
    javascript: bool
    faults: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page of this window."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", self._answered)

    def new_tab(self) -> Page:
        """Another tab of the same window, with the same cookies."""
        return self.context.new_page()

    def sign_in(self, person: Enrolled, *, to: str = "/") -> Page:
        """Sign in through the page, which unlocks the journal too."""
        self.page.goto(f"/sign-in?next={to}")
        self.page.get_by_label("Work e-mail address").fill(person.email)
        self.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
        self.page.get_by_role("button", name="Sign in and unlock my journal").click()
        self.page.wait_for_url(f"{self.server.base_url}{to}")
        return self.page

    def kept(self) -> list[str]:
        """What any open page keeps in the browser beside its cookies."""
        pages = [page for page in self.context.pages if page.url.startswith(self.server.base_url)]
        return [name for page in pages for name in page.evaluate(KEPT)]

    def close(self) -> list[str]:
        """Close the window. Returns what went against the rules of every page."""
        if self.javascript:
            self.faults += [f"kept in the browser: {name}" for name in self.kept()]
        self.context.close()
        return self.faults

    def _said(self, message: ConsoleMessage) -> None:
        if not OWN_NOTE.match(message.text):
            self.faults.append(f"console of {message.location.get('url')}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or ("/static/" in response.url and response.status >= 400):
            self.faults.append(f"answer {response.status} from {response.url}")


def sit_down(
    browser: Browser, server: Server, *, javascript: bool = True, width: int = 1280, **options: object
) -> Desk:
    """A new window with nothing in it."""
    context = browser.new_context(
        base_url=server.base_url,
        java_script_enabled=javascript,
        viewport={"width": width, "height": 900},
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
        **options,  # type: ignore[arg-type]
    )
    context.set_default_timeout(LONGEST_WAIT)
    desk = Desk(server, context, None, javascript)  # type: ignore[arg-type]
    context.on("page", desk.watch)
    desk.page = context.new_page()
    return desk
