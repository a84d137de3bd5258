"""A page that goes away posts what it could not save: it is saved, or sealed for its author, and nothing is ticked."""

import pytest
from flask import Flask

from reflect.journal import entries, rescuing
from reflect.journal.document import Document
from reflect.library.sets import wellbeing_question
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.writing import OpenPage, enter, write

LAST = {"title": "A visit", "tags": "Court, school", "themes": ["naming-racism"], "counted": "y"}


@pytest.fixture
def priya(sqlite_app: Flask) -> Enrolled:
    return People(sqlite_app).enrol("Priya Shah")


@pytest.fixture
def browser(sqlite_app: Flask, priya: Enrolled) -> Browser:
    return enter(sqlite_app, priya)


@pytest.fixture
def entry_id(priya: Enrolled) -> str:
    return write(priya, "as it was", "b", "c")


def present(author: Enrolled, entry_id: str) -> Document:
    db.session.rollback()
    return entries.open_(author.keys, author.person_id, entry_id).document


def rescued(author: Enrolled) -> list[rescuing.Rescued]:
    db.session.rollback()
    person_id = author.person_id
    return [rescuing.open_(author.keys, person_id, each.id) for each in rescuing.waiting(person_id)]


def test_what_can_be_saved_is_saved_and_the_session_goes_on(browser: Browser, priya: Enrolled, entry_id: str) -> None:
    opened = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    opened.send("the last words", action="", keep="1", follow=False)
    assert present(priya, entry_id).parts[0].answer == "the last words"
    assert rescued(priya) == []
    next_page = browser.get("/journal/")
    assert next_page.address == "/journal/"
    assert "Saved." not in next_page.text, "it says nothing of what went on before somebody came to it"


def test_on_top_of_another_page_it_is_sealed(browser: Browser, priya: Enrolled, entry_id: str) -> None:
    mine = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    theirs = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    assert theirs.autosave("theirs").status_code == 204
    assert mine.send("mine", action="", keep="1").status == 202
    assert present(priya, entry_id).parts[0].answer == "theirs"
    assert [each.text for each in rescued(priya)] == ["mine"]


def test_a_choice_between_versions_that_was_not_made_is_not_made_for_them(
    browser: Browser, priya: Enrolled, entry_id: str
) -> None:
    mine = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    theirs = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    theirs.autosave("theirs")
    choosing = mine.send("mine")
    assert browser.submit(choosing.form("answer"), keep="1").status == 202
    assert present(priya, entry_id).parts[0].answer == "theirs"
    assert [each.text for each in rescued(priya)] == ["mine"]


def test_what_was_ticked_and_not_sent_is_not_counted(browser: Browser, priya: Enrolled, entry_id: str) -> None:
    opened = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=4"))
    opened.send(action="", keep="1", **LAST)
    document = present(priya, entry_id)
    assert (document.title, document.tags) == ("A visit", ("Court", "school"))
    assert (document.themes, document.counted) == ((), False)


def test_ticks_tags_and_how_one_was_wait_with_the_words(browser: Browser, priya: Enrolled, entry_id: str) -> None:
    asked = wellbeing_question()
    assert asked is not None
    opened = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=4"))
    browser.lock()
    assert opened.send(action="finish", wellbeing=asked.choices[0], **LAST).status == 202
    (waiting,) = rescued(priya)
    assert waiting.beside == rescuing.Beside(("naming-racism",), ("Court", "school"), asked.choices[0])
    browser = enter(browser.app, priya)
    page = browser.get(f"/journal/rescued/{waiting.id}")
    assert "A visit" in page.text
    assert "Tags: Court, school" in page.text
    kept = browser.submit(page.form(action="/keep"))
    document = present(priya, kept.address.split("/")[2])
    assert (document.title, document.themes, document.tags) == ("A visit", ("naming-racism",), ("Court", "school"))
    assert (document.wellbeing, document.counted) == (asked.choices[0], False)


def test_what_nobody_could_have_chosen_is_not_brought_in_by_a_rescue(browser: Browser, priya: Enrolled) -> None:
    beside = rescuing.Beside(("made-up", "naming-racism"), ("t" * 31, *map(str, range(20))), "w" * 500)
    rescue = rescuing.Rescued("r", "e", None, "locked", "", "words", beside=beside)  # type: ignore[arg-type]
    document = rescuing.as_document(rescue, "Kept", "What I wrote")
    assert document.themes == ("naming-racism",)
    assert (len(document.tags), len(document.wellbeing)) == (10, 120)
    further = ", ".join(["t" * 31, *map(str, range(10, 20))])
    assert document.parts[0].answer == f"words\n\n{further}", "what can be no tag was typed all the same"


def test_the_other_version_is_kept_with_everything_that_stood_on_it(
    browser: Browser, priya: Enrolled, entry_id: str
) -> None:
    asked = wellbeing_question()
    assert asked is not None
    address = f"/journal/{entry_id}/edit?step=4"
    mine, theirs = OpenPage(browser, browser.get(address)), OpenPage(browser, browser.get(address))
    theirs.send(action="later", title="Theirs", tags="kept", wellbeing=asked.choices[1])
    page = mine.send(action="finish", title="Mine", tags="other", wellbeing=asked.choices[0])
    assert page.status == 409
    assert "Tags: kept" in page.text
    assert "Tags: other" in page.text
    browser.submit(page.form("token"), action="keep-theirs")
    document = present(priya, entry_id)
    assert (document.title, document.tags, document.wellbeing) == ("Theirs", ("kept",), asked.choices[1])
    numbers = [mark.number for mark in entries.history(priya.person_id, entry_id)]
    tags = {entries.open_(priya.keys, priya.person_id, entry_id, number).document.tags for number in numbers}
    assert {("other",), ("kept",)} <= tags
