"""The database handle and the write unit.

SQLite gives "database is locked" under load when a transaction that began with a read wants to write: its snapshot can
no longer be upgraded. So a write unit first ends the read, waits its turn, then says BEGIN IMMEDIATE.

On PostgreSQL what is only read needs no transaction: at READ COMMITTED each statement sees what was committed when it
began, within one or without. Its end was what cost most: psycopg forgets the statements that it has prepared when a
transaction is rolled back, so that the server planned every statement of every page anew.
"""

import fcntl
import select
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from flask import current_app, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, CursorResult, Engine, MetaData, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase

from reflect.core.settings import Settings

PAGE_SIZE = 16384
# Of the file, for each of a dozen connections: a page of ours reads less, and the system keeps the file at hand anyway.
CACHE_KIB = 512
BUSY_TIMEOUT_MS = 10_000
# PostgreSQL ends what takes longer than this, so that one page cannot hold up all others. A page of ours takes a
# fraction of a second; a command may work through everybody's rows, and waits while another command is at it.
LONGEST_MS = {"statement_timeout": 30_000, "lock_timeout": 10_000, "idle_in_transaction_session_timeout": 60_000}
LONGEST_OF_COMMANDS_MS = {"statement_timeout": 3_600_000, "lock_timeout": 600_000}
# A connection that nobody answers on any more, because a firewall forgot it, breaks within a minute and a half.
STILL_THERE = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 3}
WRITES, READS = "writes", "reads"  # the two kinds of unit
LEADS = "leads"  # the engine behind reflect.storage.leads
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Model(DeclarativeBase):
    """The base of every table. Constraint names are fixed so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UnitSession(Session):
    """The session of a page or a command: in a transaction within a unit, and without one elsewhere.

    Which unit it is in stands in `info`: one that writes, or one that only reads rows as they come.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        """The engine of a statement, as it is asked in the present state of the session."""
        engine = super().get_bind(*args, **kwargs)
        return engine if self.info.get("unit") else reading_engine(engine)


db = SQLAlchemy(metadata=Model.metadata, disable_autonaming=True, session_options={"class_": UnitSession})
_turn = threading.Lock()


@event.listens_for(UnitSession, "before_flush")
def _only_in_units(session: UnitSession, _flushing: object, _instances: object) -> None:
    if session.info.get("unit") != WRITES:
        pending = (*session.new, *session.dirty, *session.deleted)
        raise WriteOutsideUnit(", ".join(sorted({type(each).__name__ for each in pending})))


class WriteInReadRequest(RuntimeError):
    """A page that is only read tried to write: a programming error."""


class WriteOutsideUnit(RuntimeError):
    """Something was to be written outside a write unit, where it would stand alone: a programming error."""


class NestedWriteUnit(RuntimeError):
    """A write unit was opened inside another, where it would wait for itself: a programming error."""


@contextmanager
def write_unit(*, receipt: bool = False) -> Iterator[None]:
    """Run verbs as one transaction: committed at the end, rolled back on any error.

    Args:
        receipt: this write belongs to reading (a receipt, last seen, a refusal), so a GET may do it.

    Raises:
        WriteInReadRequest: a GET tried to write something else.
        NestedWriteUnit: a verb that opens a unit of its own was called inside one.
    """
    if has_request_context() and request.method in SAFE_METHODS and not receipt:
        raise WriteInReadRequest(request.endpoint)
    with _unit(WRITES, writers_turn()):
        db.session.connection(execution_options={"writes": True})
        yield


@contextmanager
def streaming() -> Iterator[None]:
    """Read rows as they come: PostgreSQL gives them out one by one only within a transaction.

    Raises:
        NestedWriteUnit: inside a write unit, which is a transaction already.
        WriteOutsideUnit: something was to be written meanwhile.
    """
    with _unit(READS, nullcontext()):
        yield


@contextmanager
def _unit(kind: str, turn: AbstractContextManager[None]) -> Iterator[None]:
    """One transaction, when it is its turn: committed at the end, rolled back on any error."""
    if db.session.info.get("unit"):
        raise NestedWriteUnit
    db.session.rollback()
    with turn:
        db.session.info["unit"] = kind
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.info.pop("unit")


