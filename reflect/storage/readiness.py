"""Whether the database can serve requests now."""

from functools import lru_cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from reflect.storage import MIGRATIONS
from reflect.storage.db import db


def reachable() -> bool:
    """Whether the database answers."""
    with db.engine.connect() as connection:
        return connection.scalar(text("SELECT 1")) == 1


def migrated() -> bool:
    """Whether the database is at the version of the code."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _head()


@lru_cache
def _head() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
