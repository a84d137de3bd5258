"""The leads' door: the session that pages of released figures read through. It cannot write, whatever asks it to.

On PostgreSQL it may come in as a lesser role, which the server itself keeps away from journals, shares and
contributions (`reflect db roles`). Without an address of its own it reads the ordinary database.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from reflect.storage import roles
from reflect.storage.db import LEADS, db, deployment, reading_engine

SHOWN = 5  # tables named in one sentence


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads, for one verb. Its connection is given back at the end."""
    with Session(reading_engine(engine()), autoflush=False) as session:
        yield session


def problems() -> list[str]:
    """What is wrong with an address of its own, each as a sentence with its mend. Empty where there is none."""
    if not deployment().leads_database_url:
        return []
    name = "REFLECT_LEADS_DATABASE_URL"
    try:
        if engine().dialect.name != "postgresql":
            with engine().connect() as connection:
                ours = inspect(connection).has_table("theme_figure")
            return [] if ours else [f"{name} is another database. Unset it."]
        more, less = roles.too_much(engine()), roles.missing(engine())
    except SQLAlchemyError:
        return [f"{name} cannot be reached, so nobody sees released figures. Run reflect db roles, then set it anew."]
    if more:
        listed = ", ".join(more[:SHOWN]) + (", …" if more[SHOWN:] else "")
        return [
            f"{name} may reach more than released figures ({listed}). Set it to the role that reflect db roles made."
        ]
    if less:
        return [f"{name} may not read {', '.join(less)}. Run: reflect db roles"]
    return []


def engine() -> Engine:
    """The engine behind the door of the present app."""
    return db.engines[LEADS]
