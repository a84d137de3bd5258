"""A PostgreSQL database: dumped from one snapshot, and put back in one transaction, by PostgreSQL's own programs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from sqlalchemy import Connection, text

from reflect.storage.backups.container import PIECE, pieces_of
from reflect.storage.backups.errors import BackupError
from reflect.storage.backups.manifest import LEFT_OUT
from reflect.storage.db import db, deployment

# A newer pg_restore sets this, an older server does not know it, and it says nothing that matters here.
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
EMPTIED = """
BEGIN;
SET LOCAL lock_timeout = '60s';
SET LOCAL client_min_messages = error;
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  LOOP EXECUTE 'DROP TABLE ' || each.name || ' CASCADE'; END LOOP;
END $$;
"""


@contextmanager
def snapshot() -> Iterator[tuple[Connection, str]]:
    """A read of the present database as it is at one moment, and the name by which pg_dump sees the same."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # it waits while pg_dump reads
        yield connection, str(connection.scalar(text("SELECT pg_export_snapshot()")))


def dump(seen: str) -> Iterator[bytes]:
    """What pg_dump writes of a snapshot, in its own format, without the rows that are left out.

    Raises:
        BackupError: the program is missing or too old, or the server refuses it.
    """
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={seen}"]
    command += [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    with _running([*command, _address()]) as (process, said):
        assert process.stdout is not None  # noqa: S101
        yield from pieces_of(process.stdout)
        if process.wait():
            raise BackupError(f"pg_dump stopped, so no backup was written: {_first(said)}")


def put_back(file: Path) -> None:
    """Make the present database the one that was dumped into a file: one transaction, so a kill changes nothing.

    Raises:
        BackupError: a program is missing or too old, somebody uses the database, or the server refuses it.
    """
    restore, shell = _program("pg_restore"), _program("psql")
    db.session.rollback()
    db.engine.dispose()
    client = [shell, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={_address()}"]
    script = [restore, "--no-owner", "--no-privileges", "--file=-", str(file)]
    with _running(client, stdin=subprocess.PIPE) as (psql, said), _running(script) as (unpacked, why):
        assert psql.stdin is not None  # noqa: S101
        assert unpacked.stdout is not None  # noqa: S101
        try:
            psql.stdin.write(EMPTIED.encode())
            head = unpacked.stdout.read(PIECE)
            psql.stdin.write(head.replace(UNKNOWN_BEFORE_17, b"", 1))
            shutil.copyfileobj(unpacked.stdout, psql.stdin, PIECE)
            if unpacked.wait():  # without COMMIT, what was sent so far is nothing
                raise BackupError(f"pg_restore stopped, and the database is as it was: {_first(why)}")
            psql.stdin.write(b"\nCOMMIT;\nANALYZE;\n")
            psql.stdin.close()
        except BrokenPipeError:
            psql.wait()
            raise BackupError(_not_restored(_first(said))) from None
        if psql.wait():
            raise BackupError(_not_restored(_first(said)))


def _not_restored(why: str) -> str:
    if "lock timeout" in why:
        return "Somebody uses the database. Stop every server of Reflect’s, and run this again. Nothing was changed."
    return f"The server refused it, and the database is as it was: {why}"


def _program(name: str) -> str:
    """Where one of PostgreSQL's programs is, when it is not older than the server."""
    folder = deployment().pg_bin
    found = shutil.which(name, path=folder or None)
    if found is None:
        where = f"in REFLECT_PG_BIN ({folder})" if folder else "on the path"
        raise BackupError(
            f"{name} was not found {where}. Install PostgreSQL’s client programs of the server’s version, or set "
            "REFLECT_PG_BIN to the folder that they are in."
        )
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"\s(\d+)", said)
    with db.engine.connect() as connection:
        server = int(str(connection.scalar(text("SHOW server_version_num")))) // 10_000
    if number is None or int(number[1]) < server:
        raise BackupError(
            f"{found} is of version {number[1] if number else 'unknown'}, and the server of version {server}: it must "
            "not be older. Install the newer client programs, or set REFLECT_PG_BIN to the folder that they are in."
        )
    return found


def _address() -> str:
    """Where the database is, without the password: what runs can be seen by everybody on the machine."""
    bare = db.engine.url.set(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False)


@contextmanager
def _running(command: list[str], stdin: int = subprocess.DEVNULL) -> Iterator[tuple[subprocess.Popen[bytes], BinaryIO]]:
    """A program at work and what it complains of. It is ended when we stop early."""
    environment = dict(os.environ)
    if db.engine.url.password:
        environment["PGPASSWORD"] = str(db.engine.url.password)
    takes = subprocess.DEVNULL if stdin == subprocess.PIPE else subprocess.PIPE
    with TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's, with arguments of ours
            command, stdin=stdin, stdout=takes, stderr=said, env=environment
        )
        try:
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)
            process.wait()


def _close(pipe: BinaryIO) -> None:
    with suppress(BrokenPipeError):  # it ended before it read all
        pipe.close()


def _first(said: BinaryIO) -> str:
    """The first line of what a program complained of. The lines below it can hold values."""
    said.seek(0)
    lines = [line.decode("utf-8", "replace").strip() for line in said.readlines(8000)]
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else "it did not say why")
