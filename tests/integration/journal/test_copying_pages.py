"""Copies of one's reflections go out as files and come back as private entries, all of them or none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask, request
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from reflect.audit.models import AuditEvent
from reflect.core.ids import new_id
from reflect.journal import entries, saving
from reflect.journal.copying import exporting, importing
from reflect.journal.copying.packing import pack, unpack
from reflect.journal.copying.portable import as_data
from reflect.journal.document import Document, Part, Words
from reflect.journal.models import Entry
from reflect.journal.ordering import Edit
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Form, Page
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.writing import enter, write


@pytest.fixture
def marcus(people: People) -> Enrolled:
    return people.enrol("Marcus Bell")


def multipart(name: str, data: bytes, csrf: str = "") -> tuple[bytes, str]:
    """A file as a browser sends it. Put together here: the test client leaves its own temporary files open."""
    disposition = b'Content-Disposition: form-data; name="'
    parts = [
        disposition + b'csrf_token"\r\n\r\n' + csrf.encode(),
        disposition + b'file"; filename="' + name.encode() + b'"\r\nContent-Type: application/zip\r\n\r\n' + data,
    ]
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return body, "multipart/form-data; boundary=edge"


def choose(browser: Browser, name: str, data: bytes) -> Page:
    """Choose a file on the page, and see what would come of it."""
    body, kind = multipart(name, data, browser.get("/journal/import").form("file").values()["csrf_token"][0])
    return browser.post("/journal/import", body, content_type=kind)


def bring_in(browser: Browser, name: str, data: bytes) -> Page:
    return browser.submit(choose(browser, name, data).form("packed"))


def download(browser: Browser, form: Form, **changes: Any) -> TestResponse:
    """What a form answers with that is no page."""
    fields = {**form.values(), **changes}
    return browser.open("POST", form.action, data=fields, headers={"Origin": browser.origin})


def everything(browser: Browser, kind: str = "markdown") -> bytes:
    page = browser.get("/journal/copies/everything")
    if page.address.startswith("/account/confirm"):
        page = browser.submit(page.form("passphrase"), passphrase=PASSPHRASE)
    return download(browser, page.form("kind"), kind=kind).get_data()


def documents(author: Enrolled) -> list[Document]:
    db.session.rollback()
    return [entries.open_(author.keys, author.person_id, each).document for each in exporting.ids_of(author.person_id)]


def contents(author: Enrolled) -> set[Any]:
    """What is written in a journal, wherever it lies."""
    db.session.rollback()
    found = exporting.copies(author.keys, author.person_id, exporting.ids_of(author.person_id))
    return {replace(copy.document, written_at="") for copy in found if copy}


def test_one_reflection_as_a_file(priya: Enrolled, browser: Browser) -> None:
    entry_id = write(priya, "What *I* saw.", "And said.", title="Private title", private=(1,))
    page = browser.get(f"/journal/{entry_id}/copy")
    assert f"/journal/{entry_id}/copy" in browser.get(f"/journal/{entry_id}").links()
    assert "The file is not locked." in page.text
    answer = download(browser, page.form("kind"), kind="markdown")
    assert "What *I* saw." in answer.get_data(as_text=True)
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment; filename=reflection-20")
    assert "Private" not in name
    data = json.loads(download(browser, page.form("kind"), kind="json").get_data())
    assert [part["private"] for part in data["parts"]] == [False, True]
    assert browser.submit(page.form("kind"), kind="pdf").status == 400


@pytest.mark.parametrize("kind", ["markdown", "json"])
def test_everything_goes_out_and_comes_into_another_journal_once(
    app: Flask, priya: Enrolled, marcus: Enrolled, browser: Browser, kind: str
) -> None:
    for number in range(3):
        write(priya, f"Answer {number}", "", title=f"Title {number}" if number else "", finished=number != 2)
    data = everything(browser, kind)
    with ZipFile(BytesIO(data)) as made:
        assert len(made.namelist()) == 3
        assert all(name.endswith({"markdown": ".md", "json": ".json"}[kind]) for name in made.namelist())
    (told,) = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "journal-copied"))
    assert (told.about_id, told.details) == (priya.person_id, {})
    page = choose(browser, "mine.zip", data)
    assert "3 are there already" in page.text
    his = enter(app, marcus)
    page = choose(his, "hers.zip", data)
    assert "3 reflections would come in" in page.text
    assert documents(marcus) == [], "looking brings nothing in"
    again = page.form("packed")
    page = his.submit(again)
    assert "3 reflections came in. Only you can see them." in page.text
    assert contents(marcus) == contents(priya)
    links = select(Entry.continues_id).where(Entry.owner_id == marcus.person_id)
    assert list(db.session.scalars(links)) == [None] * 3, "none goes on from another: they did not there"
    first = documents(marcus)[0]
    assert first.written is not None
    assert "brought in from a copy" in his.get(f"/journal/{exporting.ids_of(marcus.person_id)[0]}").text
    assert "nothing came in" in his.submit(again).text, "pressed twice"
    assert "3 are there already" in choose(his, "hers.zip", data).text
    assert len(documents(marcus)) == 3


def test_some_are_chosen_and_nobody_elses(priya: Enrolled, marcus: Enrolled, browser: Browser) -> None:
    one, _two, his = write(priya, "One."), write(priya, "Two."), write(marcus, "His.")
    form = browser.get("/journal/copies").form("entries")
    with ZipFile(BytesIO(download(browser, form, entries=[one]).get_data())) as made:
        (name,) = made.namelist()
        assert b"One." in made.read(name)
    assert browser.submit(form, entries=[one, his]).status == 400
    assert browser.submit(form, entries=[]).status == 400


def test_what_does_not_open_is_said_in_the_copy(priya: Enrolled, browser: Browser) -> None:
    gone, _other = write(priya, "One."), write(priya, "Two.")
    with write_unit():
        db.session.execute(update(Entry).where(Entry.id == gone).values(wrapped_key=b"J" * 60))
    with ZipFile(BytesIO(everything(browser))) as made:
        assert len(made.namelist()) == 2
        assert "1 of your reflections did not open" in made.read(exporting.NOT_OPENED).decode()


def test_one_wrong_file_keeps_all_of_a_zip_out_and_is_named(priya: Enrolled, browser: Browser) -> None:
    write(priya, "A first.", title="Mine")
    made = BytesIO(everything(browser))
    with ZipFile(made, "a") as archive:
        archive.writestr("shopping.md", "# Milk\n")
        archive.writestr("picture.png", b"\x89PNG")
    page = choose(browser, "mixed.zip", made.getvalue())
    assert page.status == 400
    assert "shopping.md: This is not a copy of a reflection made by Reflect." in page.text
    assert "picture.png: It is not text in UTF-8." in page.text
    page = browser.post(
        "/journal/import/confirm",
        {
            "csrf_token": browser.get("/journal/import").form("file").values()["csrf_token"][0],
            "packed": pack(made.getvalue()),
            "name": "mixed.zip",
        },
    )
    assert page.status == 400
    assert len(documents(priya)) == 1
    for name, data in {"x.zip": b"no zip", "x.json": b"{", "x.md": b"", "x.txt": b"words", "": b"words"}.items():
        assert choose(browser, name, data).status == 400
    assert choose(browser, "large.json", b" " * (importing.MOST_BYTES + 1)).status == 400
    assert choose(browser, "too-large.json", b" " * (importing.MOST_BYTES * 2)).status == 413


def test_a_crash_in_the_middle_brings_nothing_in(priya: Enrolled, marcus: Enrolled) -> None:
    for number in range(3):
        write(priya, f"Answer {number}")
    copies = [copy for copy in exporting.copies(priya.keys, priya.person_id, exporting.ids_of(priya.person_id)) if copy]
    written = []

    def crash(*_arguments: Any) -> None:
        written.append(1)
        if len(written) == 4:
            raise InterruptedError

    event.listen(db.engine, "before_cursor_execute", crash)
    try:
        with pytest.raises(InterruptedError):
            importing.bring_in(marcus.keys, marcus.person_id, copies)
    finally:
        event.remove(db.engine, "before_cursor_execute", crash)
    assert documents(marcus) == []
    assert importing.bring_in(marcus.keys, marcus.person_id, copies) == 3


def test_a_private_question_stays_private_whatever_the_file_says(priya: Enrolled, browser: Browser) -> None:
    code = sorted(importing.private_codes())[0]
    part = Part("How did racism touch me?", prompt=code, private=True, answer="Mine alone.")
    saving.store(
        priya.keys,
        priya.person_id,
        new_id(),
        0,
        Edit(new_id()),
        Words(2, finished=True),
        first=Document("guided", (part,)),
    )
    (copy,) = exporting.copies(priya.keys, priya.person_id, exporting.ids_of(priya.person_id))
    assert copy is not None
    opened = (
        exporting.as_file(copy, "json").replace(b'"private": true', b'"private": false').replace(b"alone", b"still")
    )
    assert "1 reflection came in." in bring_in(browser, "x.json", opened).text
    assert [document.parts[0].private for document in documents(priya)] == [True, True]


def test_what_comes_in_is_private_uncounted_and_rendered(priya: Enrolled, browser: Browser) -> None:
    words = Document("blank", (Part("What I wrote", answer="A *word* <script>"),), title="From afar", draft=False)
    data = as_data(words, datetime(2024, 5, 6, tzinfo=UTC)) | {"counted": True}
    bring_in(browser, "x.json", json.dumps(data).encode())
    (document,) = documents(priya)
    assert document.counted is False
    assert document.parts[0].html == "<p>A <em>word</em> &lt;script&gt;</p>\n"
    row = db.session.execute(select(Entry.created_at)).scalar_one()
    assert row.year > 2024, "the day it was written is inside, sealed"
    page = browser.get(f"/journal/{exporting.ids_of(priya.person_id)[0]}")
    assert "Written 6 May 2024" in page.text
    assert "Only you." in page.text


def test_a_file_waits_in_the_page_alone(browser: Browser, app: Flask) -> None:
    assert unpack(pack(b"words")) == b"words"
    assert unpack(pack(b"\0" * (importing.MOST_BYTES + 1))) is None
    assert unpack("no base 64") is None
    body, kind = multipart("a.zip", b"x" * 900_000)
    with app.test_request_context("/journal/import", method="POST", data=body, content_type=kind):
        assert isinstance(request.files["file"].stream, BytesIO), "never a temporary file"
