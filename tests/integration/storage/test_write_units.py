"""A write unit is all or nothing, waits its turn, and never upgrades a read."""

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from reflect import create_app
from reflect.core.ids import new_id
from reflect.organisation.models import Unit
from reflect.storage.db import NestedWriteUnit, WriteOutsideUnit, db, streaming, write_unit
from tests.support.databases import Databases, settings_for


def _add(name: str) -> None:
    db.session.add(Unit(id=new_id(), parent_id=None, kind="team", name=name))


def _names() -> set[str]:
    return set(db.session.scalars(select(Unit.name)))


def test_what_fails_leaves_nothing(app: Flask) -> None:
    def fail() -> None:
        with write_unit():
            _add("first")
            db.session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert _names() == set()


def test_a_unit_inside_a_unit_is_an_error_and_not_a_deadlock(app: Flask) -> None:
    with pytest.raises(NestedWriteUnit), write_unit(), write_unit():
        pass
    with write_unit():
        _add("afterwards")
    assert _names() == {"afterwards"}


def test_threads_that_read_before_they_write_never_meet_a_lock(app: Flask) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(10):
                with app.app_context():
                    _names()
                    with write_unit():
                        _add(f"{number}-{turn}")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(_names()) == 80


def test_sqlite_is_set_up_for_promises(sqlite_app: Flask) -> None:
    def pragma(name: str) -> object:
        return db.session.scalar(text(f"PRAGMA {name}"))

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2, "FULL: an acknowledged save survives a power cut"
    assert pragma("page_size") == 16384
    assert pragma("foreign_keys") == 1


def test_units_run_read_committed_whatever_the_servers_default(databases_once: Databases) -> None:
    url = databases_once.new_url("postgresql", "strict_default")
    separator = "&" if "?" in url else "?"
    strict = f"{url}{separator}options=-c%20default_transaction_isolation%3Dserializable"
    app = create_app(settings_for(databases_once.folder, strict))
    with app.app_context():
        with write_unit():
            assert db.session.scalar(text("SHOW transaction_isolation")) == "read committed"
        db.session.remove()
        db.engine.dispose()


def test_nobody_else_on_the_machine_reads_the_file(sqlite_app: Flask) -> None:
    path = Path(sqlite_app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    with write_unit():
        _add("something in the log")
    beside = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
    assert [file.stat().st_mode & 0o777 for file in beside] == [0o600] * 3


def test_nothing_is_written_while_rows_are_read_as_they_come(app: Flask) -> None:
    def add() -> None:
        with streaming():
            _add("beside what is read")
            db.session.flush()

    with pytest.raises(WriteOutsideUnit, match="Unit"):
        add()
    assert _names() == set()


def test_nothing_is_written_outside_a_unit(app: Flask) -> None:
    _add("at once and alone")
    with pytest.raises(WriteOutsideUnit, match="Unit"):
        _names()
    db.session.rollback()
    assert _names() == set()
