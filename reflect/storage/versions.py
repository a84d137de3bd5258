"""Whether the database can serve requests now, and bringing it to the version of the code.

Alembic is imported where it is used: a web worker asks it for the newest version once, and otherwise does without.
"""

from functools import lru_cache
from pathlib import Path

from flask import current_app
from sqlalchemy import text

from reflect.core.errors import Conflict
from reflect.storage.db import db

MIGRATIONS = Path(__file__).parent / "migrations"
# A change of a table waits for whoever reads it, and everybody else waits behind it. So it gives up soon, with nothing
# changed, and is run again; the change itself may take as long as it takes.
GIVE_UP_AFTER_MS = 10_000


def reachable() -> bool:
    """Whether the database answers."""
    with db.engine.connect() as connection:
        return connection.scalar(text("SELECT 1")) == 1


def migrated() -> bool:
    """Whether the database is at the version of the code, or at a newer one.

    A newer one fits as well: servers of the version before go on while an upgrade runs (docs/upgrading.md).
    """
    present = version()
    return present is not None and (present == _head() or present not in known())


def version() -> str | None:
    """The version of the database; None where there are no tables yet."""
    from alembic.migration import MigrationContext

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@lru_cache
def known() -> tuple[str, ...]:
    """Every version of the database that this code can bring to its own, oldest first."""
    from alembic.script import ScriptDirectory

    return tuple(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())[::-1]


def migrate() -> None:
    """Apply the migrations that are missing, waiting for another server that is at it.

    Raises:
        Conflict: the database is newer than this code.
    """
    from flask_migrate import upgrade

    if (present := version()) is not None and present not in known():
        raise Conflict(
            f"The database is at {present}, and this code knows up to {_head()}: it is newer. Upgrade Reflect."
        )
    attach()
    upgrade()


def write_revision(message: str) -> None:
    """Write the next migration from what the database and the declared tables differ in."""
    from flask_migrate import revision

    attach()
    revision(message=message, autogenerate=True, rev_id=f"{int(_head() or 0) + 1:04d}")


def attach() -> None:
    """Tell Flask-Migrate where the migrations of the present app lie."""
    from flask_migrate import Migrate

    Migrate(current_app, db, directory=str(MIGRATIONS))


@lru_cache
def _head() -> str | None:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
