"""The first page for somebody who is not signed in: what this is, who can see what, and where it ends."""

import gzip

import pytest
from flask import Flask

from tests.support.browser import Browser, Page
from tests.support.people import People

MOST = 90_000  # bytes, for the page and everything that it fetches


@pytest.fixture
def page(app: Flask) -> Page:
    return Browser(app).get("/", follow=False)


def test_it_says_what_this_is_and_where_it_ends(page: Page) -> None:
    assert page.status == 200
    for said in (
        "Child Safeguarding Practice Review Panel",
        "Only you. It is locked with your passphrase.",
        "Nobody can promise you absolute secrecy",
        "A court can order you to show what you wrote.",
        "If a child is at risk now",
        "Open the link in your invitation.",
    ):
        assert said in page.text
    assert {"/sign-in", "/who-can-see-what", "/help/", "/help/privacy"} <= set(page.links())
    assert page.tree.find(".//main//img").get("alt").startswith("A drawing.")


def test_it_asks_for_nothing_and_sets_no_cookie(page: Page) -> None:
    assert page.tree.findall(".//form") == []
    assert page.response.headers.getlist("Set-Cookie") == []


def test_whoever_is_signed_in_gets_their_own_first_page_or_unlocks_it(app: Flask, people: People) -> None:
    browser = Browser(app).sign_in(people.enrol("Priya Nair"))
    assert "Priya" in browser.get("/").text
    browser.lock()
    assert browser.get("/").address.startswith("/unlock")


def test_a_post_to_it_is_refused_as_ever(app: Flask) -> None:
    browser = Browser(app)
    assert browser.open("POST", "/", headers={"Origin": browser.origin}).status_code == 405


def test_it_is_small(app: Flask, page: Page) -> None:
    """The page, styles, scripts, typeface, icon and picture, as they are sent."""
    fetched = [
        *(element.get("src") for element in page.tree.iter("script", "img")),
        *(element.get("href") for element in page.tree.iter("link")),
    ]
    sizes = {
        address: len(Browser(app).open("GET", address, headers={"Accept-Encoding": "br"}).data) for address in fetched
    }
    sizes["/"] = len(gzip.compress(page.html.encode()))
    assert len(sizes) == 7
    assert sum(sizes.values()) <= MOST, sizes
