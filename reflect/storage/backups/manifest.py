"""What a backup says about itself, in front of the rows: enough to refuse it before anything is touched."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import Connection, inspect, text

from reflect.core.clock import now
from reflect.storage.backups.errors import BackupError

# The server's halves of what is unlocked or signed in just now are of use only now, and better not in a backup. A mail
# that waits would be sent twice after a restore.
LEFT_OUT = ("unlock_session", "pending_code", "pending_sign_in", "sign_in_session", "mail")
SCHEMA = "alembic_version"
PARTITION = "theme_contribution_"  # on PostgreSQL: its rows are counted with the table it is a part of


@dataclass(frozen=True)
class Manifest:
    """The facts of one backup."""

    taken_at: str
    kind: str  # of database: sqlite or postgresql
    schema: str  # the migration it stands at
    reflect: str  # the version of the code that made it
    rows: dict[str, int]  # by table
    noted: dict[str, object]  # what features want to know before a restore

    @property
    def taken(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.taken_at)

    def line(self) -> bytes:
        """The facts as one line."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Manifest:
    """Read the line. Raises BackupError when it is none."""
    try:
        said = json.loads(line)
        manifest = Manifest(**said)
        _ = manifest.taken, {**manifest.rows}, {**manifest.noted}
    except (ValueError, TypeError):
        raise BackupError("This file is no backup that Reflect made.") from None
    return manifest


def describe(connection: Connection, noted: Mapping[str, object]) -> Manifest:
    """The facts of the database behind a connection, as its transaction sees it.

    Raises:
        BackupError: it has no tables of ours.
    """
    tables = inspect(connection).get_table_names()
    schema = connection.scalar(text(f"SELECT version_num FROM {SCHEMA}")) if SCHEMA in tables else None  # noqa: S608
    if schema is None:
        raise BackupError("There is nothing to back up: this database has no tables of Reflect’s.")
    return Manifest(
        taken_at=now().isoformat(),
        kind=connection.dialect.name,
        schema=str(schema),
        reflect=version("reflect-practice"),
        rows=counts(connection, tables),
        noted=dict(noted),
    )


def counts(connection: Connection, tables: list[str]) -> dict[str, int]:
    """How many rows each table has that a backup holds."""
    counted = [name for name in sorted(tables) if name not in LEFT_OUT and not name.startswith(PARTITION)]
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: int(connection.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0)  # noqa: S608 - names of tables
        for name in counted
    }
