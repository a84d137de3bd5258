"""The leads' door: the session that pages of released figures read through. It cannot write, whatever asks it to.

On PostgreSQL it may come in as a lesser role, which the server itself keeps away from journals, shares and
contributions (`reflect db roles`). Without an address of its own it reads the ordinary database.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from reflect.storage.db import engine_options, listen_sqlite

_ENGINE = "reflect_leads_engine"
_POOL = {"pool_size": 2, "max_overflow": 6}  # such pages are read seldom
_ONLY_READS = {"options": "-c default_transaction_read_only=on"}


def configure(app: Flask, url: str) -> None:
    """Bind the door to a database, beside the ordinary one. It connects when something is first read."""
    options = engine_options(url)
    if url.startswith("sqlite"):
        app.extensions[_ENGINE] = create_engine(url, **options)
        listen_sqlite(app.extensions[_ENGINE], only_reads=True)
    else:
        app.extensions[_ENGINE] = create_engine(url, **{**options, **_POOL, "connect_args": _ONLY_READS})


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads, for one verb. Its connection is given back at the end."""
    with Session(engine(), autoflush=False) as session:
        yield session


def engine() -> Engine:
    """The engine behind the door of the present app."""
    found: Engine = current_app.extensions[_ENGINE]
    return found
