"""The migrations make exactly the tables that the code declares, on both kinds of database, and lose no row."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from reflect import create_app
from reflect.storage.db import Model, db, write_unit
from reflect.storage.versions import attach, migrate
from tests.conftest import BACKENDS
from tests.support.databases import Databases, settings_for

ENTRY = (
    "INSERT INTO journal_entry (id, owner_id, wrapped_key, generation, revision, head, created_at, updated_at) "
    "VALUES ('e', 'priya', :sealed, 1, 1, :sealed, :day, :day)"
)
REVISION = (
    "INSERT INTO journal_revision (entry_id, number, body, kind, saved_at, sitting_since, editor, edit_number) "
    "VALUES ('e', 1, :sealed, 'saved', :day, :day, 'page', 1)"
)


def test_the_migrated_tables_are_the_declared_ones(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_upgrade_from_the_first_migration_loses_no_words(
    backend: str, databases_once: Databases, tmp_path: Path
) -> None:
    app = create_app(settings_for(tmp_path, databases_once.new_url(backend, "first_migration")))
    with app.app_context():
        attach()
        upgrade(revision="0001")
        with write_unit():
            for statement in (ENTRY, REVISION):
                db.session.execute(text(statement), {"sealed": b"words", "day": "2026-10-14 09:00:00"})
        migrate()
        assert db.session.execute(text("SELECT entry_id, body FROM journal_revision")).all() == [("e", b"words")]
        with db.engine.connect() as connection:
            assert backend != "sqlite" or connection.scalar(text("PRAGMA foreign_keys")) == 1
        db.session.remove()
        db.engine.dispose()
