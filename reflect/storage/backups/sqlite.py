"""A SQLite database: copied while it is in use, and put back in one transaction whoever has it open."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from reflect.storage.backups.errors import BackupError
from reflect.storage.backups.manifest import LEFT_OUT
from reflect.storage.db import db, writers_turn

FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}  # the second: a quota, or a limit of the file's size
WAIT_SECONDS = 60  # for somebody who writes


@contextmanager
def copied(copy: Path) -> Iterator[Connection]:
    """Copy the present database into a file as it is at one moment, without the rows that are left out.

    Gives a connection to the copy.

    Raises:
        OSError: there is no room for the copy.
        BackupError: the database cannot be read.
    """
    db.session.rollback()
    raw = db.engine.raw_connection()
    try:
        source = raw.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101
        with _as_sentences(), closing(sqlite3.connect(copy, isolation_level=None)) as target:
            source.backup(target)  # in one step: writers go on beside it, in the log
            _leave_out(target)
    finally:
        raw.close()
    engine = create_engine(f"sqlite:///{copy}", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def sound(file: Path) -> bool:
    """Whether a file is a whole SQLite database."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """A connection to the database in a file."""
    with create_engine(f"sqlite:///{file}", poolclass=NullPool).connect() as connection:
        yield connection


def put_back(file: Path) -> bool:
    """Make the present database the one in a file: one transaction, so a kill leaves it as it was before.

    Whoever has it open reads the new one from their next statement on. Returns whether nothing of the old one is left
    in the log beside it.

    Raises:
        BackupError: there is no room, or somebody writes for too long.
    """
    db.session.rollback()
    with writers_turn():
        raw = db.engine.raw_connection()
        try:
            target = raw.driver_connection
            assert isinstance(target, sqlite3.Connection)  # noqa: S101
            target.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
            with _room(), closing(sqlite3.connect(file)) as source:
                source.backup(target)
            busy = target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            raw.invalidate()  # its settings are no others' to have
            raw.close()
    return not busy


def _leave_out(copy: sqlite3.Connection) -> None:
    """Delete what a backup does not hold, and write the file anew so that nothing of it is left between the rows."""
    copy.execute("PRAGMA journal_mode=DELETE")
    copy.execute("PRAGMA secure_delete=ON")
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in LEFT_OUT:
        if table in there:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
    copy.execute("VACUUM")


@contextmanager
def _as_sentences() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorcode in FULL:
            raise OSError(errno.ENOSPC, "no room") from None
        raise BackupError(f"The database cannot be copied: {error}.") from None


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorcode in FULL:
            raise BackupError("The disk is full. The database is as it was.") from None
        raise BackupError(f"The database was not replaced, and is as it was: {error}.") from None
