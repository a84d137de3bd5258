"""`reflect backup` and `reflect restore`."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from reflect.core.commands import as_sentences
from reflect.records import backing_up, restoring
from reflect.storage.backups.manifest import Manifest
from reflect.storage.db import db, deployment
from reflect.web.language import clock, day

PATH = click.Path(dir_okay=False, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("backup")
@click.argument("path", type=PATH)
@click.option("--check", is_flag=True, help="Look into the backup at PATH instead, to its end. Needs --identity.")
@click.option("--identity", type=READABLE, metavar="FILE", help="The private key, as age-keygen writes it.")
@with_appcontext
def backup(path: Path, check: bool, identity: Path | None) -> None:
    """Write an encrypted backup of the database to PATH, while Reflect is running."""
    if check != bool(identity):
        raise click.UsageError("--check and --identity belong together. Making a backup needs no private key.")
    with as_sentences():
        if identity:
            _describe(backing_up.look_into(path, identity))
            click.echo("It is whole, and this key opens it.")
        else:
            _describe(backing_up.back_up(path, deployment().backup_public_keys))
            click.echo(f"Written to {path}. It holds no window keys and no peppers: keep the peppers elsewhere.")


@click.command("restore")
@click.argument("path", type=READABLE)
@click.option("--identity", type=READABLE, metavar="FILE", required=True, help="The private key of the backup.")
@click.option("--replace", is_flag=True, help="Also when there are people in the database: they are replaced.")
@with_appcontext
def restore(path: Path, identity: Path, replace: bool) -> None:
    """Bring the backup at PATH back. Stop the servers first. All of it or nothing."""
    with as_sentences():
        done = restoring.restore(path, identity, over_people=replace, said=click.echo)
    _describe(done.manifest)
    click.echo(f"Erased again: {done.erased} of the people who were erased since.")
    if done.windows:
        click.echo(f"Windows of themes that have ended stay ended: {', '.join(done.windows)}.")
    for fault in done.faults:
        click.echo(f"- {fault}", err=True)
    if not done.faults:
        click.echo(f"The audit trail is whole: {done.linked} events are linked.")
    click.echo("What to do next:")
    for step in _next():
        click.echo(f"  {step}")
    if done.faults:
        raise click.exceptions.Exit(1)


def _describe(manifest: Manifest) -> None:
    people = manifest.rows.get("person", 0)
    rows = sum(manifest.rows.values())
    click.echo(
        f"A {manifest.kind} database of {day(manifest.taken)}, {clock(manifest.taken)}, at {manifest.schema}, by "
        f"Reflect {manifest.reflect}: {people} people, {rows} rows in {len(manifest.rows)} tables."
    )


def _next() -> Iterator[str]:
    if db.engine.dialect.name == "postgresql":
        yield "reflect db roles --name … --app-name …, if your lesser roles have names of your own: the tables are new."
    yield "reflect themes verify: as the user of the window keys. What it says of missing keys is right."
    yield "reflect check, then start the servers. Everybody signs in again, and every journal is locked."
    yield "Shares that were stopped since the backup are there again: tell people to look at what they share."
