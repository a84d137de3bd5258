"""Supervision records: who can open one, at the pages and in the raw tables; that a signed one never changes unseen.

Administrators read none of them in the app. The organisation reads one by a command that tells both people first.
"""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, delete, select, update

from reflect.audit.models import AuditEvent
from reflect.core.errors import Conflict
from reflect.identity.keyring import secrets_of
from reflect.notices.models import Mail, Notice
from reflect.storage.db import Model, db, write_unit
from reflect.supervision import chain, reading, records_keys
from reflect.supervision.models import PairKey, Record, RecordKey, Session
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import private_key
from reflect.vault.pairs import pair_key
from reflect.vault.records import record_key
from tests.support.at_once import at_once
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.supervision import WELLBEING, Supervised, opened, terms

HOLDERS = ["--holder", "Ana Silva, data protection officer", "--holder", "Tom Reid, head of practice"]
ADDED = "a second heron, in the reeds"


def run(app: Flask, *arguments: str):
    """A command as it is typed."""
    from reflect.cli import main

    with app.app_context():
        return app.test_cli_runner().invoke(main, list(arguments))


def test_nobody_but_its_holders_opens_a_record_in_the_app_or_from_the_raw_tables(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    dev = people.enrol("Dev Malik")  # the third reader
    others = {role: people.enrol(f"{role.title()} Okafor", roles=(role,)) for role in ("administrator", "team_lead")}
    others["service_lead"] = people.enrol("Sam Osei", roles=("service_lead", "supervisor"))
    pair = Supervised.begun(sqlite_app, terms(third_reader_id=dev.person_id))
    waits, session_id = pair.written(), pair.signed()
    pair.added(session_id, ADDED)
    for other in others.values():
        browser = Browser(sqlite_app).sign_in(other)
        for address in every_address(sqlite_app, pair, session_id):
            page = browser.get(address)
            assert WELLBEING not in page.html
            assert ADDED not in page.html
            if re.search(rf"{pair.id}|{session_id}", address):
                assert page.status == 404, address
        assert keys_that_open(other) == 0
    assert keys_that_open(dev) == 1  # the signed one: not the one that waits
    his = Browser(sqlite_app).sign_in(dev)
    assert "/supervision/" in his.get("/").links()
    assert f"/supervision/{session_id}/record" in his.get("/supervision/").links()
    assert his.get(f"/supervision/{waits}/record").status == 404
    page = his.get(f"/supervision/{session_id}/record")
    assert WELLBEING in page.text
    assert not [form for form in page.forms() if "/record" in form.action]
    db.session.rollback()  # read what the page has written since
    seen = select(AuditEvent.about_id).where(AuditEvent.event == "record-read", AuditEvent.actor_id == dev.person_id)
    assert sorted(db.session.scalars(seen)) == sorted([pair.priya.person_id, pair.marcus.person_id])
    assert words_in_tables() == []


def every_address(app: Flask, pair: Supervised, session_id: str) -> list[str]:
    """Every page that can be asked for, with the pair's own things in its address where one is named."""
    ids = {"supervision_id": pair.id, "meeting_id": session_id, "person_id": pair.priya.person_id}
    return [
        app.url_map.bind("localhost").build(rule.endpoint, {name: ids.get(name, "0" * 26) for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= {"supervision_id", "meeting_id", "person_id"}
        if rule.endpoint not in ("identity.leave", "sso.start", "sso.back", "sso.link")
    ]


def keys_that_open(person: Enrolled) -> int:
    """How many sealed keys of pairs and records somebody opens who has all the tables and their own private key."""
    private, count = private_key(person.keys, secrets_of(person.person_id)), 0
    for opener, place, sealed in [
        *((record_key, row.session_id, row.sealed) for row in db.session.scalars(select(RecordKey))),
        *((pair_key, row.supervision_id, row.sealed) for row in db.session.scalars(select(PairKey))),
    ]:
        try:
            opener(private, place, sealed)
        except CannotOpen:
            continue
        count += 1
    return count


def words_in_tables() -> list[str]:
    """The columns of the database in which what was typed can be read."""
    return [
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        for value in db.session.scalars(select(column))
        if b"heron" in (value if isinstance(column.type, LargeBinary) and value else str(value).encode())
    ]


def test_the_organisation_opens_a_signed_record_by_a_command_that_tells_both(app: Flask, tmp_path: Path) -> None:
    people = People(app)
    ana = people.enrol("Ana Silva")
    file, later = tmp_path / "key", tmp_path / "later"
    made = run(app, "records-key", "new", *HOLDERS, "--out", str(file))
    assert made.exit_code == 0, made.output
    assert file.stat().st_mode & 0o77 == 0
    pair = Supervised.begun(app)
    waits, session_id = pair.written(), pair.signed()
    pair.added(session_id, ADDED)
    listed = run(app, "records", "list", pair.priya.email).output
    assert session_id in listed
    assert waits not in listed
    assert "heron" not in listed
    how = ["--key", str(file), "--by", ana.email, "--reason", "inspection"]
    for wrong in ([waits, *how], [session_id, *how[:3], "nobody@test.example", *how[4:]]):
        refused = run(app, "records", "open", *wrong)
        assert refused.exit_code == 1
        assert "heron" not in refused.output
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.event == "record-opened")).all() == []
    shown = run(app, "records", "open", session_id, *how)
    assert WELLBEING in shown.output
    assert ADDED in shown.output
    db.session.rollback()  # read what the command has written since
    both = sorted([pair.priya.person_id, pair.marcus.person_id])
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "record-opened")).all()
    assert sorted(event.about_id or "" for event in events) == both
    assert {(event.actor_id, str(event.details["reason"])) for event in events} == {(ana.person_id, "inspection")}
    for table in (Notice, Mail):
        told = db.session.scalars(select(table).where(table.kind == "record-opened")).all()
        assert sorted(row.person_id or "" for row in told) == both
        assert {row.details["name"] for row in told} == {"Ana Silva"}
    # Another key opens nothing of it, and switched off, nothing is sealed to any.
    assert run(app, "records-key", "new", *HOLDERS, "--out", str(file)).exit_code == 1  # never over a file
    assert run(app, "records-key", "new", *HOLDERS, "--out", str(later)).exit_code == 0
    assert "not the key" in run(app, "records", "open", session_id, "--key", str(later), *how[2:]).output
    assert "no records key" in run(app, "records", "open", session_id, "--key", str(Path(__file__)), *how[2:]).output
    assert run(app, "records-key", "end").exit_code == 0
    assert run(app, "records-key", "end").exit_code == 1
    pair.agree_again(terms())
    last = pair.signed()
    assert db.session.get(RecordKey, (last, "organisation")) is None
    assert run(app, "records", "open", last, *how).exit_code == 1


