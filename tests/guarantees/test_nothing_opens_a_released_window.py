"""After a release nobody opens its rows, with whatever backup of the database: the key was never in one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.storage.db import Model, db
from reflect.themes.models import Contribution
from reflect.vault.errors import CannotOpen
from reflect.vault.windows import open_row
from tests.support.roster import Roster
from tests.support.windows import Windows

OPENS = datetime(2026, 7, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 12, 1, tzinfo=UTC)
ROWS = 7

Copy = dict[str, list[tuple]]  # every row of every table


@pytest.fixture
def windows(app: Flask, tmp_path: Path) -> Windows:
    return Windows(app, tmp_path / "keys")


def closed(windows: Windows) -> str:
    """A window that has closed, with a few rows."""
    unit = Roster(joined=OPENS - timedelta(days=1)).service("Assessment", 60)
    with time_machine.travel(OPENS, tick=False):
        window_id = windows.open("half-year", OPENS, CLOSES, plan="full")
        for _number in range(ROWS):
            windows.contribute(window_id, unit, ["own-lens", "naming-racism"])
    return window_id


def release(windows: Windows, window_id: str) -> None:
    with time_machine.travel(CLOSES + timedelta(days=1), tick=False):
        windows.release(window_id)


def copy() -> Copy:
    """A backup of the database as it is now."""
    found = {name: list(db.session.execute(table.select())) for name, table in Model.metadata.tables.items()}
    db.session.rollback()
    return {name: [tuple(row) for row in rows] for name, rows in found.items()}


def in_folder(folder: Path) -> set[bytes]:
    """Whatever in a folder could be a key."""
    return {bytes.fromhex(path.read_text()) for path in folder.iterdir()}


def in_copies(*copies: Copy) -> set[bytes]:
    """Whatever in backups could be a key: every run of 32 bytes of every value."""
    values = (value for each in copies for rows in each.values() for row in rows for value in row)
    return {value[at : at + 32] for value in values if isinstance(value, bytes) for at in range(len(value) - 31)}


def opened(backup: Copy, window_id: str, keys: set[bytes]) -> int:
    """How many of the backup's rows one of these keys opens."""
    columns = [column.name for column in Contribution.__table__.columns]
    rows = [dict(zip(columns, row, strict=True)) for row in backup["theme_contribution"]]
    assert len(rows) == ROWS
    return sum(any(_opens(key, window_id, row) for key in keys) for row in rows)


def _opens(key: bytes, window_id: str, row: dict[str, bytes]) -> bool:
    try:
        open_row(key, window_id, row["cid"], row["sealed"])
    except CannotOpen:
        return False
    return True


def test_the_backup_of_the_night_before_opens_nothing(windows: Windows) -> None:
    window_id = closed(windows)
    backup = copy()
    assert opened(backup, window_id, in_folder(windows.keys)) == ROWS
    release(windows, window_id)
    assert opened(backup, window_id, in_folder(windows.keys) | in_copies(backup, copy())) == 0


def test_the_key_was_never_in_the_database(sqlite_app: Flask, tmp_path: Path) -> None:
    windows = Windows(sqlite_app, tmp_path / "keys")
    closed(windows)
    (private,) = in_folder(windows.keys)
    written = database_files(sqlite_app)
    assert private not in written
    assert private.hex().encode() not in written


def test_no_file_of_sqlite_holds_a_sealed_row(sqlite_app: Flask, tmp_path: Path) -> None:
    windows = Windows(sqlite_app, tmp_path / "keys")
    window_id = closed(windows)
    rows = sealed_rows()
    written = database_files(sqlite_app)
    assert all(value in written for row in rows for value in row)
    release(windows, window_id)
    written = database_files(sqlite_app)
    assert not any(value in written for row in rows for value in row)


def sealed_rows() -> list[tuple[bytes, bytes]]:
    rows = db.session.execute(select(Contribution.cid, Contribution.sealed)).all()
    db.session.rollback()
    return [tuple(row) for row in rows]


def database_files(app: Flask) -> bytes:
    """Every byte of SQLite's file and of those beside it."""
    path = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    return b"\0".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
