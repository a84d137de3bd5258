"""PostgreSQL dies in the middle, as when its machine fails: a plain page, and when it is back the same page saves."""

import os
import signal
from collections.abc import Iterator

import psutil
import pytest
from flask import Flask

from reflect import create_app
from reflect.audit import sealing
from reflect.storage import leads
from reflect.storage.db import db
from reflect.storage.trouble import outlasting
from tests.support.browser import Browser
from tests.support.databases import Databases, open_all, prepare, settings_for
from tests.support.failing import AWAY, Author, is_plain
from tests.support.people import People
from tests.support.writing import enter


@pytest.fixture
def own_server() -> Iterator[Databases]:
    """A PostgreSQL server that no other test needs."""
    with open_all() as databases:
        yield databases


@pytest.fixture
def app(own_server: Databases) -> Iterator[Flask]:
    app = create_app(settings_for(own_server.folder, own_server.new_url("postgresql", "killed")))
    with app.app_context():
        prepare()
        yield app
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


def kill(databases: Databases) -> None:
    """Every process of it at once, without a word."""
    master = psutil.Process(databases._server.get_pid())  # type: ignore[attr-defined]
    everybody = [master, *master.children(recursive=True)]
    for process in everybody:
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(everybody, timeout=30)


def test_nothing_acknowledged_is_lost_and_it_recovers_by_itself(app: Flask, own_server: Databases) -> None:
    priya = People(app).enrol("Priya Nair")
    author = Author(enter(app, priya))
    key = app.extensions["reflect_settings"].audit_key
    kill(own_server)
    author.cannot_save(AWAY)
    is_plain(author.browser.get(f"/journal/{author.page.entry_id}"), AWAY)
    answer = Browser(app).open("GET", "/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["database", "migrations", "pepper"])
    assert Browser(app).open("GET", "/healthz").status_code == 200
    with outlasting("The audit trail is not sealed"):
        sealing.seal(key)

    own_server._server.ensure_postgres_running()  # type: ignore[attr-defined]
    assert "the first words" in author.browser.get(f"/journal/{author.page.entry_id}").text
    author.goes_on()
    assert sealing.seal(key) > 0
    assert Browser(app).open("GET", "/readyz").status_code == 200
