"""Counting what a page asks of the database."""

from flask import Flask
from sqlalchemy import event

from reflect.storage import leads
from reflect.storage.db import db
from tests.support.browser import Browser


def statements(app: Flask, browser: Browser, address: str) -> int:
    """How many statements a page takes, through the ordinary door and the leads' own."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":  # SQLite's driver sends it by itself
            seen.append(statement)

    engines = db.engine, leads.engine()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        assert browser.get(address).status == 200
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    return len(seen)
