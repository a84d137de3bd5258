"""Commands that keep to how long things are kept, and the one that erases a person."""

from contextlib import nullcontext

import click
from flask.cli import AppGroup

from reflect.core.errors import ReflectError
from reflect.identity.cli import people_commands
from reflect.organisation import roster
from reflect.records import erasing, inventory
from reflect.records.exporting.cli import make_access_pack
from reflect.storage.compacting import compact
from reflect.storage.db import write_unit
from reflect.storage.retention import retention

retention_commands = AppGroup("retention", help="How long things are kept.")
people_commands.add_command(make_access_pack)


@retention_commands.command("run")
@click.option("--dry-run", is_flag=True, help="Only say how much would be deleted.")
def run_retention(dry_run: bool) -> None:
    """Delete what has had its time. Safe to run every night, and again. No journal is opened for it."""
    deleted, failed = 0, []
    for rule in retention.all():
        if dry_run:
            click.echo(f"{rule.name} ({rule.how_long}): {rule.due()} would be deleted.")
            continue
        try:
            with nullcontext() if rule.own_units else write_unit():
                number = rule.run()
        except ReflectError as error:  # what has gone by then has; the next run goes on from there
            failed.append(f"{rule.name}: {error.sentence}")
            continue
        deleted += number
        click.echo(f"{rule.name} ({rule.how_long}): {number} deleted.")
    if deleted and not compact():
        click.echo("The database file still holds what was deleted, as it was being read. Run this again.", err=True)
    if failed:
        raise click.ClickException("\n".join(failed))


@people_commands.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(address: str, yes: bool) -> None:
    """Erase whoever has this ADDRESS, with every journal they have: their keys first, then what is theirs.

    Nothing brings it back, and nobody opens it: a restored backup is erased again. Run again when it was cut short.
    """
    person = roster.person_by_address(address)
    if person is None:
        raise click.ClickException("Nobody on the roster has this address.")
    person_id = person.id
    try:
        erasing.refuse(person_id)
        click.echo(f"This erases {person.name}, {person.email}. It deletes, as docs/inventory.md says of each table:")
        for name, number in inventory.planned(inventory.selves(person_id)).items():
            click.echo(f"  {name}: {number}")
        click.echo("Signed records of supervision stay for the other person. Other people’s journals stay as they are.")
        if not yes:
            click.confirm("Erase?", abort=True)
        erasing.erase(person_id)
    except ReflectError as error:
        raise click.ClickException(error.sentence) from None
    if not compact():
        click.echo("The database file still holds what was deleted, as it was being read. Run: reflect retention run")
    click.echo("Erased.")
