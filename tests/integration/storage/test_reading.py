"""What is only read costs PostgreSQL no transaction, and no plan that it has made before."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from reflect.storage import leads
from reflect.storage.db import NestedWriteUnit, db, streaming, write_unit
from tests.support.databases import Databases
from tests.support.people import People
from tests.support.writing import enter

ENOUGH = 8  # psycopg prepares a statement when it is sent for the sixth time


@pytest.fixture
def postgresql_app(databases_once: Databases) -> Iterator[Flask]:
    from tests.conftest import _emptied

    yield from _emptied(databases_once.app("postgresql"))


def test_a_page_that_is_only_read_is_planned_once(postgresql_app: Flask) -> None:
    browser = enter(postgresql_app, People(postgresql_app).enrol("Priya Nair"))
    for _time in range(ENOUGH):
        assert browser.get("/journal/").status == 200
    with write_unit():
        kept = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("FROM journal_entry" in statement for statement in kept)


def test_outside_a_unit_there_is_no_transaction(postgresql_app: Flask) -> None:
    def inside() -> bool:
        began, said = db.session.execute(text("SELECT now(), statement_timestamp()")).one()
        return bool(began != said)

    inside()
    assert not inside(), "each statement is one of its own"
    with write_unit():
        inside()
        assert inside()


def test_a_connection_that_the_server_closed_is_replaced_before_it_is_used(postgresql_app: Flask) -> None:
    with write_unit():
        closed = db.session.scalar(text("SELECT pg_backend_pid()"))
    with leads.engine().connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": closed})
    for _connection in range(db.engine.pool.size() + 1):  # type: ignore[attr-defined]
        with write_unit():
            assert db.session.scalar(text("SELECT pg_backend_pid()")) != closed


def test_rows_that_are_read_as_they_come_are_no_part_of_a_write(app: Flask) -> None:
    with pytest.raises(NestedWriteUnit), write_unit(), streaming():
        pass
