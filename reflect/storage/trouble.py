"""What is wrong with the database itself, as opposed to with a statement: it passes, and no page of ours caused it."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from reflect.core.logs import failure
from reflect.storage.db import db


class Trouble(Enum):
    """What people can be told."""

    AWAY = "it cannot be reached"
    FIXED = "it can be read and not written"


# SQLite's result codes (sqlite.org/rescode.html) by the start of their name.
_SQLITE = {
    **dict.fromkeys(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR"), Trouble.FIXED),
    **dict.fromkeys(("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_LOCKED"), Trouble.AWAY),
}
# PostgreSQL's SQLSTATE by its start: appendix A of its manual. 25006: a transaction that only reads; 53100: a full
# disk; 58: an error of the system; 08: of the connection; 53: too little of something; 25P03: idle for too long;
# 55P03, 57: no lock, cancelled or shut down; 40: a deadlock.
_POSTGRESQL = {
    **dict.fromkeys(("25006", "53100", "58"), Trouble.FIXED),
    **dict.fromkeys(("08", "53", "25P03", "55P03", "57", "40"), Trouble.AWAY),
}
log = logging.getLogger("reflect")
_FILES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}


def trouble(error: BaseException) -> Trouble | None:
    """What is wrong with the database or its disk, or None when this error is about something else."""
    if isinstance(error, NoConnectionFree):
        return Trouble.AWAY
    if isinstance(error, OSError):
        return Trouble.FIXED if error.errno in _FILES else None
    if not isinstance(error, DBAPIError):
        return None
    given = error.orig
    if name := getattr(given, "sqlite_errorname", None):
        return _by_start(_SQLITE, name)
    if state := getattr(given, "sqlstate", None):
        return _by_start(_POSTGRESQL, state)
    # Nobody answered, so nobody gave a code.
    return Trouble.AWAY if error.connection_invalidated or type(given).__name__ == "OperationalError" else None


@contextmanager
def outlasting(what: str) -> Iterator[None]:
    """Let a process beside the server outlive trouble with the database: `what` is logged, and it tries again later."""
    try:
        yield
    except Exception as error:
        if trouble(error) is None:
            raise
        log.error("%s: the database cannot be used", what, extra=failure(error))
        db.session.remove()


def _by_start(known: dict[str, Trouble], code: str) -> Trouble | None:
    return next((what for start, what in known.items() if code.startswith(start)), None)
