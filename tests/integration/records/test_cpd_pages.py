"""A reflection is used for CPD: with the words its author chose, looked through first, and stored nowhere."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

import docx
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from reflect.journal import entries
from reflect.sharing import reader
from reflect.storage.db import Model, db, write_unit
from tests.support.browser import Browser, Form, Page
from tests.support.people import Enrolled
from tests.support.sharing import shared, snapshot
from tests.support.writing import enter, write

SWE = "social-work-england"
FIRST, SECOND, MINE = "I asked *nobody*.", "I noticed my silence.", "For me alone: a heron."
SAID = "I wonder what you would ask now."
SESSIONS = {"sign_in_session", "unlock_session"}


@pytest.fixture
def entry_id(priya: Enrolled) -> str:
    return write(priya, FIRST, SECOND, MINE, title="A Tuesday", private=(2,))


@pytest.fixture
def browser(app: Flask, priya: Enrolled) -> Browser:
    return enter(app, priya)


def rows() -> dict[str, list[str]]:
    """Everything that is stored, but for how long somebody has been here."""
    db.session.rollback()
    tables = [table for table in Model.metadata.sorted_tables if table.name not in SESSIONS]
    return {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}


def begin(browser: Browser, entry_id: str, form: str = SWE) -> Page:
    return browser.get(f"/journal/{entry_id}/cpd?form={form}")


def fields(browser: Browser, entry_id: str, form: str = SWE, **chosen: str) -> Page:
    """The page with the fields, begun with what was chosen."""
    return browser.submit(begin(browser, entry_id, form).form("revision"), action="begin", **chosen)


def in_fields(page: Page) -> str:
    return " ".join("".join(area.itertext()) for area in page.tree.iter("textarea"))


def download(browser: Browser, form: Form, action: str) -> TestResponse:
    sent = {**form.values(), "action": action}
    return browser.open("POST", form.action, data=sent, headers={"Origin": browser.origin})


def test_from_a_reflection_to_words_to_paste_a_word_file_and_a_pdf_and_nothing_is_stored(
    browser: Browser, priya: Enrolled, marcus: Enrolled, entry_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    share = shared(priya, marcus, snapshot(entry_id=entry_id))
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share, SAID)
    before = rows()
    assert f"/journal/{entry_id}/cpd" in browser.get(f"/journal/{entry_id}").links()
    choose = browser.get(f"/journal/{entry_id}/cpd")
    assert "Nobody here is told that you do this, or that you do not." in choose.text
    assert f"/journal/{entry_id}/cpd?form={SWE}" in choose.links()
    page = begin(browser, entry_id)
    assert "Whoever you hand it to can read it." in page.text, "before anybody types"
    assert "This is not an official form." in page.text
    assert SAID in page.text
    assert "Marcus" not in page.text, "who said it is not part of the words"
    comment = next(name for name in page.form("revision").values() if name.startswith("comment-"))
    chosen = {"answer-0": "cpd_about", "answer-1": "cpd_learned", comment: "cpd_peers"}
    page = browser.submit(page.form("revision"), action="begin", **chosen)
    areas = {area.get("name"): (area.text or "") for area in page.tree.iter("textarea")}
    assert areas == {"cpd_about": FIRST, "cpd_learned": SECOND, "cpd_impact": "", "cpd_peers": SAID}
    typed = {"cpd_type": "Reflection", "cpd_date": "2026-11-03", "cpd_impact": "I ask.\n\nEvery time."}
    page = browser.submit(page.form("cpd_about"), action="check", **typed)
    assert "We found no name" in page.text
    page = browser.submit(page.form("looked"), action="show")
    boxes = {area.get("id"): area for area in page.tree.iter("textarea")}
    assert all(area.get("readonly") is not None for area in boxes.values())
    pasted = {name: area.text for name, area in boxes.items()}
    assert pasted == {
        "copy-cpd_type": "Reflection",
        "copy-cpd_about": FIRST,
        "copy-cpd_date": "3 November 2026",
        "copy-cpd_learned": SECOND,
        "copy-cpd_impact": "I ask.\n\nEvery time.",
        "copy-cpd_peers": SAID,
    }
    word, pdf = (download(browser, page.form("looked"), action) for action in ("word", "pdf"))
    for answer, ending in ((word, "docx"), (pdf, "pdf")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=cpd-20")
        assert answer.headers["Content-Disposition"].endswith(f".{ending}")
    words = [paragraph.text for paragraph in docx.Document(BytesIO(word.data)).paragraphs]
    assert [text for text in words if text in (FIRST, SECOND, SAID)] == [FIRST, SECOND, SAID]
    assert "Not an official form." in words[1]
    assert SAID in PdfReader(BytesIO(pdf.data)).pages[0].extract_text()
    assert rows() == before
    for private in ("nobody", "silence", "wonder", "Every time"):
        assert private not in caplog.text


def test_nothing_is_copied_that_was_not_chosen(browser: Browser, entry_id: str) -> None:
    page = fields(browser, entry_id)
    assert in_fields(page).split() == []
    assert "A Tuesday" not in in_fields(page)
    page = fields(browser, entry_id, **{"answer-1": "cpd_learned"})
    assert in_fields(page).strip() == SECOND


def test_what_is_for_the_author_alone_is_never_put_in(browser: Browser, entry_id: str) -> None:
    page = begin(browser, entry_id)
    assert "a heron" not in page.html
    assert "Not offered here, because these questions are for you alone: What next?" in page.text
    page = browser.submit(page.form("revision"), action="begin", **{"answer-2": "cpd_learned"})
    assert page.status == 400
    assert "a heron" not in page.html
    page = browser.submit(fields(browser, entry_id).form("cpd_about"), action="check", cpd_learned=MINE)
    assert MINE in page.text, "unless the author types it"


def test_what_was_said_stays_to_choose_after_sharing_stopped(
    browser: Browser, priya: Enrolled, marcus: Enrolled, entry_id: str
) -> None:
    share = shared(priya, marcus, snapshot(entry_id=entry_id))
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share, SAID)
    browser.submit(browser.get(f"/journal/{entry_id}/shares/{share}/stop").form(action="stop"))
    page = begin(browser, entry_id)
    assert SAID in page.text
    assert "Marcus" not in page.text


def test_details_are_asked_about_first_and_a_role_goes_into_these_words_alone(
    browser: Browser, priya: Enrolled, entry_id: str
) -> None:
    page = fields(browser, entry_id, **{"answer-0": "cpd_about"})
    typed = {"cpd_learned": "I learned it from Oluwaseun.", "cpd_peers": "Marcus told me so."}
    page = browser.submit(page.form("cpd_about"), action="pdf", **typed)
    assert page.response.mimetype == "text/html", "no file of words that nobody looked through"
    assert "<mark>Oluwaseun</mark>" in page.html
    assert "<mark>Marcus</mark>" in page.html
    assert "A role goes into these words alone." in page.text
    found = {value: name[-1] for name, (value, *_) in page.form("looked").values().items() if name.startswith("found-")}
    roles = {f"role-{found['Oluwaseun']}": "the child", f"own-{found['Marcus']}": "my supervisor"}
    nothing = browser.submit(page.form("looked"), action="replace")
    assert nothing.status == 400
    assert "Choose what to put in the place of a detail" in nothing.text
    page = browser.submit(page.form("looked"), action="show", **roles)
    assert "Replaced, in these words alone." in page.text
    assert "I learned it from the child." in page.text
    assert "My supervisor told me so." in page.text
    ready = browser.submit(page.form("looked"), action="show")
    assert "Oluwaseun" not in ready.html
    changed = {**ready.form("looked").values(), "cpd_learned": "Zuzana", "action": "word"}
    page = browser.post(ready.form("looked").action, changed)
    assert "<mark>Zuzana</mark>" in page.html, "other words are looked through again"
    opened = entries.open_(priya.keys, priya.person_id, entry_id)
    assert (opened.revision, opened.document.parts[0].answer) == (1, FIRST)


def test_the_nmc_asks_for_themes_of_its_code_and_the_hcpc_for_benefit(browser: Browser, entry_id: str) -> None:
    page = fields(browser, entry_id, "nmc")
    themes = ["Preserve safety", "Prioritise people"]
    page = browser.submit(page.form("cpd_about"), action="check", cpd_code="It is about safety.", cpd_themes=themes)
    page = browser.submit(page.form("looked"), action="show")
    assert "It is about safety." in in_fields(page)
    assert all(theme in in_fields(page) for theme in themes)
    assert "written accounts in three years" in page.text
    assert "Benefit" in fields(browser, entry_id, "hcpc").html.title()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Write something in at least one field."),
        ({"cpd_date": "2026-11-03"}, "Write something in at least one field."),
        ({"cpd_learned": "Kept. " * 2_000}, "“What you learned” is 2,000 characters too long."),
        ({"cpd_learned": "Kept.", "cpd_date": "soon"}, "Enter the day as numbers"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(
    browser: Browser, entry_id: str, typed: dict[str, Any], sentence: str
) -> None:
    page = browser.submit(fields(browser, entry_id).form("cpd_about"), action="check", **typed)
    assert page.status == 400
    assert sentence in page.text
    assert page.title.startswith("Error: ")
    assert typed.get("cpd_learned", "") in in_fields(page)


def test_an_answer_that_changed_meanwhile_is_shown_again_before_it_is_used(
    browser: Browser, priya: Enrolled, entry_id: str
) -> None:
    old = begin(browser, entry_id).form("revision")
    edit = browser.get(f"/journal/{entry_id}/edit?step=1").form("answer")
    browser.submit(edit, answer="Other words.")
    page = browser.submit(old, action="begin", **{"answer-0": "cpd_about"})
    assert page.status == 409
    assert "changed somewhere else" in page.text
    assert "Other words." in page.text


def test_words_come_back_when_the_journal_is_locked_or_the_reflection_is_gone(
    app: Flask, browser: Browser, entry_id: str
) -> None:
    open_page = fields(browser, entry_id).form("cpd_about")
    typed = {"cpd_peers": "Words of the last hour.", "cpd_date": "2026-11-03"}
    browser.submit(browser.get(f"/journal/{entry_id}/delete").form(action="delete"))
    gone = browser.submit(open_page, action="check", **typed)
    assert (gone.status, "Words of the last hour." in gone.text) == (404, True)
    browser.lock()
    locked = browser.submit(open_page, action="check", **typed)
    assert (locked.status, "Words of the last hour." in locked.text) == (401, True)


def test_nobody_else_uses_a_reflection(app: Flask, priya: Enrolled, marcus: Enrolled, entry_id: str) -> None:
    shared(priya, marcus, snapshot(entry_id=entry_id))
    his = enter(app, marcus)
    assert his.get(f"/journal/{entry_id}/cpd?form=nmc").status == 404
    own = begin(his, write(marcus, "His own."), "nmc").form("revision")
    own.action = f"/journal/{entry_id}/cpd"
    page = his.submit(own, action="begin", **{"answer-0": "cpd_learned"})
    assert page.status == 404
    assert FIRST not in page.text


def test_what_a_pdf_cannot_show_is_said_beside_the_words(browser: Browser, entry_id: str) -> None:
    page = fields(browser, entry_id)
    page = browser.submit(page.form("cpd_about"), action="check", cpd_about="a \U000f0000 sign")
    page = browser.submit(page.form("looked"), action="show")
    answer = browser.submit(page.form("looked"), action="pdf")
    assert answer.status == 409
    assert "A Word file can" in answer.text
    assert "a \U000f0000 sign" in in_fields(answer)
    assert download(browser, answer.form("looked"), "word").status_code == 200
