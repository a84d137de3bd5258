"""My contributions, as a page: what is counted, changing it, taking it back, and always the same answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from reflect.themes import contributions
from reflect.themes.standing import windows_of
from tests.support.browser import Browser, Page
from tests.support.contributing import OpenWindow, move, open_window, start_again
from tests.support.people import Enrolled, People

ONE, TWO, THREE, FOUR = "naming-racism", "child-voice", "stereotypes", "adultification"


@pytest.fixture
def browser(app: Flask, priya: Enrolled, window: OpenWindow) -> Browser:
    return Browser(app).sign_in(priya)


def save(browser: Browser, window: OpenWindow, *themes: str, page: Page | None = None, **fields: object) -> Page:
    form = (page or browser.get("/themes/mine")).form(f"window-{window.id}")
    saved = browser.submit(form, **{f"window-{window.id}": list(themes), **fields}, follow=False)
    assert saved.status == 200
    return saved


def ticked(page: Page, window: OpenWindow) -> set[str]:
    return set(page.form("window").values().get(f"window-{window.id}", []))


def test_it_says_which_window_which_place_and_until_when(browser: Browser, window: OpenWindow) -> None:
    page = browser.get("/themes/mine")
    assert "(service" in page.text
    assert "You count in Assessment." in page.text
    assert "It closes on" in page.text
    assert "In your journal it is called “Too much, too little”." in page.text
    choice = page.text.index("Choose up to three, or none.")
    for said in ("Only you can see this.", "about 7 times in 10. Tossing a coin is right", "went well or badly"):
        assert page.text.index(said) < choice, "first who can see it, then the choice"
    assert ticked(page, window) == set()


def test_themes_are_saved_changed_and_withdrawn(browser: Browser, window: OpenWindow) -> None:
    page = save(browser, window, ONE, TWO)
    assert "Saved. Only you can see what is counted." in page.text
    assert ticked(page, window) == window.counted() == {ONE, TWO}
    page = save(browser, window, THREE)
    assert ticked(page, window) == window.counted() == {THREE}
    page = save(browser, window, THREE, action="withdraw")
    assert ticked(page, window) == window.counted() == set()


def test_no_tick_at_all_is_an_answer_too(browser: Browser, window: OpenWindow) -> None:
    save(browser, window, ONE)
    page = save(browser, window)
    assert "Saved. Only you can see what is counted." in page.text
    assert window.counted() == set()


def test_four_are_refused_with_every_tick_kept(browser: Browser, window: OpenWindow) -> None:
    save(browser, window, ONE)
    page = save(browser, window, ONE, TWO, THREE, FOUR)
    assert page.title.startswith("Error: ")
    assert "Untick 1 theme." in page.text
    assert ticked(page, window) == {ONE, TWO, THREE, FOUR}
    assert window.counted() == {ONE}
    save(browser, window, ONE, TWO, FOUR, page=page)
    assert window.counted() == {ONE, TWO, FOUR}


@pytest.mark.parametrize("forged", ["staff-experience", "own-lens", "took-part", "nonsense"])
def test_a_forged_theme_is_refused(browser: Browser, window: OpenWindow, forged: str) -> None:
    page = save(browser, window, ONE, forged)
    assert page.title.startswith("Error: ")
    assert window.counted() == set()


def test_what_did_not_fit_stands_first_and_waits_for_an_answer(
    browser: Browser, priya: Enrolled, window: OpenWindow
) -> None:
    contributions.count(priya.keys, {ONE, TWO}, set())
    contributions.count(priya.keys, {THREE, FOUR}, set())
    page = browser.get("/themes/mine")
    assert "You ticked these with a reflection; choose up to three" in page.text
    assert ticked(page, window) == {ONE, TWO}
    options = [box.get("value") for box in page.tree.iter("input") if box.get("type") == "checkbox"]
    assert set(options[:2]) == {THREE, FOUR}
    page = save(browser, window, ONE, FOUR, page=page)
    assert "You ticked these" not in page.text
    assert window.counted() == {ONE, FOUR}


def test_what_another_page_added_meanwhile_stays(browser: Browser, priya: Enrolled, window: OpenWindow) -> None:
    old = browser.get("/themes/mine")
    contributions.count(priya.keys, {ONE}, set())
    page = save(browser, window, TWO, page=old)
    assert ticked(page, window) == window.counted() == {ONE, TWO}


def test_together_with_another_page_over_three_nothing_is_lost(
    browser: Browser, priya: Enrolled, window: OpenWindow
) -> None:
    old = browser.get("/themes/mine")
    contributions.count(priya.keys, {ONE, TWO}, set())
    page = save(browser, window, THREE, FOUR, page=old)
    assert "Choose up to three themes." in page.text
    assert ticked(page, window) == {ONE, TWO, THREE, FOUR}
    assert window.counted() == {ONE, TWO}
    save(browser, window, ONE, THREE, FOUR, page=page)
    assert window.counted() == {ONE, THREE, FOUR}


def test_one_post_is_for_all_windows(browser: Browser, window: OpenWindow) -> None:
    quarter = open_window(cadence="quarter", name="2026-Q4", level="agency", high=True)
    save(browser, window, ONE, **{f"window-{quarter.id}": ["own-lens", TWO]})
    assert (window.counted(), quarter.counted()) == ({ONE}, {"own-lens", TWO})
    page = save(browser, window, TWO, **{f"window-{quarter.id}": [ONE, TWO, THREE, FOUR]})
    assert page.title.startswith("Error: ")
    assert (window.counted(), quarter.counted()) == ({ONE}, {"own-lens", TWO}), "all or nothing"


def test_a_window_that_closed_meanwhile_is_told_and_the_other_is_saved(browser: Browser, window: OpenWindow) -> None:
    quarter = open_window(cadence="quarter", name="2026-Q4")
    save(browser, window, ONE, **{f"window-{quarter.id}": [ONE]})
    old = browser.get("/themes/mine")
    quarter.close()
    page = save(browser, window, TWO, page=old, **{f"window-{quarter.id}": [TWO]})
    assert "This window closed while the page was open" in page.text
    assert "You had ticked: The child's voice." in page.text.replace("’", "'")
    assert (window.counted(), quarter.counted()) == ({TWO}, {ONE})


def test_nothing_is_said_to_be_saved_when_every_window_closed_meanwhile(browser: Browser, window: OpenWindow) -> None:
    old = browser.get("/themes/mine")
    window.close()
    page = save(browser, window, TWO, page=old)
    assert "This window closed while the page was open" in page.text
    assert "Saved." not in page.text
    assert window.counted() == set()


def test_when_no_window_is_open_it_says_so(browser: Browser, window: OpenWindow) -> None:
    window.close()
    page = browser.get("/themes/mine")
    assert "No window is open now" in page.text
    assert "Withdraw everything" not in page.text


def test_somebody_whose_unit_no_window_counts_is_told(browser: Browser, priya: Enrolled, window: OpenWindow) -> None:
    move(priya.person_id, ("Northbridge", "Police"))
    page = browser.get("/themes/mine")
    assert "These have no figures for where you work" in page.text
    assert "Save what is counted" not in page.text
    assert [box for box in page.tree.iter("input") if box.get("type") == "checkbox"] == []


def test_somebody_who_started_again_is_told_from_when_on(browser: Browser, priya: Enrolled, window: OpenWindow) -> None:
    start_again(priya.person_id)
    assert "You started your account again on" in browser.get("/themes/mine").text


def test_whatever_is_sent_the_answer_is_as_long(browser: Browser, priya: Enrolled, window: OpenWindow) -> None:
    answers = [
        browser.get("/themes/mine"),
        save(browser, window),
        save(browser, window, ONE, TWO, THREE),
        save(browser, window, ONE, TWO, THREE, FOUR),
        save(browser, window, action="withdraw"),
    ]
    assert len({(answer.status, len(answer.response.data)) for answer in answers}) == 1


def test_everybody_is_told_in_the_last_week_whatever_they_chose(
    app: Flask, people: People, priya: Enrolled, window: OpenWindow
) -> None:
    marcus = people.enrol("Marcus Bell")
    contributions.choose(marcus.keys, {window.id: [ONE]})
    (open_now,) = windows_of(priya.keys)
    said = f"This window closes on {open_now.last_day:%A}. You can add up to three themes, or none."
    for person in (priya, marcus):
        assert "This window closes" not in Browser(app).sign_in(person).get("/").text
        with time_machine.travel(open_now.closes_at - timedelta(days=6)):
            assert said in Browser(app).sign_in(person).get("/").text


def test_a_locked_journal_shows_and_changes_nothing(browser: Browser, window: OpenWindow) -> None:
    form = browser.get("/themes/mine").form("window")
    browser.lock()
    assert browser.get("/themes/mine").address.startswith("/unlock")
    assert browser.submit(form, **{f"window-{window.id}": [ONE]}).status == 401
    assert window.counted() == set()
