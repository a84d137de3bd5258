"""Writing, one question a page, with and without a script."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect.core.ids import new_id
from reflect.journal import entries
from reflect.journal.document import LONGEST_ANSWER
from reflect.journal.models import Entry, Revision
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.writing import OpenPage, enter, write

START = "/journal/new?start=left-unsaid"


def present(author: Enrolled, entry_id: str) -> entries.OpenEntry:
    db.session.rollback()
    return entries.open_(author.keys, author.person_id, entry_id)


def test_a_path_leads_from_its_questions_to_the_title_and_the_themes(browser: Browser, priya: Enrolled) -> None:
    page = browser.get(START)
    assert "Guided reflection · 1 of 3" in page.text
    assert "Only you can see this." in page.text
    assert "If a child is at risk now" in page.text
    page = OpenPage(browser, page).send("one *two*")
    page = OpenPage(browser, page).send("second")
    page = OpenPage(browser, page).send("third")
    page = OpenPage(browser, page).send(action="finish", title="Home visit", themes=["naming-racism"])
    assert "Home visit" in page.text
    assert "Private" in page.text
    assert "<em>two</em>" in page.html
    document = present(priya, page.address.split("/")[2]).document
    assert (document.title, document.themes, document.draft) == ("Home visit", ("naming-racism",), False)


def test_the_question_is_kept_as_it_was_asked(browser: Browser, priya: Enrolled) -> None:
    opened = OpenPage(browser, browser.get(START))
    opened.send("words")
    part = present(priya, opened.entry_id).document.parts[0]
    assert part.question.startswith("Think of a visit, call or meeting")
    assert (part.prompt, len(part.help)) == ("P01", 2)


def test_skipping_leaves_no_trace(browser: Browser) -> None:
    page = OpenPage(browser, browser.get(START)).send("", action="skip")
    assert "2 of 3" in page.text
    assert page.address.startswith("/journal/new?")
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 0
    page = OpenPage(browser, page).send("only this")
    entry = browser.get("/journal/" + page.address.split("/")[2])
    assert "visit, call or meeting" not in entry.text, "the skipped question is not shown"


def test_skipping_never_throws_words_away(browser: Browser, priya: Enrolled) -> None:
    opened = OpenPage(browser, browser.get(START))
    opened.send("half a thought", action="skip")
    assert present(priya, opened.entry_id).document.parts[0].answer == "half a thought"


def test_coming_back_later_opens_at_the_same_question_also_after_skipping(browser: Browser) -> None:
    opened = OpenPage(browser, browser.get(START))
    edit = f"/journal/{opened.entry_id}/edit"
    page = opened.send("first", action="later")
    assert "Kept as a draft. Only you can see it." in page.text
    assert "1 of 3" in browser.get(edit).text
    page = OpenPage(browser, browser.get(edit)).send("first")
    history = browser.get(f"/journal/{opened.entry_id}/history").text
    OpenPage(browser, page).send("", action="skip")
    assert "3 of 3" in browser.get(edit).text, "nothing was pressed after skipping, and it is still the next question"
    assert browser.get(f"/journal/{opened.entry_id}/history").text == history, "no line says that one was skipped"


def test_a_blank_page_asks_for_a_title_at_once_and_needs_none(browser: Browser) -> None:
    opened = OpenPage(browser, browser.get("/journal/new?start=blank"))
    page = OpenPage(browser, opened.send("just words")).send(action="finish")
    assert re.search(r"Untitled, \d+ \w+ \d{4}", page.text)


def test_a_page_saves_by_itself_and_says_which_revision_it_reached(browser: Browser, priya: Enrolled) -> None:
    opened = OpenPage(browser, browser.get(START))
    assert opened.autosave("a").headers["ETag"] == '"1"'
    assert opened.autosave("ab").headers["ETag"] == '"2"'
    assert present(priya, opened.entry_id).document.parts[0].answer == "ab"


def test_an_empty_first_draft_is_not_stored(browser: Browser) -> None:
    opened = OpenPage(browser, browser.get(START))
    assert opened.autosave(" \n").headers["ETag"] == '"0"'
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 0


def test_a_draft_is_shown_as_it_was_typed(browser: Browser) -> None:
    opened = OpenPage(browser, browser.get(START))
    opened.autosave("<b>not</b> *rendered*\nyet")
    html = browser.get(f"/journal/{opened.entry_id}").html
    assert "&lt;b&gt;not&lt;/b&gt; *rendered*<br>yet" in html


def test_too_long_an_answer_comes_back_with_a_sentence_and_every_word(browser: Browser) -> None:
    opened = OpenPage(browser, browser.get(START))
    words = "w" * LONGEST_ANSWER + "é"
    page = opened.send(words)
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert "1 character too long" in page.text
    assert page.form("answer").values()["answer"] == [words]
    assert "data-autosave-unsaved" in page.html


def test_too_long_a_title_and_a_made_up_theme_come_back(browser: Browser, priya: Enrolled) -> None:
    entry_id = write(priya, "a", "b", "c")
    page = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=4")).send(
        action="finish", title="t" * 130, themes=["naming-racism", "made-up"]
    )
    assert page.status == 400
    assert page.form("title").values()["title"] == ["t" * 130]
    assert page.form("title").values()["themes"] == ["naming-racism"]


def test_saving_and_leaving_without_a_script_ends_the_session(browser: Browser, priya: Enrolled) -> None:
    opened = OpenPage(browser, browser.get(START))
    page = opened.send("last words", leave="1")
    assert page.status == 200
    assert 'http-equiv="refresh"' in page.html
    assert "last words" not in page.html
    assert "/sign-in" in browser.get("/journal/").address
    assert present(priya, opened.entry_id).document.parts[0].answer == "last words"


def test_leaving_with_words_that_cannot_be_saved_keeps_them_sealed(
    app: Flask, browser: Browser, priya: Enrolled
) -> None:
    opened = OpenPage(browser, browser.get(START))
    page = opened.send("x" * (LONGEST_ANSWER + 1), leave="1")
    assert 'http-equiv="refresh"' in page.html
    assert "as you left" in enter(app, priya).get("/journal/rescued").text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"fields": []}, 400),
        ({"fields": {"answer": 5, "step": "1", "start": ""}}, 400),
        ({"fields": {"answer": "x" * (LONGEST_ANSWER + 1), "step": "1", "start": "left-unsaid"}}, 400),
        ({"fields": {"answer": "x" * 600_000, "step": "1", "start": "left-unsaid"}}, 413),
        ({"fields": {"answer": "x", "step": "9", "start": "left-unsaid"}}, 400),
        ({"fields": {"answer": "x", "step": "1", "start": "no-such-path"}}, 404),
        ({"edit": "short"}, 400),
        ({"number": "1"}, 400),
        ({"token": "forged"}, 400),
    ],
)
def test_a_save_that_cannot_be_taken_says_why_in_json(browser: Browser, changes: dict, status: int) -> None:
    response = OpenPage(browser, browser.get(START)).autosave("words", **changes)
    assert response.status_code == status
    assert response.get_json()["sentence"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 200_000])
def test_a_save_that_is_no_json_is_refused(browser: Browser, body: bytes) -> None:
    opened = OpenPage(browser, browser.get(START))
    response = browser.client.put(
        f"/journal/{opened.entry_id}/draft",
        data=body,
        content_type="application/json",
        headers={
            "Origin": browser.origin,
            "X-CSRFToken": opened.fields["csrf_token"],
            "If-Match": '"0"',
        },
    )
    assert (response.status_code, bool(response.get_json()["sentence"])) == (400, True)


def test_a_save_without_if_match_is_refused(browser: Browser) -> None:
    opened = OpenPage(browser, browser.get(START))
    opened.fields["revision"] = ""
    assert opened.autosave("words").status_code == 400


def test_a_save_while_locked_says_so_in_json(browser: Browser) -> None:
    opened = OpenPage(browser, browser.get(START))
    browser.submit(next(form for form in browser.get("/journal/").forms() if form.action.endswith("/lock")))
    response = opened.autosave("words")
    assert response.status_code == 401
    assert response.get_json()["sentence"]


def test_an_entry_is_not_begun_under_somebody_elses_id(browser: Browser, people: People) -> None:
    theirs = write(people.enrol("Rowan Ellis"), "their words")
    opened = OpenPage(browser, browser.get(START))
    opened.entry_id = theirs
    assert opened.autosave("mine").status_code == 400, "the token names another entry"


@pytest.mark.parametrize("address", ["?start=nothing-here", "?start=LEFT", "?start=left-unsaid&step=9", "?start=a.b.c"])
def test_there_is_no_page_for_a_start_or_step_that_is_not(browser: Browser, address: str) -> None:
    assert browser.get(f"/journal/new{address}").status == 404
    assert browser.get(f"/journal/{new_id()}/edit").status == 404


def two_pages(browser: Browser, author: Enrolled) -> tuple[OpenPage, OpenPage]:
    entry_id = write(author, "as it was", "b", "c")
    address = f"/journal/{entry_id}/edit?step=1"
    return OpenPage(browser, browser.get(address)), OpenPage(browser, browser.get(address))


def test_a_save_on_top_of_another_pages_is_told_so(browser: Browser, priya: Enrolled) -> None:
    mine, theirs = two_pages(browser, priya)
    assert theirs.autosave("theirs").status_code == 204
    response = mine.autosave("mine")
    assert response.status_code == 412
    assert response.get_json()["sentence"]
    assert present(priya, mine.entry_id).document.parts[0].answer == "theirs"


def test_a_form_on_top_of_another_pages_shows_both_texts(browser: Browser, priya: Enrolled) -> None:
    mine, theirs = two_pages(browser, priya)
    theirs.autosave("their version")
    page = mine.send("my version")
    assert page.status == 409
    assert "their version" in page.text
    assert page.form("answer").values()["answer"] == ["my version"]


@pytest.mark.parametrize(("action", "kept"), [("keep-mine", "my version"), ("keep-theirs", "their version")])
def test_whichever_version_is_kept_the_other_stays_in_the_history(
    browser: Browser, priya: Enrolled, action: str, kept: str
) -> None:
    mine, theirs = two_pages(browser, priya)
    theirs.autosave("their version")
    page = mine.send("my version")
    page = browser.submit(page.form("answer"), action=action)
    assert "2 of 3" in page.text, "it goes on to where the first press of the button would have led"
    assert present(priya, mine.entry_id).document.parts[0].answer == kept
    texts = {
        entries.open_(priya.keys, priya.person_id, mine.entry_id, mark.number).document.parts[0].answer
        for mark in entries.history(priya.person_id, mine.entry_id)
    }
    assert {"my version", "their version", "as it was"} <= texts


def test_a_form_sent_twice_is_saved_once(browser: Browser, priya: Enrolled) -> None:
    opened = OpenPage(browser, browser.get(START))
    opened.send("words")
    page = opened.send("words")
    assert page.status == 200
    count = select(func.count()).select_from(Revision).where(Revision.entry_id == opened.entry_id)
    assert db.session.scalar(count) == 1
