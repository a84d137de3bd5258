"""Commands of the database."""

import click
from flask.cli import AppGroup

from reflect.storage.versions import migrate, write_revision

db_commands = AppGroup("db", help="Bring the database to the version of the code.")


@db_commands.command("upgrade")
def upgrade_database() -> None:
    """Apply the migrations that are missing. Safe to run again, and from several machines at once."""
    migrate()
    click.echo("The database is at the version of the code.")


@db_commands.command("revision")
@click.argument("message")
def new_revision(message: str) -> None:
    """For developers: write a migration that says MESSAGE from what the tables and the code differ in."""
    write_revision(message)
