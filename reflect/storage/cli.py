"""Commands of the database."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from reflect.core.commands import as_sentences
from reflect.storage import roles, serving
from reflect.storage.db import db
from reflect.storage.versions import migrate, write_revision

LOCKED = ("55P03", "40P01")  # of PostgreSQL: no lock in time, a deadlock
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
db_commands = AppGroup("db", help="Bring the database to the version of the code.")


@db_commands.command("upgrade")
def upgrade_database() -> None:
    """Apply the migrations that are missing. Safe to run again, and from several machines at once."""
    try:
        with as_sentences():
            migrate()
    except DBAPIError as refused:
        if getattr(refused.orig, "sqlstate", None) not in LOCKED:
            raise
        raise click.ClickException(
            "Somebody has used a table for long that the upgrade changes. It gave up so that nobody has to wait behind "
            "it; nothing was changed. Run it again in a moment."
        ) from None
    click.echo("The database is at the version of the code.")


@db_commands.command("revision")
@click.argument("message")
def new_revision(message: str) -> None:
    """For developers: write a migration that says MESSAGE from what the tables and the code differ in."""
    write_revision(message)


@db_commands.command("roles")
@click.option("--name", default=roles.LEADS_ROLE, show_default=True, help="The role that reads released figures.")
@click.option("--password-file", type=FILE, metavar="FILE", help="Its new password.")
@click.option("--app-name", default=serving.SERVER_ROLE, show_default=True, help="The server’s own role.")
@click.option("--app-password-file", type=FILE, metavar="FILE", help="Its new password.")
@click.option("--print", "only_print", is_flag=True, help="Only show the SQL, for whoever looks after the server.")
def make_roles(
    name: str, password_file: Path | None, app_name: str, app_password_file: Path | None, only_print: bool
) -> None:
    """Make the two lesser roles, or set their rights anew. PostgreSQL only, as the owner of the tables."""
    if db.engine.dialect.name != "postgresql":
        click.echo("SQLite knows no roles. Released figures are read through a connection that cannot write.")
        return
    wanted = ((serving, app_name, app_password_file), (roles, name, password_file))
    if only_print:
        if password_file or app_password_file:
            raise click.UsageError("A password is not printed. Leave its file out, and set one with psql.")
        for kind, role, _file in wanted:
            for statement in kind.statements(role, str(db.engine.url.database)):
                click.echo(f"{statement};")
        return
    passwords = [_password(file) for _kind, _role, file in wanted]
    try:
        with db.engine.begin() as connection:
            for (kind, role, _file), password in zip(wanted, passwords, strict=True):
                kind.make_role(connection, role, password)
    except DBAPIError as refused:
        raise click.ClickException(
            f"The server refused it: {str(refused.orig).splitlines()[0]}. Run this as a role that may make roles, or "
            "give what --print shows to whoever looks after the server."
        ) from None
    click.echo(f"{app_name} may read and write rows. It changes no table, and nothing that the audit trail says.")
    click.echo(f"{name} may read what pages of released figures need, and nothing else.")
    without = [role for (_kind, role, _file), password in zip(wanted, passwords, strict=True) if password is None]
    if without:
        click.echo(f"No new password for {' and '.join(without)}: set one, or let the server know it otherwise.")
    click.echo(f"For the server, set REFLECT_DATABASE_URL to the same database as {app_name} and")
    click.echo(f"REFLECT_LEADS_DATABASE_URL to it as {name}. With these settings run: reflect check")


def _password(file: Path | None) -> str | None:
    password = file.read_text("utf-8").strip() if file else None
    if password == "":
        raise click.ClickException(f"{file} is empty. Put the password into it, or leave it out.")
    return password
