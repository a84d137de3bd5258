"""Commands of the database."""

import click
from flask.cli import AppGroup
from flask_migrate import upgrade

db_commands = AppGroup("db", help="Bring the database to the version of the code.")


@db_commands.command("upgrade")
def upgrade_database() -> None:
    """Apply the migrations that are missing. Safe to run again, and from several machines at once."""
    upgrade()
    click.echo("The database is at the version of the code.")
