"""What goes wrong is told by its kind and place: no message and no value, which may be somebody's words."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from reflect.core.logs import formatter
from reflect.journal import entries
from reflect.storage.db import db
from tests.support.people import People
from tests.support.writing import enter

CANARY = "a kestrel over the car park"


def test_a_database_error_holds_no_value(app: Flask) -> None:
    with pytest.raises(SQLAlchemyError) as caught:
        db.session.execute(text("SELECT no_such_column FROM person WHERE name = :name"), {"name": CANARY})
    assert CANARY not in str(caught.value)
    db.session.rollback()


def test_neither_the_page_nor_the_log_repeats_an_error(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise ValueError(CANARY)

    browser = enter(app, people.enrol("Priya Nair"))
    monkeypatch.setattr(entries, "heads", fail)
    with caplog.at_level(logging.DEBUG):
        page = browser.get("/journal/")
    assert page.status == 500
    assert CANARY not in caplog.text
    assert CANARY not in page.html
    assert "ValueError" not in page.html

    lines = [json.loads(formatter().format(record)) for record in caplog.records]
    (error,) = [line for line in lines if line["event"] == "error"]
    assert error["kind"] == "ValueError"
    assert error["where"].startswith("index:")
    reference = page.response.headers["X-Request-ID"]
    assert f"give this reference: {reference}" in page.text


def test_a_library_is_heard_by_its_name_and_place_alone() -> None:
    record = logging.LogRecord("some.library", logging.ERROR, "x.py", 7, f"{CANARY} %s", (CANARY,), None, "carry")
    try:
        raise ValueError(CANARY)
    except ValueError:
        record.exc_info = sys.exc_info()
    line = json.loads(formatter().format(record))
    assert line["event"] == "some.library at carry:7"
    assert line["kind"] == "ValueError"
    assert CANARY not in json.dumps(line)


def test_after_a_statement_that_failed_the_words_come_back(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL takes no statement in a transaction of which one failed, and the page of an error may need one."""

    def fail(*_given: object, **_named: object) -> None:
        db.session.execute(text("SELECT no_such_column FROM person"))

    browser = enter(app, people.enrol("Priya Nair"))
    form = browser.get("/journal/new?start=blank").form("token")
    monkeypatch.setattr(entries, "find", fail)
    page = browser.submit(form, answer=CANARY)
    assert page.status == 500
    (area,) = page.tree.xpath("//textarea")
    assert area.text == CANARY
