"""Commands that keep to how long things are kept."""

import click
from flask.cli import AppGroup

from reflect.storage.compacting import compact
from reflect.storage.db import write_unit
from reflect.storage.retention import retention

retention_commands = AppGroup("retention", help="How long things are kept.")


@retention_commands.command("run")
@click.option("--dry-run", is_flag=True, help="Only say how much would be deleted.")
def run_retention(dry_run: bool) -> None:
    """Delete what has had its time. Safe to run every night, and again. No journal is opened for it."""
    deleted = 0
    for rule in retention.all():
        if dry_run:
            click.echo(f"{rule.name} ({rule.keeps}): {rule.due()} would be deleted.")
            continue
        with write_unit():
            number = rule.run()
        deleted += number
        click.echo(f"{rule.name} ({rule.keeps}): {number} deleted.")
    if deleted and not compact():
        click.echo("The database file still holds what was deleted, as it was being read. Run this again.", err=True)
