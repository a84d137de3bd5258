"""`reflect records …` and `reflect records-key …`: the organisation’s way to signed records, and whether all are whole.

No command changes a record. The one that opens one is written down, and both people are told before anything is shown.
"""

import os
from pathlib import Path

import click
from flask.cli import AppGroup

from reflect.core.errors import ReflectError
from reflect.organisation import roster
from reflect.organisation.models import Person
from reflect.storage.db import write_unit
from reflect.supervision import chain, reading, records_keys
from reflect.supervision.reading import ReadRecord
from reflect.web.language import calendar_day, day, when

REASONS = ("subject-access", "inspection", "court", "complaint", "local-policy")
_HEADER = "reflect records key 1"

records_commands = AppGroup("records", help="Find, open and check signed records of supervision.")
records_key_commands = AppGroup("records-key", help="The organisation’s key for signed records of supervision.")


@records_key_commands.command("new")
@click.option("--holder", "holders", multiple=True, required=True, help="Name and role of who holds it. Give two.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new file for the private half.")
def new(holders: tuple[str, ...], out: Path) -> None:
    """Make a records key; the one before ends. Its private half goes into the file --out and is kept nowhere else.

    Agreements made before name another key, so that each pair has to agree again before its next record is signed.
    """
    before = records_keys.present_key()
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise click.ClickException(f"{out}: {problem.strerror}") from None
    try:
        with os.fdopen(handle, "w") as file, write_unit():
            raw, key_id = records_keys.make_key(holders, instead_of=before.public.key_id if before else None)
            file.write(f"{_HEADER}\n{key_id}\n{raw.hex()}\n")
            file.flush()
            os.fsync(file.fileno())  # whoever seals to a key that nobody holds seals to nobody
    except BaseException as problem:
        out.unlink()
        if isinstance(problem, ReflectError):
            raise click.ClickException(problem.sentence) from None
        raise
    click.echo(f"Made: {key_id}. Give a copy of {out} to each of the two, then delete it here.")


@records_key_commands.command("end")
def end() -> None:
    """Switch the records key off. What is signed from now on, the organisation cannot open by itself.

    Write down why in your data protection impact assessment. What was sealed to the key before stays so.
    """
    try:
        with write_unit():
            key_id = records_keys.end_key()
    except ReflectError as problem:
        raise click.ClickException(problem.sentence) from None
    click.echo(f"Ended: {key_id}.")


@records_commands.command("list")
@click.argument("email")
def list_(email: str) -> None:
    """List the signed records of EMAIL that a records key opens: session, day, people and key."""
    for row in reading.of_person(_on_roster(email).id):
        click.echo(f"{row.session_id}  {day(row.held_at)}  {row.practitioner}, {row.supervisor}  {row.key_id}")


@records_commands.command("open")
@click.argument("session")
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--by", required=True, metavar="EMAIL", help="Who opens it, on the roster: both are told.")
@click.option("--reason", type=click.Choice(REASONS), required=True, help="Why; both people can see it.")
def open_(session: str, key: Path, by: str, reason: str) -> None:
    """Open the signed record of SESSION with the key in the file --key, and print it.

    It stands in the audit trail and in both people's own log, and both are told, before a word is printed.
    """
    opener = _on_roster(by)
    raw = _private(key)
    try:
        with write_unit():
            record = reading.open_for_organisation(session, raw, opened_by=opener.id, reason=reason)
    except ReflectError as problem:
        raise click.ClickException(problem.sentence) from None
    for line in _printed(record):
        click.echo(line)


@records_commands.command("verify")
def verify() -> None:
    """Say whether every record is as it was signed. Needs no key. Ends with 1 when one is not."""
    problems = chain.verify()
    for problem in problems:
        click.echo(f"- {problem}", err=True)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("Every record is as it was signed.")


def _on_roster(email: str) -> Person:
    person = roster.person_by_address(email)
    if person is None:
        raise click.ClickException("Nobody on the roster has this address.")
    return person


def _private(file: Path) -> bytes:
    lines = file.read_text("utf-8", "replace").split("\n")
    try:
        if lines[0] != _HEADER:
            raise ValueError
        return bytes.fromhex(lines[2])
    except (IndexError, ValueError):
        raise click.ClickException(f"{file} holds no records key.") from None


def _printed(record: ReadRecord) -> list[str]:
    first, said = record.first, record.first.words
    lines = [f"{first.practitioner}, {first.supervisor}", f"{when(first.held_at)}, {first.minutes} minutes"]
    if not record.whole:
        lines.append("THIS RECORD WAS CHANGED OUTSIDE REFLECT.")
    parts = [("Agenda", "\n".join(said.agenda)), ("Wellbeing", said.wellbeing), *said.headed()]
    actions = "\n".join(f"{action.what} – {action.who}, by {calendar_day(action.by)}" for action in said.actions)
    parts += [("Decisions", said.decisions), ("Actions", actions)]
    parts += [("Learning needs", said.learning), ("Where we disagree", said.disagreement)]
    parts += [(f"Added by {each.by}, {when(each.written_at)}", each.text) for each in record.additions]
    for heading, text in parts:
        if text.strip():
            lines += ["", heading, text]
    return lines
