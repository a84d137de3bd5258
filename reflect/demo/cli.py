"""The command that loads the demo organisation."""

import click
from flask import current_app
from flask.cli import AppGroup

from reflect.demo import year
from reflect.demo.large import loading
from reflect.demo.large import windows as filling
from reflect.demo.loading import load
from reflect.demo.people import DEMO_PEOPLE, PASSPHRASE, anybody_present, demo_people_present
from reflect.identity import peppers
from reflect.library.cli import import_shipped
from reflect.themes import windows

demo_commands = AppGroup("demo", help="An invented organisation to look around in.")


@demo_commands.command("load")
def load_demo() -> None:
    """Load the demo organisation. Refused in a database that has people."""
    _begin()
    _load()
    introduce()


@demo_commands.command("large")
@click.option(
    "--people", type=click.IntRange(30, 1_000_000), default=1_000, show_default=True, help="How many work here."
)
def load_large(people: int) -> None:
    """Load an invented organisation of any size, to see what grows. Refused in a database that has people."""
    _begin()
    extensions = current_app.extensions
    settings = extensions["reflect_settings"]
    with click.progressbar(length=people, label="People and what they wrote", show_pos=True) as bar:
        rows = loading.load(people, extensions["reflect_peppers"], extensions["reflect_cost"], bar.update)
    with click.progressbar(length=2, label="Windows that are released") as bar:
        filling.fill_and_release(settings.window_keys, settings.privacy_cap, bar.update)
    for table, number in rows.most_common():
        click.echo(f"  {number:>12,} {table.replace('_', ' ')}")
    introduce()


def load_when_empty() -> None:
    """Load the demo organisation unless anybody is there, let it count themes now, and say who can sign in."""
    if not anybody_present():
        _load()
    elif demo_people_present():
        _open_windows()
    if demo_people_present():
        introduce()


def introduce() -> None:
    """Print who can sign in, and with what."""
    click.echo("Demo people, all with the passphrase: " + PASSPHRASE)
    for person in DEMO_PEOPLE:
        click.echo(f"  {person.email:<22} {person.about}")


def _begin() -> None:
    """Refuse a database with people, and bring in what the demo is made with, before anything of it is made."""
    if anybody_present():
        raise click.ClickException("This database has people in it. The demo loads only into an empty one.")
    peppers.accept(current_app.extensions["reflect_peppers"])
    import_shipped()


def _load() -> None:
    extensions = current_app.extensions
    settings = extensions["reflect_settings"]
    load(extensions["reflect_peppers"], extensions["reflect_cost"])
    click.echo("Making an invented year of figures …")
    year.make(settings.window_keys, settings.privacy_cap)


def _open_windows() -> None:
    """Open the windows of today in a demo that was loaded in an earlier quarter."""
    settings = current_app.extensions["reflect_settings"]
    windows.open_due(settings.window_keys, settings.privacy_cap)
