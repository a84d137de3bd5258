"""The command that puts together what an organisation holds about somebody in the clear."""

import os
from pathlib import Path

import click

from reflect.organisation import roster
from reflect.records.exporting.access_pack import access_pack, note_pack
from reflect.storage.db import write_unit


@click.command("access-pack")
@click.argument("address")
@click.option(
    "--to",
    "file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The zip file to write. It must not be there yet.",
)
def make_access_pack(address: str, file: Path) -> None:
    """Put what is held in the clear about whoever has this ADDRESS into a zip, with a cover sheet.

    Nothing sealed is in it, and no journal is opened for it. The person’s own log says that it was made.
    """
    person = roster.person_by_address(address)
    if person is None:
        raise click.ClickException("Nobody on the roster has this address.")
    person_id = person.id
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as opened:
            with write_unit():
                note_pack(person_id, made_by=None)
            for piece in access_pack(person_id):
                opened.write(piece)
    except BaseException:
        file.unlink(missing_ok=True)  # half a pack would be taken for a whole one
        raise
    click.echo(f"Written to {file}. It is not locked: keep it where only those who need it can open it.")
