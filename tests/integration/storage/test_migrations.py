"""The migrations make exactly the tables that the code declares, on both kinds of database, and lose no row.

While an upgrade runs, servers of the version before go on: what they read and write fits the new tables too.
"""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from sqlalchemy import MetaData, text

from reflect import create_app
from reflect.cli import main
from reflect.storage import leads
from reflect.storage.db import Model, db, write_unit
from reflect.storage.versions import MIGRATIONS, attach, known, migrate, migrated
from tests.conftest import BACKENDS
from tests.support import populated
from tests.support.databases import Databases, prepare, settings_for
from tests.support.people import Enrolled
from tests.support.writing import enter

DATA = Path(__file__).parents[2] / "data"
# The version of the database of the release before: servers of it may still run while this one's migrations do. With
# each release it moves on, and a file of a database as that release left it comes to the others in tests/data.
RELEASED = "0006"
ENTRY = (
    "INSERT INTO journal_entry (id, owner_id, wrapped_key, generation, revision, head, created_at, updated_at) "
    "VALUES ('e', 'priya', :sealed, 1, 1, :sealed, :day, :day)"
)
REVISION = (
    "INSERT INTO journal_revision (entry_id, number, body, kind, saved_at, sitting_since, editor, edit_number) "
    "VALUES ('e', 1, :sealed, 'saved', :day, :day, 'page', 1)"
)
UNIT = "INSERT INTO unit (id, name, kind) VALUES ('u', 'Northbridge', 'partnership')"
PERSON = "INSERT INTO person (id, name, email, unit_id) VALUES ('priya', 'Priya', 'p@x.example', 'u')"


@contextmanager
def at(revision: str, name: str, backend: str, databases: Databases, folder: Path) -> Iterator[Flask]:
    """The app on a new database that was brought to a version, in an app context."""
    app = create_app(settings_for(folder, databases.new_url(backend, f"{name}")))
    app.testing = True
    with app.app_context():
        try:
            attach()
            upgrade(revision=revision)
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
            leads.engine().dispose()


