"""A journal moves: what somebody took along comes into another installation, under the keys that they have there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from reflect import create_app
from reflect.audit.models import AuditEvent
from reflect.core.ids import new_id
from reflect.journal import entries, pinning, saving
from reflect.journal.continuing import thread
from reflect.journal.copying import exporting, importing
from reflect.journal.document import Document, Part, Words
from reflect.journal.models import Entry, KeptComment, Revision
from reflect.journal.ordering import Edit
from reflect.journal.stopping import stop_all
from reflect.records.exporting.packing import everything
from reflect.sharing import reader, replies
from reflect.storage import leads
from reflect.storage.db import db, write_unit
from tests.support import databases
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.writing import enter, write

# What is another's in another place: ids, and the moments at which rows were written.
OF_THE_PLACE = {"id", "continues", "begun_at", "changed_at", "saved_at", "answers", "ready_to_share"}


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Flask]:
    """Another installation: another database, pepper, secret and audit key."""
    with TemporaryDirectory() as name:
        other = {"peppers": {"p9": bytes(range(9, 41))}, "current_pepper": "p9", "secret_key": "another"}
        app = create_app(databases.settings_for(Path(name), f"sqlite:///{name}/other.db", **other))
        app.testing = True
        with app.app_context():
            databases.prepare()
            yield app
            db.session.remove()
            db.engine.dispose()
            leads.engine().dispose()


def journal(app: Flask) -> Enrolled:
    """Priya’s journal with a past: versions, tags and themes, links, a pin, a question that only this place has."""
    people = People(app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    first = write(priya, "The first lapwing.", "For me alone.", title="Spring", private=(1,))
    words = Words(1, answer="The lapwing, *again*.", tags=("court", "spring"), themes=("language",), wellbeing="tired")
    saving.store(priya.keys, priya.person_id, first, 1, Edit(new_id()), words)
    own = Document("guided", (Part("A question of ours?", prompt="our-own", themes=("bias",)),), set_version="ours.3")
    later = new_id()
    words = Words(1, answer="It went on.")
    saving.store(priya.keys, priya.person_id, later, 0, Edit(new_id()), words, first=own, earlier_id=first)
    write(priya, "A draft.", finished=False)
    with write_unit():
        pinning.pin(priya.person_id, later)
    share_id = shared(priya, marcus, snapshot(entry_id=first))
    with write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share_id)
        said = reader.comment(marcus.keys, marcus.person_id, share_id, "What did *he* say?", place=0, quote="kestrel")
    with write_unit():
        replies.reply(priya.keys, priya.person_id, share_id, said, "Nothing.")
    assert stop_all(priya.keys, priya.person_id, [share_id]) == 0
    return priya


def as_zip(person: Enrolled) -> bytes:
    return b"".join(everything(person.keys, person.person_id, "json"))


def reflections(data: bytes) -> list[dict[str, Any]]:
    with ZipFile(BytesIO(data)) as made:
        return json.loads(made.read("reflections-1.json"))["items"]


def apart_from_the_place(items: list[dict[str, Any]]) -> list[Any]:
    """The reflections in the order of their words, each with the words of the one that it goes on from."""
    words = {item["id"]: item["revisions"][-1]["words"] for item in items}
    return sorted(
        ([_without(item), words.get(item["continues"])] for item in items),
        key=lambda item: json.dumps(item, sort_keys=True),
    )


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        said = (
            {"an answer": value["answers"] is not None, "by": value["mine"] or value["by"]} if "mine" in value else {}
        )
        return {name: _without(each) for name, each in value.items() if name not in OF_THE_PLACE} | said
    return [_without(each) for each in value] if isinstance(value, list) else value


def brought_in(person: Enrolled, data: bytes, name: str = "everything.zip") -> int:
    plan = importing.plan(person.keys, person.person_id, name, data)
    assert not plan.problems, plan.problems
    return importing.bring_in(person.keys, person.person_id, plan.new, plan.there)


def test_a_journal_moves_to_another_installation_and_is_the_same_there(sqlite_app: Flask, elsewhere: Flask) -> None:
    data = as_zip(journal(sqlite_app))
    with elsewhere.app_context():
        priya = People(elsewhere).enrol("Priya Elsewhere")
        assert brought_in(priya, data) == 3
        again = as_zip(priya)
        assert apart_from_the_place(reflections(again)) == apart_from_the_place(reflections(data))
        assert not {item["id"] for item in reflections(again)} & {item["id"] for item in reflections(data)}
        assert brought_in(priya, data) == 0, "once"
        _reads_well(elsewhere, priya)


def _reads_well(app: Flask, priya: Enrolled) -> None:
    """The pages show it: the question that nobody here knows, the link, and who said what."""
    ids = exporting.ids_of(priya.person_id)
    opened = {entries.open_(priya.keys, priya.person_id, each).document.title: each for each in ids}
    browser = enter(app, priya)
    page = browser.get(f"/journal/{opened['Spring']}")
    assert "Marcus Bell" in page.text
    assert "What did he say?" in page.text
    later = next(each for each in ids if thread(priya.keys, priya.person_id, each).earlier)
    assert thread(priya.keys, priya.person_id, later).earlier.id == opened["Spring"]  # type: ignore[union-attr]
    assert "A question of ours?" in browser.get(f"/journal/{later}").text
    assert browser.get(f"/journal/{opened['Spring']}/history").status == 200


def test_only_who_brings_it_in_can_read_it(sqlite_app: Flask, elsewhere: Flask) -> None:
    data = as_zip(journal(sqlite_app))
    with elsewhere.app_context():
        people = People(elsewhere)
        other, sam = people.enrol("Amara Other"), people.enrol("Sam Nobody")
        brought_in(other, data)
        assert not exporting.ids_of(sam.person_id)
        owners = set(db.session.scalars(select(Entry.owner_id).where(Entry.id.in_(exporting.ids_of(other.person_id)))))
        assert owners == {other.person_id}
        for row in db.session.scalars(select(KeptComment)):
            assert row.author_id != sam.person_id
        for body in db.session.scalars(select(Revision.body)):
            assert b"lapwing" not in body
        assert not list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == "shared")))


def test_what_is_new_goes_on_from_what_was_there_already(sqlite_app: Flask, elsewhere: Flask) -> None:
    data = as_zip(journal(sqlite_app))
    with elsewhere.app_context():
        priya = People(elsewhere).enrol("Nia Elsewhere")
        with ZipFile(BytesIO(data)) as made:
            value = json.loads(made.read("reflections-1.json"))
        first = value | {"items": [each for each in value["items"] if each["continues"] is None]}
        assert brought_in(priya, json.dumps(first).encode(), "reflections-1.json") == 2
        assert brought_in(priya, data) == 1
        assert apart_from_the_place(reflections(as_zip(priya))) == apart_from_the_place(reflections(data))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"items": "none"},
        {"items": [7]},
        {"items": [{"opens": True, "revisions": []}], "part": "reflections", "format": "something-else"},
    ],
)
def test_a_damaged_copy_brings_nothing_in(sqlite_app: Flask, change: dict[str, Any]) -> None:
    priya = People(sqlite_app).enrol("Priya Nair")
    value = {"format": "reflect-everything", "version": 1, "part": "reflections", "items": []} | change
    plan = importing.plan(priya.keys, priya.person_id, "reflections-1.json", json.dumps(value).encode())
    assert plan.problems
    assert not plan.new


WRONG: list[tuple[str, Any]] = [
    ("id", "../../etc"),
    ("id", None),
    ("continues", 7),
    ("pinned", "yes"),
    ("opens", None),
    ("deleted_at", 7),
    ("comments", [{"opens": True}]),
    ("comments", "none"),
    ("revisions", [{"number": 0, "kind": "saved", "words": {}}]),
    ("revisions", [{"number": 1, "kind": "lost", "words": {}}]),
    ("revisions", [7]),
]


def test_whatever_is_wrong_in_one_reflection_keeps_all_of_them_out(sqlite_app: Flask) -> None:
    priya = People(sqlite_app).enrol("Priya Nair")
    write(priya, "One.")
    write(priya, "Two.")
    with ZipFile(BytesIO(as_zip(priya))) as made:
        value = json.loads(made.read("reflections-1.json"))
    twice = value["items"][1]["revisions"] * 2
    for name, wrong in [*WRONG, ("revisions", twice)]:
        changed = value | {"items": [value["items"][0], value["items"][1] | {name: wrong}]}
        plan = importing.plan(priya.keys, priya.person_id, "reflections-1.json", json.dumps(changed).encode())
        assert plan.problems, name
        assert not plan.new


def test_what_was_deleted_there_stays_out_and_is_counted(sqlite_app: Flask) -> None:
    priya = People(sqlite_app).enrol("Priya Nair")
    write(priya, "One.")
    with ZipFile(BytesIO(as_zip(priya))) as made:
        value = json.loads(made.read("reflections-1.json"))
    gone = value["items"][0] | {"deleted_at": "2026-01-01T00:00:00+00:00"}
    shut = value["items"][0] | {"opens": False, "revisions": []}
    changed = value | {"items": [*value["items"], gone, shut]}
    plan = importing.plan(priya.keys, priya.person_id, "reflections-1.json", json.dumps(changed).encode())
    assert (len(plan.there), plan.left_out) == (1, 2)
