"""How Alembic finds the database and the tables. Loaded by Flask-Migrate inside an app context."""

from alembic import context
from sqlalchemy import text

from reflect.storage.db import Model, db

# One upgrade at a time, whichever of several machines starts first: the number is only a name for the lock.
UPGRADE_LOCK = 7_205_503


def run() -> None:
    """Run the migrations online, each start of two servers waiting for the other."""
    with db.engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