def insert(table: type[Model]) -> Any:
    """An INSERT of the present kind of database, which may say what to do when the row is there already."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def deployment() -> Settings:
    """The present deployment's settings, for what depends on them in SQL."""
    settings: Settings = current_app.extensions["reflect_settings"]
    return settings


def app_of(settings: Settings) -> Any:
    """Another app of the same kind, for a database that is not the present one."""
    return current_app.extensions["reflect_create_app"](settings)


def fetch(statement: Any, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Rows of named columns, past the session, which would look at each for objects of its own.

    For what many pages ask: it takes a third less time than through the session. What a unit has not flushed yet is not
    seen.
    """
    return db.session.connection().execute(statement, values)


def reading_engine(engine: Engine) -> Engine:
    """The same engine for statements that only read."""
    found: Engine = current_app.extensions["reflect_reading"].get(engine, engine)
    return found


def end_read() -> None:
    """Give the connection back before slow work such as a passphrase: others need it meanwhile."""
    db.session.rollback()


@contextmanager
def writers_turn() -> Iterator[None]:
    """On SQLite, one writer at a time: among this process's threads, then among processes."""
    lock_file: Path | None = current_app.extensions["reflect_writer_lock"]
    if lock_file is None:
        yield
        return
    with _turn, lock_file.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def configure(app: Any, url: str, leads_url: str, *, patient: bool = False) -> None:
    """Bind the app to its database. SQLite files get write-ahead logging and full synchronisation.

    Args:
        leads_url: the way into the database through which released figures are read; connections there only read.
        patient: for a command, which may take longer than a page.
    """
    lock_file = None
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)  # the files that SQLite lays beside it take after it
        lock_file = path.with_name(path.name + ".writer")
    app.extensions["reflect_writer_lock"] = lock_file
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(url, patient=patient)
    app.config["SQLALCHEMY_BINDS"] = {LEADS: {"url": leads_url, **_engine_options(leads_url, only_reads=True)}}
    db.init_app(app)
    app.extensions["reflect_reading"] = reading = {}
    with app.app_context():
        for engine, only_reads in ((db.engine, False), (db.engines[LEADS], True)):
            if engine.dialect.name == "sqlite":
                _listen_sqlite(engine, only_reads)
            else:
                _listen_postgresql(engine)
                reading[engine] = engine.execution_options(isolation_level="AUTOCOMMIT")


def _engine_options(url: str, *, only_reads: bool = False, patient: bool = False) -> dict[str, Any]:
    options: dict[str, Any] = {"hide_parameters": True}  # no value of a statement in an error or a log
    if url.startswith("sqlite"):
        return options | {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}}
    # What the write units lock and compare is right at this level, whatever the server's own default is.
    # The connection that came back last is taken first: it has the plans, and the others may rest.
    options |= {"isolation_level": "READ COMMITTED", "pool_timeout": 10, "pool_use_lifo": True}
    server: dict[str, object] = dict(LONGEST_OF_COMMANDS_MS if patient else LONGEST_MS)
    if only_reads:
        server["default_transaction_read_only"] = "on"
    asked = make_url(url).query  # what the address itself says comes last, and so wins
    given = asked.get("options", "")
    said = [*(f"-c {name}={value}" for name, value in server.items()), *([given] if isinstance(given, str) else given)]
    still_there = {name: value for name, value in STILL_THERE.items() if name not in asked}
    options["connect_args"] = {"options": " ".join(said).strip(), **still_there}
    if only_reads:
        return options | {"pool_size": 2, "max_overflow": 6}  # such pages are read seldom
    return options | {"pool_size": 12, "max_overflow": 0}


def _listen_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "checkout")
    def still_there(connection: Any, _record: Any, _proxy: Any) -> None:
        """Replace a connection that was closed or broke: there is something to be read, and nothing was asked.

        Looking at the socket costs no way to the server and back.
        """
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        if waiting.poll(0):
            raise DisconnectionError


def _listen_sqlite(engine: Engine, only_reads: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event below says BEGIN; sqlite3 must not
        for pragma in (
            f"page_size={PAGE_SIZE}",  # only a file that is being made takes it
            "journal_mode=WAL",
            "synchronous=FULL",  # an acknowledged save is a promise, also when the power goes
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "secure_delete=ON",
            f"cache_size=-{CACHE_KIB}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if only_reads:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
