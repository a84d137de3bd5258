"""Leaving no copy of what was deleted in SQLite's files."""

from reflect.storage.db import db, writers_turn


def compact() -> bool:
    """Write SQLite's file anew and empty the log beside it: a deleted row stands in neither afterwards.

    `secure_delete` overwrites the row in the file alone; the log keeps the pages as they were until it is cut.
    Returns whether it was: a long read keeps it. On PostgreSQL there is nothing to do.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    db.session.rollback()
    with writers_turn():
        connection = db.engine.raw_connection()  # VACUUM runs outside any transaction
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.close()
    return not busy
