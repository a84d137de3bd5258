"""Things that break under a running app, and what everybody must see then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, text
from werkzeug.test import TestResponse

from reflect.storage import leads
from reflect.storage.db import db
from tests.support.browser import Browser, Page
from tests.support.writing import OpenPage

WORDS = "what I noticed on the way home"
AWAY, FIXED = "Reflect cannot reach its database", "Reflect cannot save anything just now"


@contextmanager
def every_connection(app: Flask, *statements: str) -> Iterator[None]:
    """Run these statements on each connection to the database, and on those of before not at all."""

    def prepare(connection: Any, _record: Any) -> None:
        for statement in statements:
            connection.execute(statement)

    with app.app_context():
        engines = [db.engine, leads.engine()]
        _afresh(engines)
        for engine in engines:
            event.listen(engine, "connect", prepare)
        try:
            yield
        finally:
            for engine in engines:
                event.remove(engine, "connect", prepare)
            _afresh(engines)


@contextmanager
def only_reads(app: Flask) -> Iterator[None]:
    """The database answers and takes nothing, as a standby does, or a disk that the machine has closed."""
    if db.engine.dialect.name == "sqlite":
        with every_connection(app, "PRAGMA query_only=ON"):
            yield
        return
    name = db.engine.url.database
    with every_connection(app):
        _by_its_owner(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        _afresh([db.engine])
        try:
            yield
        finally:
            _by_its_owner("SET default_transaction_read_only = off", f"ALTER DATABASE {name} RESET ALL")


def _by_its_owner(*statements: str) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))


def _afresh(engines: list[Engine]) -> None:
    db.session.remove()
    for engine in engines:
        engine.dispose()


def is_plain(page: Page, title: str, *, words: str = "") -> None:
    """A page that says what is wrong in plain words, gives back what was typed, and nothing of the inside."""
    assert page.status == 503, page.text
    assert page.title.startswith(title)
    assert "What was saved before is safe" in page.text
    assert f"give this reference: {page.response.headers['X-Request-ID']}" in page.text
    assert int(page.response.headers["Retry-After"]) > 0
    assert words in page.html
    for inside in ("Error", "SQL", "psycopg", "sqlite", "Traceback", "database is"):
        assert inside not in page.html


def is_plain_to_a_script(answer: TestResponse) -> None:
    """The script on the page keeps the words there, says so, and tries again."""
    assert answer.status_code == 503
    assert "What was saved before is safe" in answer.json["sentence"]  # type: ignore[index]


class Author:
    """Somebody who has a page open and writes on it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page = OpenPage(browser, browser.get("/journal/new?start=blank"))
        assert self.page.autosave("the first words").status_code == 204

    def cannot_save(self, title: str, words: str = WORDS) -> None:
        """Neither the page's script nor its button saves; both are told, and the words are not lost."""
        is_plain_to_a_script(self.page.autosave(words))
        is_plain(self.page.send(words), title, words=words)

    def goes_on(self, words: str = WORDS) -> None:
        """The same page saves, without a new sign-in and without anybody's hands; what was saved before is there."""
        saved = self.page.autosave(words)
        assert saved.status_code == 204, saved.text
        assert self.page.send(words).status == 200
        assert words in self.browser.get(f"/journal/{self.page.entry_id}/edit?step=1").html


def until(holds: Callable[[], bool], sentence: str, seconds: float = 30) -> None:
    """Wait for something that another process does."""
    import subprocess
    import time

    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, sentence
        subprocess.run(["sleep", "0.1"], check=True)
