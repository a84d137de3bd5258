"""Pictures of every page at the width of a phone and of a desk, for people to look at: `make shots`.

Starts a server of its own on a new demo organisation, and walks it as each of the demo people.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from reflect.demo.people import PASSPHRASE

FOLDER = Path("shots")
WIDTHS = (390, 1280)
COMMANDS = Path(sys.executable).parent

# Who walks, and where: an address, or the words of a link to follow from the page before.
WALKS = {
    None: ["/sign-in", "/recover", "/who-can-see-what", "/help/", "/help/accessibility", "/help/privacy", "/nowhere"],
    "priya": [
        *("/", "/journal/", "The visit where nobody said it", "Share", "/journal/new", "Five minutes"),
        *("/journal/new", "Blank page", "/account/", "/account/passphrase", "/account/new-recovery-code"),
    ],
    "marcus": ["/", "/shared/", "The visit where nobody said it"],
    "dev": ["/", "/admin/", "/admin/units", "/admin/questions/", "/admin/questions/panel"],
    "sam": ["/", "/journal/", "/shared/"],
}


def main() -> None:
    """Fill the folder `shots` with new pictures."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for width in WIDTHS:
            for person, walk in WALKS.items():
                photograph(browser, address, width, person, walk)
    sys.stdout.write(f"{len(list(FOLDER.iterdir()))} pictures are in {FOLDER}/\n")


@contextmanager
def serving() -> Iterator[str]:
    """A server on a new demo organisation, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory() as folder:
        told = {"REFLECT_DATABASE_URL": f"sqlite:///{folder}/shots.db", "REFLECT_BASE_URL": address}
        environment = {**os.environ, **told}
        subprocess.run([COMMANDS / "reflect", "prepare"], env=environment, check=True, capture_output=True)
        arguments = ["--interface", "wsgi", "--blocking-threads", "2", "--host", "127.0.0.1", "--port", port]
        server = subprocess.Popen(
            [COMMANDS / "granian", *arguments, "--log-level", "critical", "wsgi:app"], env=environment
        )
        try:
            wait_for(f"{address}/readyz")
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Return when the server answers."""
    while True:
        try:
            with urlopen(address):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)


def photograph(browser: Browser, address: str, width: int, person: str | None, walk: list[str]) -> None:
    """Walk as one person at one width, with a picture of each page."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address, locale="en-GB")
    page = context.new_page()
    if person:
        sign_in(page, person)
    for number, step in enumerate(walk, 1):
        if step.startswith("/"):
            page.goto(step)
        else:
            page.locator("main a", has_text=step).first.click()
            page.wait_for_load_state()
        name = "-".join("".join(c if c.isalnum() else " " for c in step.lower()).split()) or "home"
        page.screenshot(path=FOLDER / f"{person or 'anybody'}-{number:02}-{name}-{width}.png", full_page=True)
    context.close()


def sign_in(page: Page, person: str) -> None:
    """Sign in as a demo person, which unlocks the journal too."""
    page.goto("/sign-in")
    page.fill("input[type=email]", f"{person}@demo.example")
    page.fill("input[type=password]", PASSPHRASE)
    page.locator("main form button:not([type=button])").click()
    page.wait_for_url("/")


if __name__ == "__main__":
    main()
