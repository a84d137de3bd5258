"""Counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from reflect.storage import leads
from reflect.storage.db import db
from tests.support.browser import Browser


def statements(app: Flask, browser: Browser, address: str) -> int:
    """How many statements a page takes, through the ordinary door and the leads' own."""
    with sent() as seen:
        assert browser.get(address).status == 200
    return len(seen)


@contextmanager
def sent() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, through either door."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":  # SQLite's driver sends it by itself
            seen.append(statement)

    engines = db.engine, leads.engine()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
