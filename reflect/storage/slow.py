"""Statements that take long, for whoever looks after the database: their text with placeholders, and never a value."""

import logging
import re
import time
from typing import Any

from sqlalchemy import Connection, Engine, event

# Other statements may hold a literal, such as the password of a role.
OURS = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
LONGEST = 2000  # characters
BEGAN = "reflect_began"
log = logging.getLogger("reflect")


def listen(engine: Engine, most_ms: int) -> None:
    """Write down statements of `engine` that take `most_ms` milliseconds or more; none when it is 0."""
    if not most_ms:
        return

    @event.listens_for(engine, "before_cursor_execute")
    def begin(connection: Connection, *_of_the_statement: Any) -> None:
        connection.info[BEGAN] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def end(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        ms = (time.perf_counter() - connection.info.pop(BEGAN, time.perf_counter())) * 1000
        if ms >= most_ms and OURS.match(statement):
            log.warning("slow query", extra={"ms": round(ms), "statement": " ".join(statement.split())[:LONGEST]})
