"""The command line: `reflect …`, put together from the features."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial

import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext

from reflect import create_app
from reflect.audit import sealing
from reflect.audit.cli import audit_commands, seal_and_go_on
from reflect.core import safety
from reflect.core.settings import UnsafeSettings
from reflect.demo.cli import demo_commands, load_when_empty
from reflect.demo.people import demo_people_present
from reflect.identity import peppers
from reflect.identity.cli import people_commands
from reflect.library.cli import import_shipped, library_commands
from reflect.notices.cli import mail_commands
from reflect.records.backups.cli import backup, restore
from reflect.records.cli import retention_commands
from reflect.storage import leads, serving
from reflect.storage.cli import db_commands
from reflect.storage.db import db
from reflect.storage.trouble import trouble
from reflect.storage.versions import migrate, migrated
from reflect.supervision.cli import records_commands, records_key_commands
from reflect.themes.cli import themes_commands
from reflect.web import server


class OurCommands(FlaskGroup):
    """Only the commands that Reflect documents: packages it uses bring others of their own."""

    def _load_plugin_commands(self) -> None:
        """Leave them out."""


@click.group(cls=OurCommands, create_app=partial(create_app, patient=True), add_default_commands=False)
def main() -> None:
    """Reflect: a private place to think about race, identity and bias in safeguarding."""


@main.command()
@click.option("--demo/--no-demo", default=True, help="Load the demo organisation when the database is empty.")
@with_appcontext
def prepare(demo: bool) -> None:
    """Do what a start needs: migrations, shipped questions, and the demo organisation in an empty database."""
    if not migrated():
        migrate()
    peppers.accept(current_app.extensions["reflect_peppers"])
    import_shipped()
    if demo:
        load_when_empty()


@main.command()
@click.option("--port", default=8000, show_default=True, help="On which port of this machine.")
@click.option("--demo/--no-demo", default=True, help="Load the demo organisation when the database is empty.")
@click.pass_context
def serve(context: click.Context, port: int, demo: bool) -> None:
    """Prepare, serve on this machine alone, and seal the audit trail beside: to look at Reflect, or to try it out."""
    os.environ.setdefault("REFLECT_BASE_URL", f"http://localhost:{port}")
    os.environ.setdefault("REFLECT_LOG_FORMAT", "plain")
    context.invoke(prepare, demo=demo)
    click.echo(f"Reflect is at {os.environ['REFLECT_BASE_URL']}")
    sys.exit(context.invoke(_serve_and_seal, port))


@with_appcontext
def _serve_and_seal(port: int) -> int:
    """Until the server ends, or this process is told to."""
    for told in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, signal.default_int_handler)
    running = server.started(port)
    try:
        while running.poll() is None:
            seal_and_go_on()
            with suppress(subprocess.TimeoutExpired):
                running.wait(5)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is ending; the server hears a second one itself
        running.terminate()
    return running.wait()


@main.command()
@with_appcontext
def check() -> None:
    """Say whether this deployment is safe to serve people, and how to mend what is not."""
    problems = safety.problems(current_app.extensions["reflect_settings"], os.environ)
    if current_app.debug:
        problems.append("Debug is on. Start without it.")
    if not migrated():
        problems.append("The database is not at the version of the code. Run: reflect db upgrade")
    else:
        problems += _found_in_database()
    for problem in problems:
        click.echo(f"- {problem}", err=True)
    if problems:
        sys.exit(1)
    click.echo("Nothing unsafe was found.")


def _found_in_database() -> list[str]:
    problems = []
    if demo_people_present():
        problems.append("The demo organisation is loaded, and its passphrase is public. Use an empty database.")
    if sealing.late():
        problems.append("The audit trail waits to be sealed. Run beside the server: reflect audit seal --every 5")
    return problems + leads.problems() + serving.problems(db.engine)


GROUPS = (
    db_commands,
    audit_commands,
    mail_commands,
    people_commands,
    library_commands,
    themes_commands,
    records_commands,
    records_key_commands,
    retention_commands,
    demo_commands,
    backup,
    restore,
)
for group in GROUPS:
    main.add_command(group)


def run() -> None:
    """The entry point. What must stop a start is said in one line."""
    try:
        main()
    except UnsafeSettings as unsafe:
        raise SystemExit(f"Reflect does not start: {unsafe}") from None
    except Exception as error:
        what = trouble(error)
        if what is None:
            raise
        raise SystemExit(f"The database cannot be used: {what.value}.") from None
