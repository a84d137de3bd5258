"""`reflect library …`: bring question sets, themes and signposts in, or say what is wrong with a file."""

import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import click
from flask.cli import with_appcontext

from reflect.core.errors import ReflectError
from reflect.library.editions import highest_version
from reflect.library.files import read_file
from reflect.library.importing import Imported, check_library_file, import_library_file
from reflect.library.reading import MOST_BYTES
from reflect.storage.db import write_unit
from reflect.web.language import gettext as _

# Themes first: the questions name them.
SHIPPED = ("themes.yaml", "prompts.yaml", "signposts.yaml")


@click.group("library")
def library_commands() -> None:
    """Question sets, themes and signposts."""


@library_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_(file: Path) -> None:
    """Bring FILE in and publish it, all of it or nothing."""
    with write_unit():
        outcome = _or_exit(import_library_file, file)
    if outcome.new:
        click.echo(_("Published: %(what)s.", what=_named(outcome)))
    else:
        click.echo(_("Nothing to do: %(what)s is here already, word for word.", what=_named(outcome)))


@library_commands.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def check(file: Path) -> None:
    """Say what is wrong with FILE, line by line, and bring nothing in."""
    outcome = _or_exit(check_library_file, file)
    click.echo(_("Nothing is wrong: %(what)s.", what=_named(outcome)))


def import_shipped() -> None:
    """Bring in the content that comes with Reflect, where nothing of its kind and version is here yet."""
    folder = files("reflect.library") / "content" / "en"
    for name in SHIPPED:
        data = (folder / name).read_bytes()
        content = read_file(data)
        if highest_version(content.kind, content.slug, content.language) < content.version:
            with write_unit():
                import_library_file(data)


def _or_exit(verb: Callable[[bytes], Imported], file: Path) -> Imported:
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    try:
        return verb(data)
    except ReflectError as error:
        click.echo(error.sentence, err=True)
        sys.exit(1)


def _named(outcome: Imported) -> str:
    return _("“%(slug)s”, version %(version)s", slug=outcome.slug, version=outcome.version)