def test_the_migrated_tables_are_the_declared_ones(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_upgrade_from_the_first_migration_loses_no_words(
    backend: str, databases_once: Databases, tmp_path: Path
) -> None:
    with at("0001", "first_migration", backend, databases_once, tmp_path):
        with write_unit():
            for statement in (UNIT, PERSON, ENTRY, REVISION):
                db.session.execute(text(statement), {"sealed": b"words", "day": "2026-10-14 09:00:00"})
        migrate()
        assert db.session.execute(text("SELECT entry_id, body FROM journal_revision")).all() == [("e", b"words")]
        assert db.session.execute(text("SELECT name, unit_id FROM person")).all() == [("Priya", "u")]
        with db.engine.connect() as connection:
            assert backend != "sqlite" or connection.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("file", sorted(DATA.glob("at_*.json.gz")), ids=lambda file: file.name.partition(".")[0])
def test_a_journal_of_an_earlier_version_opens_after_the_upgrade(
    file: Path, backend: str, databases_once: Databases, tmp_path: Path
) -> None:
    with at(file.name[3:7], f"left_{file.name[3:7]}", backend, databases_once, tmp_path) as app:
        with db.engine.begin() as connection:
            before = populated.load(connection, file)
        prepare()
        with db.engine.connect() as connection:
            after = populated.counts(connection)
        assert before.keys() <= after.keys()
        assert {name: after[name] for name in before if name != "audit_event"} == {
            name: number for name, number in before.items() if name != "audit_event"
        }
        priya = Enrolled("", "Priya Nair", "priya@test.example", None, "")  # type: ignore[arg-type]
        browser = enter(app, priya)
        (entry_id,) = db.session.scalars(text("SELECT id FROM journal_entry"))
        assert populated.ANSWER in browser.get(f"/journal/{entry_id}").text
        (relation_id,) = db.session.scalars(text("SELECT id FROM supervision"))
        assert "Time to think about a heron." in browser.get(f"/supervision/{relation_id}/agreement").text


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_the_release_before_writes_fits_after_the_upgrade(
    backend: str, databases_once: Databases, tmp_path: Path
) -> None:
    """Its statements name the columns that it knew, and give the others nothing."""
    with at(RELEASED, "written_by_both", backend, databases_once, tmp_path):
        with db.engine.connect() as connection:
            knew = MetaData()
            knew.reflect(connection)
        migrate()
        with db.engine.begin() as connection:
            put_in = populated.load(connection, DATA / f"at_{RELEASED}.json.gz", knew)
            assert put_in["journal_entry"] == 1
        with db.engine.connect() as connection:
            now = MetaData()
            now.reflect(connection)
        assert narrower(knew, now) - unused_since_then() == set()


def test_the_versions_that_files_are_named_by_are_those_that_alembic_knows() -> None:
    """Who asks whether the database is migrated reads the names, without Alembic."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert known() == tuple(script.revision for script in scripts.walk_revisions())[::-1]
    assert known()[-1] == scripts.get_current_head()


def test_a_newer_database_serves_this_code_and_is_not_upgraded_by_it(sqlite_app: Flask) -> None:
    newest = known()[-1]
    at_version = text("UPDATE alembic_version SET version_num = :version")
    with db.engine.begin() as connection:
        connection.execute(at_version, {"version": "9999"})
    try:
        assert migrated()
        assert sqlite_app.test_client().get("/readyz").status_code == 200
        done = CliRunner().invoke(main, ["db", "upgrade"], obj=ScriptInfo(create_app=lambda: sqlite_app))
        assert (done.exit_code, "Upgrade Reflect" in done.output) == (1, True), done.output
    finally:
        with db.engine.begin() as connection:
            connection.execute(at_version, {"version": newest})
    assert migrated()


def narrower(before: MetaData, after: MetaData) -> set[str]:
    """What a server of before would miss or be refused: columns that are gone, or that it must now fill."""
    found = set()
    for name, table in before.tables.items():
        there = after.tables.get(name)
        if there is None:
            found.add(name)
            continue
        found |= {f"{name}.{column.name}" for column in table.columns if column.name not in there.columns}
        for column in there.columns:
            old = table.columns.get(column.name)
            must = not column.nullable and column.server_default is None and not column.primary_key
            if must and (old is None or old.nullable):
                found.add(f"{name}.{column.name}")
    return found


def unused_since_then() -> set[str]:
    """What migrations since the release before take away, and say that its code does not use any more.

    A migration that contracts says so: `UNUSED_SINCE = {"table.column": "0008"}`, the version at which the code stopped
    using it. It may only come once that version was released.
    """
    unused: dict[str, str] = {}
    for revision in known()[known().index(RELEASED) + 1 :]:
        unused |= getattr(migration(revision), "UNUSED_SINCE", {})
    assert all(since <= RELEASED for since in unused.values()), "what the release before still uses is taken away"
    return set(unused)


def migration(revision: str) -> ModuleType:
    (file,) = (MIGRATIONS / "versions").glob(f"{revision}_*.py")
    spec = importlib.util.spec_from_file_location(f"migration_{revision}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_migration_that_takes_something_away_too_soon_is_noticed() -> None:
    from sqlalchemy import Column, Integer, String, Table

    before, after = MetaData(), MetaData()
    Table("kept", before, Column("id", Integer, primary_key=True), Column("a", String), Column("b", String))
    Table("gone", before, Column("id", Integer, primary_key=True))
    Table(
        "kept",
        after,
        Column("id", Integer, primary_key=True),
        Column("b", String, nullable=False),
        Column("new", String, nullable=False),
        Column("filled", String, nullable=False, server_default="x"),
        Column("may", String),
    )
    assert narrower(before, after) == {"gone", "kept.a", "kept.b", "kept.new"}
