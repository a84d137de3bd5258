"""What every walk shares: how a page is gone through, and words that are too long."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

States = Iterator[str]
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = f"{LONG_WORD} and a second thought that goes on.\n\n" + "A paragraph that somebody wrote in one go. " * 40
OVER_LONG = "Too long. " * 100


def press(page: Page, name: str) -> None:
    """Press the first button of the page's main part with these words, and wait for the page that it leads to."""
    follow(page, page.get_by_role("main").get_by_role("button", name=name).first)


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the page that it leads to. Saving a draft gives its page another address, and loads none."""
    with page.expect_event("load"):
        link.click()


def follow_to(page: Page, address: str, link: str) -> None:
    """Open a page, and the first thing on it that fits."""
    page.goto(address)
    follow(page, page.locator(link).first)
