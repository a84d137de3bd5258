"""How Alembic finds the database and the tables. Loaded by Flask-Migrate inside an app context."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.operations.ops import CreateTableOp, MigrationScript
from sqlalchemy import Connection, text

from reflect.storage import versions
from reflect.storage.db import Model, db
from reflect.storage.types import UtcDateTime

# One upgrade at a time, whichever of several machines starts first: the number is only a name for the lock.
UPGRADE_LOCK = 7_205_503


def run() -> None:
    """Run the migrations online, each start of two servers waiting for the other."""
    with db.engine.connect().execution_options(writes=True) as connection, whole(connection):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))
            connection.execute(text(f"SET LOCAL lock_timeout = {versions.GIVE_UP_AFTER_MS}"))
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            include_name=no_partition,
            process_revision_directives=leave_declarations_out,
        )
        with context.begin_transaction():
            context.run_migrations()
        refuse_orphans(connection)
        connection.commit()


@contextmanager
def whole(connection: Connection) -> Iterator[None]:
    """Keep rows that refer to a table while SQLite changes it: it makes a new table and drops the old one, and with
    foreign keys on that deletes what refers to it (https://sqlite.org/lang_altertable.html#otheralter)."""
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def refuse_orphans(connection: Connection) -> None:
    """Stop before the commit when a row refers to one that is not there."""
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise RuntimeError("A migration would leave rows that refer to nothing, so nothing was changed.")


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write plain types into migrations: a migration must not change when our code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def no_partition(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out the partitions that windows bring and take away: no migration makes them."""
    return kind != "table" or name in Model.metadata.tables


def leave_declarations_out(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    """Leave what tables say about people out of migrations: it lives with the models."""
    for script in directives:
        for operation in script.upgrade_ops.ops if script.upgrade_ops else []:
            if isinstance(operation, CreateTableOp):
                operation.info = {}


run()
