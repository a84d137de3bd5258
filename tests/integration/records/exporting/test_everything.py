"""Everything about oneself goes out as files, opened by one's own keys; what others wrote for themselves does not."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
import time_machine
from docx import Document as Word
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from pypdf import PdfReader
from sqlalchemy import select, update

import reflect
from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.journal import deleting, ready, rescuing, saving, tokens
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.journal.stopping import stop_all
from reflect.records.exporting import turns
from reflect.records.exporting.packing import STEP, everything
from reflect.records.exporting.parts import PARTS
from reflect.sharing import drafts, reader, replies
from reflect.sharing.remarks import Remark
from reflect.storage.db import Model, db, write_unit
from reflect.supervision import actions, agenda
from reflect.themes import contributions
from reflect.web.days import today
from tests.support import searches
from tests.support.browser import Browser
from tests.support.contributing import open_window
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.supervision import Supervised
from tests.support.writing import enter, write

SCHEMA = json.loads(Path(reflect.__file__).with_name("records").joinpath("exporting/schema.json").read_text())
VALID = Draft202012Validator(SCHEMA, format_checker=FormatChecker())

# Words of each kind that exist once; whose copy they belong in.
HERS = {
    "answer": "the lapwing answer",
    "first version": "the first lapwing",
    "private": "the private dunnock",
    "rescued": "the rescued wren",
    "deleted": "the deleted crane",
    "reply": "the reply about a lapwing",
    "unsent": "the unsent ouzel",
    "ready": "the note kept ready",
    "my comment": "her comment on his kestrel",
    "extract": "the extract about a blue folder",
}
BOTHS = {"agenda": "the agenda of two", "action": "ring the school", "notes": "I looked at the heron"}
HIS = {
    "his answer": "his own kestrel",
    "his note": "his note to her",
    "his reply": "his reply to her",
    "his draft": "his unsent words",
}
TO_HER = {"his comment": "what he said of the lapwing", "kept": "what he said before she stopped"}

DAMAGED = (
    "journal_entry.wrapped_key",
    "journal_rescue.sealed",
    "share.owner_key",
    "share_draft_comment.sealed",
    "supervision_agreement.sealed",
    "supervision_agenda_item.sealed",
    "supervision_notes.sealed",
    "supervision_action.sealed",
    "supervision_record.sealed",
    "asked_to_search.sealed",
)


@pytest.fixture
def pair(app: Flask) -> Supervised:
    return full(app)


def full(app: Flask) -> Supervised:
    """Two people with one of everything, who share with each other."""
    pair = Supervised.begun(app)
    priya, marcus = pair.priya, pair.marcus
    pair.people.supervise(marcus, priya)
    entry_id = write(priya, HERS["first version"], HERS["private"], title="A lapwing", private=(1,))
    words = Words(1, answer=HERS["answer"], themes=("language",), tags=("court",), wellbeing="tired")
    saving.store(priya.keys, priya.person_id, entry_id, 1, Edit(new_id()), words)
    deleting.put_aside(priya.keys, priya.person_id, write(priya, HERS["deleted"]))
    _shares(pair, entry_id)
    key = app.config["SECRET_KEY"]
    token = tokens.read(key, tokens.issue(key, priya.person_id, new_id(), entry_id, 1))
    assert token is not None
    assert rescuing.keep(token, "", HERS["rescued"], "locked")
    with write_unit():
        args = (priya.keys, priya.person_id, entry_id, marcus.person_id, [0])
        ready.keep_ready(*args, HERS["ready"], today())
    _supervision(pair)
    officer = searches.an_officer(pair.people)
    searches.share(priya, officer, searches.ask(officer, priya), HERS["extract"])
    return pair


def _shares(pair: Supervised, entry_id: str) -> None:
    priya, marcus = pair.priya, pair.marcus
    gone = write(priya, "Shared once.")
    for own, comment in ((entry_id, TO_HER["his comment"]), (gone, TO_HER["kept"])):
        copy = snapshot(HERS["answer"], entry_id=own, title="A lapwing")
        share_id = shared(priya, marcus, copy)
        with write_unit():
            reader.open_share(marcus.keys, marcus.person_id, share_id)
            said = reader.comment(marcus.keys, marcus.person_id, share_id, comment)
        with write_unit():
            replies.reply(priya.keys, priya.person_id, share_id, said, HERS["reply"])
    assert stop_all(priya.keys, priya.person_id, [share_id]) == 0
    his = write(marcus, HIS["his answer"])
    copy = replace(snapshot(HIS["his answer"], entry_id=his, title="Of a kestrel"), note=HIS["his note"])
    share_id = shared(marcus, priya, copy)
    with write_unit():
        said = reader.comment(
            priya.keys, priya.person_id, share_id, HERS["my comment"], place=0, quote=HIS["his answer"]
        )
    with write_unit():
        replies.reply(marcus.keys, marcus.person_id, share_id, said, HIS["his reply"])
    for who, text in ((priya, HERS["unsent"]), (marcus, HIS["his draft"])):
        beside = reader.WritingPlace(share_id, new_id(), (marcus if who is priya else priya).person_id, ())
        with write_unit():
            drafts.keep(who.keys, who.person_id, beside, Remark(text), 0, drafts.Edit(new_id(), 1))


def _supervision(pair: Supervised) -> None:
    session_id = pair.session()
    opened = pair.opened()
    with write_unit():
        agenda.add(opened, session_id, BOTHS["agenda"])
        actions.agree(opened, session_id, BOTHS["action"], pair.priya.person_id, today())
    pair.written(session_id)
    pair.acknowledged(session_id)
    pair.added(session_id)


def taken(person: Enrolled, form: str = "json") -> dict[str, bytes]:
    """The files of a copy of everything, by name."""
    data = b"".join(everything(person.keys, person.person_id, form))  # type: ignore[arg-type]
    with ZipFile(BytesIO(data)) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


def items(person: Enrolled, part: str) -> list[dict]:
    return [item for name, data in taken(person).items() if name.startswith(part) for item in json.loads(data)["items"]]


def lacks(text: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in text]


def test_every_file_is_as_the_schema_says_and_every_part_has_something_in_it(pair: Supervised) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    files = taken(pair.priya)
    filled = set()
    for name, data in files.items():
        value = json.loads(data)
        assert not [error.message for error in VALID.iter_errors(value)], name
        if value["items"]:
            filled.add(value["part"])
    assert set(SCHEMA["properties"]["part"]["enum"]) == {part.name for part in PARTS}
    assert {part.name for part in PARTS} - filled == {"records-of-others", "next-session"}


def test_a_file_with_anything_else_in_it_is_not_as_the_schema_says(pair: Supervised) -> None:
    value = json.loads(taken(pair.priya)["reflections-1.json"])
    value["items"][0]["reader"] = "somebody"
    assert list(VALID.iter_errors(value))
    value["items"][0] = {}
    assert list(VALID.iter_errors(value))


def test_all_of_ones_own_words_and_nobody_elses(pair: Supervised) -> None:
    hers = b"".join(taken(pair.priya).values()).decode()
    his = b"".join(taken(pair.marcus).values()).decode()
    assert not lacks(hers, (*HERS.values(), *BOTHS.values(), *TO_HER.values()))
    assert not [words for words in HIS.values() if words in hers]
    assert not lacks(his, (*HIS.values(), *BOTHS.values(), TO_HER["his comment"]))
    assert [words for words in HERS.values() if words in his] == [HERS["my comment"]], "which she said to him"
    assert TO_HER["kept"] not in his, "it moved into her reflection when she stopped sharing"
    assert "Of a kestrel" in hers, "title and day of what is shared with her"


@pytest.mark.parametrize("form", ["markdown", "pdf", "word"])
def test_the_same_can_be_read_on_paper(pair: Supervised, form: str) -> None:
    hers = "\n".join(as_text(name, data) for name, data in taken(pair.priya, form).items())
    hers = " ".join(hers.split())
    assert not lacks(hers, (*HERS.values(), *BOTHS.values(), *TO_HER.values()))
    assert not [words for words in HIS.values() if words in hers]


def as_text(name: str, data: bytes) -> str:
    if name.endswith(".pdf"):
        made = PdfReader(BytesIO(data))
        assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert made.trailer["/Root"]["/Lang"] == "en-GB"
        assert made.metadata is not None
        assert made.metadata.title
        return "\n".join(page.extract_text() for page in made.pages)
    if name.endswith(".docx"):
        return "\n".join(paragraph.text for paragraph in Word(BytesIO(data)).paragraphs)
    return data.decode()


def test_the_length_does_not_tell_whether_themes_are_counted(pair: Supervised) -> None:
    window = open_window()
    lengths = set()
    for chosen in ((), window.cells[:1], window.cells[:3]):
        contributions.choose(pair.priya.keys, {window.id: chosen})
        with time_machine.travel(now(), tick=False):
            data = b"".join(everything(pair.priya.keys, pair.priya.person_id, "json"))
        with ZipFile(BytesIO(data)) as made:
            (info,) = [each for each in made.infolist() if each.filename.startswith("counted")]
            assert info.compress_type == ZIP_STORED
            assert b'"ticked"' not in made.read("reflections-1.json")
            assert json.loads(made.read(info))["items"][0]["counted"] == [*chosen]
        lengths.add((info.file_size, info.compress_size))
    assert len(lengths) == 1
    assert info.file_size % STEP == 0


def test_what_does_not_open_is_said_and_the_rest_comes(pair: Supervised) -> None:
    """One damaged row of each kind must not take the copy with it."""
    with write_unit():
        for column in DAMAGED:
            table, name = column.split(".")
            sealed = Model.metadata.tables[table]
            db.session.execute(update(sealed).values({name: b"J" * 60}))
    for form in ("json", "word"):
        files = taken(pair.priya, form)
        assert files
    for name, data in taken(pair.priya).items():
        assert not list(VALID.iter_errors(json.loads(data))), name
    assert not [item for item in items(pair.priya, "reflections") if item["opens"]]
    assert not [item for item in items(pair.priya, "shared-with-others") if item["opens"]]


def test_it_is_made_as_it_is_sent_and_needs_little_memory(app: Flask) -> None:
    """What is in memory at once does not grow with the journal: what 300 reflections need, 5,000 need as well."""
    priya = People(app).enrol("Priya Nair")
    for _ in range(300):
        write(priya, "lapwing " * 512)
    pieces = everything(priya.keys, priya.person_id, "json")
    next(pieces)
    gc.collect()
    tracemalloc.start()
    try:
        sizes = [len(piece) for piece in pieces]
        _present, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(sizes) > 3
    assert peak < 16 * 1024 * 1024


def test_the_page_says_what_it_is_and_asks_for_the_passphrase(app: Flask) -> None:
    priya = People(app).enrol("Priya Nair")
    write(priya, "An answer of mine.")
    browser = enter(app, priya)
    assert "/account/export" in browser.get("/account/").links()
    page = browser.get("/account/export")
    if page.address.startswith("/account/confirm"):
        page = browser.submit(page.form("passphrase"), passphrase=PASSPHRASE)
    assert "The file is not locked." in page.text
    assert "Only you get it" in page.text
    form = page.form("kind")
    assert browser.submit(form, kind="tape").status == 400
    answer = browser.open(
        "POST", form.action, data={**form.values(), "kind": "markdown"}, headers={"Origin": browser.origin}
    )
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=everything-20")
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.get_data())) as made:
        assert b"An answer of mine." in made.read("reflections-1.md")
    db.session.rollback()
    (told,) = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "everything-copied"))
    assert (told.actor_id, told.about_id, told.details) == (priya.person_id, priya.person_id, {})
    assert "A copy of everything about oneself was saved" in browser.get("/account/log").text


def test_only_a_few_are_made_at_once_and_whoever_waits_is_told(app: Flask) -> None:
    priya = People(app).enrol("Priya Nair")
    browser = Browser(app).sign_in(priya)
    form = browser.get("/account/export").form("kind")
    others = [turns.take() for _ in range(turns.AT_ONCE)]
    try:
        page = browser.submit(form)
        assert page.status == 503
        assert "Others are saving theirs just now" in page.text
        db.session.rollback()
        assert not list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == "everything-copied")))
    finally:
        for turn in others:
            assert turn is not None
            turn.give_back()
            turn.give_back()
    for _time in range(turns.AT_ONCE + 1):
        answer = browser.open("POST", form.action, data=form.values(), headers={"Origin": browser.origin})
        assert answer.status_code == 200
        assert answer.get_data()
