"""Pictures of every page and state at the width of a phone and of a desk, for people to look at: `make shots`."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from reflect.demo.people import AMARA, DEV, MARCUS, PRIYA, SAM, SERVICE, DemoPerson
from tests.browser.states import WALKS, States, follow
from tests.support.chromium import MISSING, Desk, installed, launch, sit_down
from tests.support.server import running

FOLDER = Path("shots")
WIDTHS = (390, 1280)
OF_SERVICE = f"Open this picture in {SERVICE[-1]}"


def demo(person: DemoPerson, *steps: str) -> Callable[[Desk], States]:
    """A walk as somebody of the demo organisation: each step is an address, or the words of a link to follow."""

    def walk(desk: Desk) -> States:
        page = desk.sign_in(person)
        yield "home"
        for step in steps:
            if step.startswith("/"):
                page.goto(step)
            else:
                follow(page, page.locator("main a", has_text=step).first)
            yield "-".join("".join(each if each.isalnum() else " " for each in step.lower()).split())

    return walk


DEMO = {
    "demo-priya": demo(
        PRIYA, "/journal/", "The visit where nobody said it", "Share this", "/supervision/", "/groups/", "/themes/mine"
    ),
    "demo-marcus": demo(MARCUS, "/shared/", "The visit where nobody said it", "/journal/new", "/themes/", OF_SERVICE),
    "demo-amara": demo(AMARA, "/journal/", "/themes/", OF_SERVICE),
    "demo-dev": demo(DEV, "/admin/", "/admin/people/?q=priya", "Priya Nair", "/admin/units"),
    "demo-sam": demo(SAM, "/journal/", "First month", "Share this"),
}


def main() -> None:
    """Fill the folder `shots` with new pictures."""
    if installed() is None:
        raise SystemExit(MISSING)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "reflect", demo=True) as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for width in WIDTHS:
            for name, walk in {**DEMO, **WALKS}.items():
                photograph(sit_down(browser, server, width=width), name, walk, width)
        browser.close()
    sys.stdout.write(f"{len(list(FOLDER.iterdir()))} pictures are in {FOLDER}/\n")


def photograph(desk: Desk, name: str, walk: Callable[[Desk], States], width: int) -> None:
    """Walk once, with a picture of each state; say what the pages did that they should not."""
    for number, state in enumerate(walk(desk), 1):
        desk.page.screenshot(path=FOLDER / f"{name}-{number:02}-{state}-{width}.png", full_page=True)
    for fault in desk.close():
        sys.stderr.write(f"{name}: {fault}\n")


if __name__ == "__main__":
    main()
