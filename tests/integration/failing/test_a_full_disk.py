"""A disk without room: nothing that was acknowledged is lost, people are told, and room is all that it needs."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from reflect import create_app
from reflect.storage import leads
from reflect.storage.compacting import compact
from reflect.storage.db import db
from tests.support.databases import Databases, empty, prepare, settings_for
from tests.support.failing import FIXED, Author, every_connection
from tests.support.people import Enrolled, People
from tests.support.writing import enter

LONG = "a long thought about the visit " * 1200  # 37 KB: more than what is free in pages that are there
SMALL_DISK = "8m"


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of 8 MB of its own, where whoever runs the tests may mount one."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "reflect-tests", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk; the limit on the database's pages is tried in any case")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def on_small_disk(databases_once: Databases, small_disk: Path) -> Iterator[Flask]:
    app = create_app(settings_for(small_disk, f"sqlite:///{small_disk}/reflect.db"))
    with app.app_context():
        prepare()
        yield app
        db.session.remove()
        empty(app)
        db.engine.dispose()
        leads.engine().dispose()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is left on the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


def author_on(app: Flask, name: str) -> tuple[Enrolled, Author]:
    person = People(app).enrol(name)
    return person, Author(enter(app, person))


def test_a_disk_that_is_full(on_small_disk: Flask, small_disk: Path) -> None:
    priya, author = author_on(on_small_disk, "Priya Nair")
    with filled(small_disk):
        author.cannot_save(FIXED, LONG)
        assert enter_without_saving(author) == 200, "what only reads goes on"
    author.goes_on(LONG)
    enter(on_small_disk, priya)


def test_a_database_that_may_not_grow(sqlite_app: Flask) -> None:
    _priya, author = author_on(sqlite_app, "Priya Nair")
    assert compact()  # what other tests left free in it would be used up first
    with every_connection(sqlite_app, "PRAGMA max_page_count=1"):  # SQLite takes the present size instead
        author.cannot_save(FIXED, LONG)
    author.goes_on(LONG)


def enter_without_saving(author: Author) -> int:
    return author.browser.get(f"/journal/{author.page.entry_id}").status
