"""Leaving no copy of what was deleted in SQLite's files."""

from reflect.core.errors import Conflict
from reflect.storage.db import db, writers_turn
from reflect.web.language import gettext as _


def compact() -> None:
    """Write SQLite's file anew and empty the log beside it: a deleted row stands in neither afterwards.

    `secure_delete` overwrites the row in the file alone; the log keeps the pages as they were until it is cut.
    Does nothing on PostgreSQL. Raises Conflict when a long read keeps the log from being cut.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    with writers_turn():
        connection = db.engine.raw_connection()  # VACUUM runs outside any transaction
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.close()
    if busy:
        raise Conflict(_("Somebody is reading the database for long. Run the command again in a moment."))
