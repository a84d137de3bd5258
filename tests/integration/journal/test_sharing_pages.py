"""Sharing as its author sees it: choose, preview, share, see who read it, stop."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect.sharing.models import Share
from reflect.storage.db import db
from tests.support.browser import Browser, Page
from tests.support.people import Enrolled
from tests.support.writing import OpenPage, enter, write


def shares() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Share)) or 0


def previewed(browser: Browser, entry_id: str, **changes: object) -> Page:
    form = browser.get(f"/journal/{entry_id}/share").form("parts")
    return browser.submit(form, **{"parts": ["0"], "note": "Help me think", **changes})


def share(browser: Browser, entry_id: str) -> Page:
    return browser.submit(previewed(browser, entry_id).form("fingerprint"), action="share")


def test_the_preview_shows_what_will_be_seen_and_shares_nothing(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    entry_id = write(priya, "first *answer*", "second answer", title="Home visit")
    page = previewed(enter(app, priya), entry_id)
    assert "Nothing is shared yet." in page.text
    for seen in ("Home visit", "Help me think", "<em>answer</em>", "Compare in person", "Share with Marcus"):
        assert seen in page.html
    assert "second answer" not in page.html
    assert re.search(r"([0-9a-f]{4} ){4}[0-9a-f]{4}", page.text)
    assert "can remember or write down what they read" in page.text
    assert shares() == 0


def test_the_reader_sees_the_chosen_answer_and_the_author_sees_that_they_did(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    entry_id = write(priya, "first answer", "second answer", title="Home visit")
    browser, reading = enter(app, priya), enter(app, marcus)
    page = share(browser, entry_id)
    assert "Shared with Marcus Bell." in page.text
    assert "Marcus has not opened it yet." in page.text
    assert "You and Marcus Bell" in browser.get("/journal/").text
    shared = reading.get(next(link for link in reading.get("/shared/").links() if re.match(r"/shared/\w{26}", link)))
    assert "first answer" in shared.text
    assert "second answer" not in shared.html
    assert "Marcus read it today at" in browser.get(f"/journal/{entry_id}").text


def test_what_is_written_later_stays_private(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    entry_id = write(priya, "as shared")
    browser, reading = enter(app, priya), enter(app, marcus)
    share(browser, entry_id)
    OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1")).send("written later")
    link = next(link for link in reading.get("/shared/").links() if re.match(r"/shared/\w{26}", link))
    assert "written later" not in reading.get(link).html
    assert "not what you wrote since" in browser.get(f"/journal/{entry_id}").text


def test_stopping_moves_the_comments_in_and_says_what_it_cannot_undo(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    entry_id = write(priya, "shared")
    browser, reading = enter(app, priya), enter(app, marcus)
    page = share(browser, entry_id)
    link = next(link for link in reading.get("/shared/").links() if re.match(r"/shared/\w{26}", link))
    reading.submit(reading.get(link).form("text"), text="I *wonder* about this")
    stop = browser.get(next(link for link in page.links() if "/shares/" in link))
    assert "What this cannot undo" in stop.text
    page = browser.submit(stop.form(action="/stop"))
    assert "I wonder about this" in page.text
    assert "<em>wonder</em>" in page.html
    assert "only you can see it now" in page.text
    assert "Marcus Bell read it" in page.text
    assert reading.get(link).status == 404
    assert browser.submit(stop.form(action="/stop")).status == 404, "it is stopped already"


def test_sharing_again_replaces_the_copy_and_keeps_its_comments(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    entry_id = write(priya, "shared")
    browser, reading = enter(app, priya), enter(app, marcus)
    share(browser, entry_id)
    link = next(link for link in reading.get("/shared/").links() if re.match(r"/shared/\w{26}", link))
    reading.submit(reading.get(link).form("text"), text="an earlier comment")
    page = share(browser, entry_id)
    assert shares() == 1
    assert "an earlier comment" in page.text


def test_who_has_no_supervisor_is_told_so(app: Flask, priya: Enrolled) -> None:
    entry_id = write(priya, "words")
    page = enter(app, priya).get(f"/journal/{entry_id}/share")
    assert "You have no supervisor in Reflect yet" in page.text
    assert "work e-mail address" in page.text, "a colleague can be shared with all the same"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"parts": []}, "Choose at least one answer to share."),
        ({"parts": ["7"]}, "Choose at least one answer to share."),
        ({"parts": ["x"]}, "Choose at least one answer to share."),
        ({"reader": "0" * 26}, "Choose who to share with."),
        ({"reader": []}, "Choose who to share with."),
        ({"group": ["0" * 26]}, "Choose who to share with."),
        ({"address": "nobody@test.example"}, "Check the address nobody@test.example. Nobody who works here has it."),
        ({"address": "@"}, "Check the address @. Nobody who works here has it."),
        ({"address": "a@x.example," * 11}, "Type 10 addresses at most."),
        ({"until": "soon"}, "Enter the day as numbers"),
        ({"until": ""}, "Enter the day as numbers"),
        ({"until": "2001-01-01"}, "Choose a day after today"),
        ({"until": "9999-12-31"}, "Choose a day after today"),
        ({"note": "n" * 1001}, "Make the note shorter by 1 character."),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_the_note_is_still_there(
    app: Flask, priya: Enrolled, marcus: Enrolled, changes: dict, sentence: str
) -> None:
    page = previewed(enter(app, priya), write(priya, "words"), **{"note": "my note", **changes})
    assert page.status == 400
    assert sentence in page.text
    assert page.form("note").values()["note"] == [changes.get("note", "my note")]


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 20])
def test_a_damaged_share_form_is_refused(app: Flask, priya: Enrolled, marcus: Enrolled, revision: str) -> None:
    page = previewed(enter(app, priya), write(priya, "words"), revision=revision)
    assert page.status == 400
    assert "Help me think" in page.html, "the note is given back"


def test_a_draft_that_went_on_is_looked_at_again_before_it_is_shared(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    browser = enter(app, priya)
    opened = OpenPage(browser, browser.get("/journal/new?start=blank"))
    opened.autosave("half")
    form = browser.get(f"/journal/{opened.entry_id}/share").form("parts")
    opened.autosave("half a thought")
    page = browser.submit(form, parts=["0"], note="my note")
    assert page.status == 409
    assert "You wrote more since you opened the share page." in page.text


def test_another_key_than_the_one_on_the_page_is_refused(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    browser = enter(app, priya)
    page = previewed(browser, write(priya, "words"))
    other = f"{marcus.person_id}:0000 0000 0000 0000 0000"
    page = browser.submit(page.form("fingerprint"), action="share", fingerprint=other)
    assert page.status == 409
    assert "Their key changed while this page was open." in page.text
    assert shares() == 0


def test_changing_something_goes_back_with_everything_filled_in(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    browser = enter(app, priya)
    page = previewed(browser, write(priya, "words", "more"))
    page = browser.submit(page.form("fingerprint"), action="change")
    values = page.form("note").values()
    assert (values["parts"], values["note"]) == (["0"], ["Help me think"])
