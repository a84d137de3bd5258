"""A small populated database as a version left it, in a file that later versions are upgraded from.

Made once a release, from the checkout of that release: `python -m tests.support.populated tests/data/at_0006.json.gz`.
"""

from __future__ import annotations

import gzip
import json
import sys
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, func, select, text

LEFT_OUT = ("library_", "theme_contribution", "alembic_version", "unlock_session")
ANSWER = "A heron stood at the gate."
TITLE = "At the gate"


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of a database as JSON has it, table by table, those first that others refer to."""
    found = {}
    for table in _tables(connection):
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        if rows:
            found[table.name] = [{name: _said(value) for name, value in row.items()} for row in rows]
    return found


def load(connection: Connection, file: Path, knew: MetaData | None = None) -> dict[str, int]:
    """Put the rows in a file into a database at their version. Returns how many each table got.

    Args:
        knew: the tables as an earlier version knew them, by whose statements the rows are put in.
    """
    held = json.loads(gzip.decompress(file.read_bytes()))
    tables = {table.name: table for table in _tables(connection, knew)}
    naive = connection.dialect.name == "sqlite"
    for table in (table for name, table in tables.items() if name in held):
        rows = [_meant(table, row, naive=naive) for row in held[table.name]]
        there: set[str] = set()
        while rows:  # a unit refers to the one above it, which has to be there first
            now = [row for row in rows if table.name != "unit" or row["parent_id"] in {None, *there}]
            connection.execute(table.insert(), now)
            there.update(row.get("id", "") for row in now)
            rows = [row for row in rows if row not in now]
    return {name: len(rows) for name, rows in held.items()}


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    counted = {table.name: select(func.count()).select_from(table) for table in _tables(connection)}
    return {name: connection.scalar(statement) or 0 for name, statement in counted.items()}


def _tables(connection: Connection, knew: MetaData | None = None) -> list[Table]:
    metadata = knew or MetaData()
    if knew is None:
        metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if not table.name.startswith(LEFT_OUT)]


def _said(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime | date) else value


def _meant(table: Table, row: dict[str, Any], *, naive: bool) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, value, naive=naive) for name, value in row.items()}


def _value(kind: Any, value: Any, *, naive: bool) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return b64decode(value)
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment if naive else moment.replace(tzinfo=UTC)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _populate(app: Any) -> None:
    from reflect.organisation.models import Unit
    from reflect.storage.db import db
    from tests.support import figures
    from tests.support.sharing import shared, snapshot
    from tests.support.supervision import Supervised
    from tests.support.writing import write

    pair = Supervised.begun(app)
    entry_id = write(pair.priya, ANSWER, title=TITLE)
    shared(pair.priya, pair.marcus, snapshot(ANSWER, entry_id=entry_id, title=TITLE))
    pair.signed()
    agency = db.session.scalars(select(Unit.id).order_by(Unit.name)).first()
    figures.release(figures.a_window("2025-Q4"), str(agency), level="agency", headcount=300, sigma=8.0)


def main() -> None:
    """Write the file."""
    from reflect import create_app
    from reflect.storage.db import db
    from tests.support.databases import prepare, settings_for

    with TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder), f"sqlite:///{folder}/reflect.db"))
        with app.app_context():
            prepare()
            _populate(app)
            with db.engine.connect() as connection:
                version = connection.scalar(text("SELECT version_num FROM alembic_version"))
                held = json.dumps(rows_of(connection), sort_keys=True).encode()
    Path(sys.argv[1]).write_bytes(gzip.compress(held, mtime=0))
    sys.stdout.write(f"{len(held)} bytes of JSON at {version}\n")


if __name__ == "__main__":
    main()
