"""Nothing waits for ever for PostgreSQL: who would wait is told so on a plain page, with their words given back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from reflect import create_app
from reflect.cli import main
from reflect.storage import leads, versions
from reflect.storage.db import LONGEST_MS, db
from reflect.storage.trouble import Trouble, trouble
from tests.support.databases import Databases, settings_for
from tests.support.people import People
from tests.support.writing import OpenPage, enter

WORDS = "What I typed while it waited."


@pytest.fixture
def app(databases_once: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Flask]:
    """The app on PostgreSQL as a server has it, a hundred times as impatient."""
    from tests.conftest import _emptied

    for usual in _emptied(databases_once.app("postgresql")):
        url = usual.config["SQLALCHEMY_DATABASE_URI"]
        for name, value in LONGEST_MS.items():
            monkeypatch.setitem(LONGEST_MS, name, value // 100)
        hurried = create_app(settings_for(tmp_path, url))
        hurried.testing = True
        with hurried.app_context():
            yield hurried
            db.session.remove()
            db.engine.dispose()
            leads.engine().dispose()


@contextmanager
def held(databases: Databases, table: str) -> Iterator[None]:
    """Somebody else holds a table for long."""
    with databases.app("postgresql").app_context(), db.engine.connect() as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()


def test_who_saves_meanwhile_keeps_their_words(app: Flask, databases_once: Databases) -> None:
    browser = enter(app, People(app).enrol("Priya Nair"))
    writing = OpenPage(browser, browser.get("/journal/new?start=blank"))
    with held(databases_once, "journal_entry"):
        page = writing.send(WORDS)
    assert page.status == 503
    assert page.response.headers["Retry-After"]
    assert WORDS in page.html
    assert "It is not your fault" in page.text
    assert writing.send(WORDS).status == 200


@pytest.mark.parametrize("statement", ["SELECT pg_sleep(1)", "SELECT 1; SELECT pg_sleep(1)"])
def test_no_statement_of_a_page_takes_longer(app: Flask, statement: str) -> None:
    with pytest.raises(DBAPIError) as ended, db.engine.connect() as connection:
        connection.execute(text(statement))
    assert trouble(ended.value) is Trouble.AWAY


def test_a_page_that_forgets_its_transaction_loses_it(app: Flask) -> None:
    def until_it_ends() -> None:
        with db.engine.connect() as connection:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 1"))
            for _again in range(100_000):
                connection.execute(text("SELECT count(*) FROM pg_class"))
                sum(range(50_000))

    with pytest.raises(DBAPIError) as ended:
        until_it_ends()
    assert trouble(ended.value) is Trouble.AWAY


def test_a_command_may_take_longer_and_what_the_address_says_wins(app: Flask, tmp_path: Path) -> None:
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    address += ("&" if "?" in address else "?") + "options=-c%20lock_timeout%3D7000&keepalives_idle=20"
    patient = create_app(settings_for(tmp_path, address), patient=True)
    with patient.app_context():
        shown = {name: db.session.scalar(text(f"SHOW {name}")) for name in LONGEST_MS}
        asked = db.session.connection().connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
        db.session.remove()
        db.engine.dispose()
    assert shown == {"statement_timeout": "1h", "lock_timeout": "7s", "idle_in_transaction_session_timeout": "0"}
    assert (asked["keepalives_idle"], asked["keepalives_count"]) == ("20", "3")


def test_released_figures_keep_to_it_and_cannot_be_written(app: Flask) -> None:
    with leads.engine().connect() as connection:
        assert connection.scalar(text("SHOW default_transaction_read_only")) == "on"
        assert connection.scalar(text("SHOW statement_timeout")) == "300ms"


def test_an_upgrade_gives_up_before_everybody_waits_behind_it(
    app: Flask, databases_once: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "GIVE_UP_AFTER_MS", 100)
    with held(databases_once, "alembic_version"):
        done = CliRunner().invoke(main, ["db", "upgrade"], obj=ScriptInfo(create_app=lambda: app))
    assert (done.exit_code, "nothing was changed. Run it again" in done.output) == (1, True), done.output
    db.session.remove()
    assert CliRunner().invoke(main, ["db", "upgrade"], obj=ScriptInfo(create_app=lambda: app)).exit_code == 0
