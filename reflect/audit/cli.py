"""Commands of the audit trail."""

import sys
import time

import click
from flask import current_app
from flask.cli import AppGroup

from reflect.audit import sealing, verifying
from reflect.storage.db import end_read
from reflect.storage.trouble import outlasting

audit_commands = AppGroup("audit", help="Who did what to which thing. Never what anybody wrote.")


@audit_commands.command("seal")
@click.option("--every", type=click.FloatRange(min=1), help="Go on, and look again after so many seconds.")
def seal_trail(every: float | None) -> None:
    """Link what was added to the trail since, and sign its end."""
    key = current_app.extensions["reflect_settings"].audit_key
    while every:
        seal_and_go_on()
        time.sleep(every)
    click.echo(f"{sealing.seal(key)} events were linked.")


def seal_and_go_on() -> None:
    """Seal what there is; what is wrong with the database is logged, and is for the next time."""
    with outlasting("The audit trail is not sealed"):
        sealing.seal(current_app.extensions["reflect_settings"].audit_key)
        end_read()


@audit_commands.command("verify")
def verify_trail() -> None:
    """Go along the whole trail. Says what was changed, is missing or was put in, and the end to write down."""
    found = verifying.verify(current_app.extensions["reflect_settings"].audit_key)
    for fault in found.faults:
        click.echo(f"- {fault}", err=True)
    click.echo(f"{found.linked} events are linked, {found.unlinked} are not linked yet. The end is {found.end}.")
    if found.faults:
        sys.exit(1)
