"""What goes wrong is told by its kind and place: no message and no value, which may be somebody's words."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

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
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text
    assert CANARY not in page.html
    assert "ValueError" not in page.html
