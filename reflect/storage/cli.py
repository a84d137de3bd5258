"""Commands of the database."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from reflect.storage import roles
from reflect.storage.db import db
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


@db_commands.command("roles")
@click.option("--name", default=roles.LEADS_ROLE, show_default=True, help="What the role is called.")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--print", "only_print", is_flag=True, help="Only show the SQL, for whoever looks after the server.")
def make_roles(name: str, password_file: Path | None, only_print: bool) -> None:
    """Make the lesser role that pages of released figures read through, or set its rights anew. PostgreSQL only."""
    if db.engine.dialect.name != "postgresql":
        click.echo("SQLite knows no roles. Released figures are read through a connection that cannot write.")
        return
    if only_print:
        if password_file:
            raise click.UsageError("A password is not printed. Leave --password-file out, and set one with psql.")
        for statement in roles.statements(name, str(db.engine.url.database)):
            click.echo(f"{statement};")
        return
    password = password_file.read_text("utf-8").strip() if password_file else None
    if password == "":
        raise click.ClickException(f"{password_file} is empty. Put the password into it, or leave it out.")
    try:
        with db.engine.begin() as connection:
            roles.make_role(connection, name, password)
    except DBAPIError as refused:
        raise click.ClickException(
            f"The server refused it: {str(refused.orig).splitlines()[0]}. Run this as a role that may make roles, or "
            "give what --print shows to whoever looks after the server."
        ) from None
    click.echo(f"{name} may read what pages of released figures need, and nothing else.")
    if password is None:
        click.echo("It has no new password: set one, or let the server know it otherwise.")
    click.echo("Set REFLECT_LEADS_DATABASE_URL to the same database as this role, and run: reflect check")
