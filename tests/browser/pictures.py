"""The pictures of the documentation, taken anew from the demo organisation into docs/pictures/: `make pictures`."""

import base64
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from reflect.demo.people import AMARA, DEV, MARCUS, PRIYA, SERVICE, DemoPerson
from tests.browser.states.pages import follow, follow_to, press
from tests.support.chromium import MISSING, installed, launch, sit_down
from tests.support.server import Server, running

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE, DESK = (390, 760), (1100, 800)
QUALITY = 70  # of WebP: letters stay clean, and a picture stays below what `test_pictures_stay_small` allows
SHARED = "The visit where nobody said it"


def _from(page: Page, heading: str, above: int = 32) -> None:
    """Show the page from this heading on, with so much of what stands above it."""
    found = page.get_by_role("main").get_by_role("heading", name=heading).first
    found.evaluate(
        "(found, above) => window.scrollTo(0, found.getBoundingClientRect().top + window.scrollY - above)", above
    )


def home(page: Page) -> None:
    page.goto("/")


def writing(page: Page) -> None:
    page.goto("/journal/new?start=left-unsaid")


def journal(page: Page) -> None:
    page.goto("/journal/")


def preview(page: Page) -> None:
    """Priya looks at what Marcus would see, before she shares."""
    follow_to(page, "/journal/", "main a:has-text('Who this child is')")
    follow(page, page.locator("main a", has_text="Share this").first)
    page.get_by_role("group", name="Who would you like to share with?").get_by_role("checkbox").first.check()
    page.get_by_role("group", name="Which answers?").get_by_role("checkbox").nth(1).check()
    press(page, "See what they will see")


def mine(page: Page) -> None:
    page.goto("/themes/mine")


def who_can_see_what(page: Page) -> None:
    page.goto("/who-can-see-what")


def reading(page: Page) -> None:
    follow_to(page, "/shared/", f"main a:has-text('{SHARED}')")
    _from(page, "Comments", above=480)


def sessions(page: Page) -> None:
    follow_to(page, "/supervision/", "main a[href$='/sessions']")


def team(page: Page) -> None:
    page.goto("/themes/")


def figures(page: Page) -> None:
    page.goto("/themes/")
    follow(page, page.locator("main a", has_text=f"Open this picture in {SERVICE[-1]}").first)
    _from(page, "Every theme")


def person(page: Page) -> None:
    follow_to(page, "/admin/people/?q=priya", "main a:has-text('Priya Nair')")


def settings(page: Page) -> None:
    page.goto("/admin/settings")
    _from(page, "How long things are kept")


def asking(page: Page) -> None:
    """Dev gives himself the role of a data protection officer, and is about to ask people."""
    follow_to(page, "/admin/people/?q=dev+malik", "main a:has-text('Dev Malik')")
    follow(page, page.locator("main a", has_text="Give a role").first)
    page.get_by_label("Role").select_option("data_protection")
    press(page, "Give a role")
    page.goto("/data-protection/searches/new")


PICTURES: dict[str, tuple[DemoPerson, tuple[int, int], Callable[[Page], None]]] = {
    "home": (PRIYA, DESK, home),
    "writing": (PRIYA, PHONE, writing),
    "journal": (PRIYA, PHONE, journal),
    "preview": (PRIYA, DESK, preview),
    "mine": (PRIYA, PHONE, mine),
    "who-can-see-what": (PRIYA, PHONE, who_can_see_what),
    "reading": (MARCUS, DESK, reading),
    "sessions": (MARCUS, DESK, sessions),
    "team": (MARCUS, DESK, team),
    "figures": (AMARA, DESK, figures),
    "person": (DEV, DESK, person),
    "settings": (DEV, DESK, settings),
    "asking": (DEV, DESK, asking),
}


def main() -> None:
    """Take every picture that is named in PICTURES, or those named on the command line."""
    if installed() is None:
        raise SystemExit(MISSING)
    names = sys.argv[1:] or list(PICTURES)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "reflect", demo=True) as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for name in names:
            take(browser, server, name)
        browser.close()


def take(browser: Browser, server: Server, name: str) -> None:
    """Lead one demo person to one page, and keep what the window shows of it."""
    who, (width, height), lead_to = PICTURES[name]
    desk = sit_down(browser, server, width=width)
    page = desk.sign_in(who)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": height})
    lead_to(page)
    # The browser writes WebP by itself, which Playwright's own screenshots do not offer.
    taken = desk.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))
    for fault in desk.close():
        sys.stderr.write(f"{name}: {fault}\n")
    sys.stdout.write(f"docs/pictures/{name}.webp\n")


if __name__ == "__main__":
    main()
