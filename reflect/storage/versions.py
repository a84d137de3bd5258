"""Whether the database can serve requests now, and bringing it to the version of the code.

Alembic is imported only where tables are changed: it takes 11 MB of a process, and every web worker is asked whether it
is ready. What it would say is read from its table and from the names of its files.
"""

from functools import lru_cache
from pathlib import Path

from flask import current_app
from sqlalchemy import inspect, text

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
    return present is not None and (present == known()[-1] or present not in known())


def version() -> str | None:
    """The version of the database; None where there are no tables yet."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


@lru_cache
def known() -> tuple[str, ...]:
    """Every version of the database that this code can bring to its own, oldest first."""
    return tuple(sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py")))


def migrate() -> None:
    """Apply the migrations that are missing, waiting for another server that is at it.

    Raises:
        Conflict: the database is newer than this code.
    """
    from flask_migrate import upgrade

    if (present := version()) is not None and present not in known():
        raise Conflict(
            f"The database is at {present}, and this code knows up to {known()[-1]}: it is newer. Upgrade Reflect."
        )
    attach()
    upgrade()


def write_revision(message: str) -> None:
    """Write the next migration from what the database and the declared tables differ in."""
    from flask_migrate import revision

    attach()
    revision(message=message, autogenerate=True, rev_id=f"{int(known()[-1]) + 1:04d}")


def attach() -> None:
    """Tell Flask-Migrate where the migrations of the present app lie."""
    from flask_migrate import Migrate

    Migrate(current_app, db, directory=str(MIGRATIONS))