def test_a_key_for_fewer_than_two_people_is_not_made(sqlite_app: Flask, tmp_path: Path) -> None:
    for holders in (HOLDERS[:2], HOLDERS[:2] * 2, [*HOLDERS, "--holder", "Mia Lund, clerk"]):
        assert run(sqlite_app, "records-key", "new", *holders, "--out", str(tmp_path / "key")).exit_code == 1
    assert records_keys.present_key() is None
    assert list(tmp_path.iterdir()) == []


def test_of_two_who_make_the_records_key_at_once_one_is_refused(app: Flask) -> None:
    """Whoever holds the private half of the other could open nothing with it."""
    present = None

    def make() -> str:
        try:
            with write_unit():
                return records_keys.make_key(HOLDERS[1::2], instead_of=present)[1]
        except Conflict as refused:
            return refused.sentence

    for _first_and_next in range(2):
        said = at_once(app, make, make)
        db.session.rollback()
        key = records_keys.present_key()
        assert key is not None
        present = key.public.key_id
        said.remove(present)
        assert "none was made" in said[0]


def test_any_change_of_a_frozen_row_is_found(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    session_id = pair.signed()
    pair.added(session_id)
    pair.acknowledged(session_id, version=2)
    open_one = pair.signed()
    pair.added(open_one)  # acknowledged by one, which is right as well
    assert chain.verify() == []
    for version in (1, 2):
        row = Record.session_id == session_id, Record.version == version
        before = dict(db.session.execute(select(Record.__table__).where(*row)).mappings().one())
        for column in before.keys() - {"session_id", "version"}:
            with write_unit():
                db.session.execute(update(Record).where(*row).values({column: other(before[column], pair)}))
            assert chain.verify() != [], column
            assert run(sqlite_app, "records", "verify").exit_code == 1
            with write_unit():
                db.session.execute(update(Record).where(*row).values({column: before[column]}))
        for elsewhere in ({"version": 7}, {"session_id": pair.session(words=None)}):
            with write_unit():
                db.session.execute(update(Record).where(*row).values(elsewhere))
            assert chain.verify() != [], elsewhere
            there = {name: before[name] for name in ("session_id", "version")} | elsewhere
            moved = [Record.__table__.c[name] == value for name, value in there.items()]
            with write_unit():
                db.session.execute(update(Record).where(*moved).values(session_id=session_id, version=version))
        assert chain.verify() == []
    assert opened(pair.priya, session_id).whole
    assert run(sqlite_app, "records", "verify").exit_code == 0


def other(value: object, pair: Supervised) -> object:
    """Something else of the same kind, as somebody who can write the tables could put there."""
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, str):
        return pair.marcus.person_id if len(value) == 26 else "0" * 64
    return value.replace(year=2020)  # type: ignore[attr-defined]


def test_a_chain_made_anew_or_a_record_taken_out_is_found_by_the_trail(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    session_id, gone = pair.signed(), pair.signed()
    row = records_row(session_id)
    with write_unit():
        row.sealed = records_row(gone).sealed
        row.digest = chain.digest(chain.START, pair.id, row)
    assert chain.whole(pair.id, [records_row(session_id)])  # the chain alone holds
    assert [session_id in problem for problem in chain.verify()] == [True]
    with write_unit():
        db.session.execute(delete(RecordKey).where(RecordKey.session_id == gone))
        db.session.execute(delete(Record).where(Record.session_id == gone))
        db.session.execute(update(Session).where(Session.id == gone).values(state="held"))
    assert len(chain.verify()) == 2
    assert reading.of_person(pair.priya.person_id) == []


def records_row(session_id: str) -> Record:
    return db.session.get_one(Record, (session_id, 1))


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_only_the_verbs_of_records_touch_their_rows(verb: str) -> None:
    package = Path(__file__).parents[2] / "reflect"
    touching = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(rf"\b{verb.lower()}\((Record|RecordKey)\)", path.read_text())
    }
    assert touching == ({"supervision/records.py"} if verb == "DELETE" else set())
