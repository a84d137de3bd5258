"""“Count these themes. Never the words.”: a private tick of a reflection, off by default."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from reflect.core.ids import new_id
from reflect.journal import deleting, entries, saving
from reflect.journal.document import Document, Words, blank, from_bytes, to_bytes
from reflect.journal.ordering import Edit
from reflect.storage.db import db
from reflect.themes import contributions
from tests.support.browser import Browser, Page
from tests.support.contributing import OpenWindow, open_window
from tests.support.people import Enrolled
from tests.support.writing import OpenPage, write

ONE, TWO, THREE, FOUR = "naming-racism", "child-voice", "stereotypes", "adultification"
NEVER = "staff-experience"
TICK = "Count these themes. Never the words."


@pytest.fixture
def window(priya: Enrolled) -> OpenWindow:
    return open_window()


@pytest.fixture
def entry(priya: Enrolled) -> str:
    return write(priya, "One answer.", title="Tuesday", finished=False)


def last_page(browser: Browser, entry: str) -> Page:
    return browser.get(f"/journal/{entry}/edit?step=2")


def finish(browser: Browser, entry: str, *themes: str, count: bool, action: str = "finish", **fields: object) -> Page:
    form = last_page(browser, entry).form("token")
    return browser.submit(form, themes=list(themes), counted="y" if count else None, action=action, **fields)


def document(author: Enrolled, entry_id: str) -> Document:
    db.session.rollback()
    return entries.open_(author.keys, author.person_id, entry_id).document


def test_the_tick_is_off_until_somebody_sets_it(browser: Browser, entry: str, window: OpenWindow) -> None:
    page = last_page(browser, entry)
    assert TICK in page.text
    assert "Nobody can see whether you take part." in page.text
    assert "counted" not in page.form("token").values()
    finish(browser, entry, ONE, count=False)
    assert window.counted() == set()


def test_ticking_counts_the_themes_and_unticking_takes_them_back(
    browser: Browser, entry: str, window: OpenWindow, priya: Enrolled
) -> None:
    page = finish(browser, entry, ONE, TWO, count=True)
    assert page.address == f"/journal/{entry}"
    assert "Counted without the words." in page.text
    assert window.counted() == {ONE, TWO}
    assert last_page(browser, entry).form("token").values()["counted"] == ["y"]
    page = finish(browser, entry, ONE, TWO, count=False)
    assert "The themes of this reflection are no longer counted." in page.text
    assert "/themes/mine" in page.links()
    assert "Counted without" not in page.text
    assert window.counted() == set()
    assert "no longer counted" not in browser.get(f"/journal/{entry}").text


def test_another_theme_of_a_ticked_reflection_is_counted_in_its_place(
    browser: Browser, entry: str, window: OpenWindow
) -> None:
    finish(browser, entry, ONE, TWO, count=True)
    finish(browser, entry, TWO, THREE, count=True)
    assert window.counted() == {TWO, THREE}


def test_saving_again_changes_nothing(browser: Browser, entry: str, window: OpenWindow, priya: Enrolled) -> None:
    finish(browser, entry, ONE, count=True)
    contributions.choose(priya.keys, {window.id: [TWO]})
    finish(browser, entry, ONE, count=True, title="Wednesday")
    assert window.counted() == {TWO}, "what was withdrawn is not counted again by a new title"


def test_a_draft_is_not_counted_before_it_is_finished(browser: Browser, entry: str, window: OpenWindow) -> None:
    finish(browser, entry, ONE, count=True, action="later")
    assert window.counted() == set()
    form = last_page(browser, entry).form("token")
    assert form.values()["counted"] == ["y"], "the tick waits"
    browser.submit(form, action="finish")
    assert window.counted() == {ONE}


@pytest.mark.parametrize("way", [{"action": "later"}, {"action": "", "leave": "1"}])
def test_a_tick_taken_away_takes_effect_however_the_page_is_left(
    app: Flask, browser: Browser, entry: str, window: OpenWindow, way: dict[str, str]
) -> None:
    finish(browser, entry, ONE, count=True)
    finish(browser, entry, ONE, count=False, **way)
    assert window.counted() == set()


def test_over_three_the_page_asks_and_the_address_says_nothing(
    browser: Browser, priya: Enrolled, entry: str, window: OpenWindow
) -> None:
    page = finish(browser, entry, ONE, TWO, THREE, FOUR, count=True)
    assert page.address == f"/journal/{entry}"
    assert "You have ticked more than three themes to be counted." in page.text
    assert "Counted without the words." not in page.text
    assert window.counted() == set(), "the app never picks"
    contributions.choose(priya.keys, {window.id: [ONE]})
    assert "more than three" not in browser.get(f"/journal/{entry}").text


def test_a_theme_that_figures_call_something_else_says_so(browser: Browser, entry: str) -> None:
    text = last_page(browser, entry).text
    assert "Too much, too little In figures it is called “Doing too much or too little”." in text
    assert text.count("In figures it is called") == 2, "a longer name that begins with the same word needs no telling"


def test_a_theme_that_is_never_counted_is_not_offered_and_one_from_before_stays_its_authors(
    browser: Browser, entry: str, window: OpenWindow, priya: Enrolled
) -> None:
    assert f'value="{NEVER}"' not in last_page(browser, entry).html
    assert finish(browser, entry, NEVER, count=True).status == 400
    saving.store(priya.keys, priya.person_id, entry, 1, Edit(new_id()), Words(2, themes=(NEVER,)))
    page = last_page(browser, entry)
    assert "Stays with you. It is never counted." in page.text
    assert page.form("token").values()["themes"] == [NEVER]
    assert "Counted without the words." not in finish(browser, entry, NEVER, count=True).text
    assert window.counted() == set()


def test_what_is_written_for_its_author_alone_is_never_counted(
    browser: Browser, priya: Enrolled, window: OpenWindow
) -> None:
    alone = write(priya, "What it did to me.", private=(0,))
    page = last_page(browser, alone)
    assert "No theme of this reflection is counted." in page.text
    assert "counted" not in {option.get("name") for option in page.tree.iter("input")}
    finish(browser, alone, ONE, count=True)
    assert window.counted() == set()


@pytest.mark.parametrize("way", ["save", "delete"])
def test_what_was_counted_is_taken_back_though_only_answers_for_its_author_alone_are_left(
    browser: Browser, priya: Enrolled, window: OpenWindow, way: str
) -> None:
    both = write(priya, "What happened.", "What it did to me.", private=(1,), finished=False)
    form = browser.get(f"/journal/{both}/edit?step=3").form("token")
    browser.submit(form, themes=[ONE], counted="y", action="finish")
    assert window.counted() == {ONE}
    OpenPage(browser, browser.get(f"/journal/{both}/edit?step=1")).send("")
    if way == "save":
        browser.submit(browser.get(f"/journal/{both}/edit?step=3").form("token"), action="finish")
    else:
        db.session.rollback()
        deleting.put_aside(priya.keys, priya.person_id, both)
    assert window.counted() == set()


def test_pages_that_come_before_the_last_count_nothing(browser: Browser, entry: str, window: OpenWindow) -> None:
    finish(browser, entry, ONE, count=True)
    before = window.sealed()
    OpenPage(browser, browser.get(f"/journal/{entry}/edit?step=1")).send("Other words.", counted=None)
    assert window.sealed() == before


@pytest.mark.parametrize(("kept", "counted"), [("keep-mine", {TWO}), ("keep-theirs", {ONE})])
def test_a_choice_between_two_versions_is_about_the_tick_too(
    browser: Browser, entry: str, window: OpenWindow, kept: str, counted: set[str]
) -> None:
    old = last_page(browser, entry).form("token")
    finish(browser, entry, ONE, count=True, title="Theirs")
    page = browser.submit(old, themes=[TWO], counted="y", action="finish", title="Mine")
    assert page.status == 409
    assert page.text.count("Ticked: count these themes, never the words.") == 2
    page = browser.submit(page.form("token"), action=kept)
    assert "Counted without the words." in page.text
    assert window.counted() == counted


def test_keeping_mine_finishes_what_was_to_be_finished(
    browser: Browser, priya: Enrolled, entry: str, window: OpenWindow
) -> None:
    old = last_page(browser, entry).form("token")
    finish(browser, entry, count=False, action="later", title="Theirs")
    page = browser.submit(old, themes=[TWO], counted="y", action="finish", title="Mine")
    page = browser.submit(page.form("token"), action="keep-mine")
    assert not document(priya, entry).draft
    assert window.counted() == {TWO}


def test_without_a_window_a_tick_is_kept_and_nothing_happens(browser: Browser, priya: Enrolled, entry: str) -> None:
    page = finish(browser, entry, ONE, count=True)
    assert page.status == 200
    assert document(priya, entry).counted


def test_the_tick_is_never_in_what_is_shared(browser: Browser, priya: Enrolled, entry: str) -> None:
    finish(browser, entry, ONE, count=True)
    opened = entries.open_(priya.keys, priya.person_id, entry)
    shared = entries.snapshot(opened, [0], "note")
    for piece in (shared.head(), shared.body()):
        assert b"count" not in piece
        assert ONE.encode() not in piece


def test_a_reflection_from_before_themes_were_counted_opens(priya: Enrolled) -> None:
    old = json.loads(to_bytes(blank("What I wrote")))
    del old["counted"], old["uncounted"]
    opened = from_bytes(json.dumps(old).encode())
    assert (opened.counted, opened.uncounted) == (False, False)
    saved = saving.store(
        priya.keys, priya.person_id, new_id(), 0, Edit(new_id()), Words(1, answer="words"), first=opened
    )
    assert not document(priya, saved.entry_id).counted


def test_with_and_without_the_tick_a_document_is_as_long() -> None:
    lengths = {len(to_bytes(Document("blank", (), counted=tick, uncounted=not tick))) for tick in (True, False)}
    assert len(lengths) == 1
