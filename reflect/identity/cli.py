"""Commands for people and their accounts."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from reflect.core.errors import ReflectError
from reflect.identity import enrolment, invitations, standing
from reflect.identity.sso import links
from reflect.organisation import roster
from reflect.organisation.importing import MOST_BYTES, Plan, check_roster, import_roster
from reflect.organisation.models import ROLES
from reflect.organisation.relations import supervisors_of
from reflect.storage.db import write_unit

people_commands = AppGroup("people", help="Invite, import and suspend people. No command opens a journal.")


@people_commands.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Their name as colleagues see it.")
@click.option("--unit", required=True, help="Where they work: 'Partnership / Agency / Service / Team'.")
@click.option("--role", type=click.Choice(ROLES), default="practitioner", show_default=True)
@click.option("--supervisor", help="Their supervisor's e-mail address, on the roster already.")
def invite(email: str, name: str, unit: str, role: str, supervisor: str | None) -> None:
    """Put EMAIL on the roster and print a single-use link for them.

    The supervisor named here is taken as agreed with the person.
    """
    try:
        with write_unit():
            unit_id = roster.place_unit([part.strip() for part in unit.split("/")])
            person_id = roster.place_person(name, email, unit_id)
            roster.give_role(person_id, role, unit_id)  # type: ignore[arg-type]
            invitations.take_back_of_leaders([(person_id, role)])
            if supervisor:
                found = roster.person_by_address(supervisor)
                if found is None:
                    raise click.ClickException(f"{supervisor} is not on the roster. Invite them first.")
                if found.id == person_id:
                    raise click.ClickException("Nobody can be their own supervisor.")
                if found.id not in {each.person_id for each in supervisors_of(person_id)}:
                    roster.supervise(person_id, found.id, confirmed=True)
            token = None if standing.enrolled([person_id]) else enrolment.invite(person_id)
    except ReflectError as error:
        raise click.ClickException(error.sentence) from None
    if token is None:
        click.echo("They have an account already, and need no link. The role is given.")
    else:
        click.echo(f"{current_app.config['BASE_URL']}/enrol/{token}")


@people_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Bring the people, units, roles and supervisors of a CSV FILE in, all of it or nothing.

    Nobody is invited by it, and nobody is deleted or suspended: who is missing from the file is listed.
    """
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if dry_run:
        plan = check_roster(data)
    else:
        try:
            with write_unit():
                plan = import_roster(data, enrolled=standing.enrolled())
                if plan.imported:
                    invitations.take_back_of_leaders((each.person_id, each.role) for each in plan.roles)
        except ReflectError as error:
            raise click.ClickException(error.sentence) from None
    for problem in plan.problems:
        click.echo(str(problem), err=True)
    if plan.problems:
        sys.exit(1)
    for line in _said(plan):
        click.echo(line)
    if dry_run:
        click.echo("Nothing was imported.")


def _said(plan: Plan) -> list[str]:
    counts = [
        (len(plan.people), "people added"),
        (len(plan.changes), "people changed"),
        (len(plan.units), "units added"),
        (len(plan.roles), "roles given"),
        (len(plan.supervisions), "supervisors named"),
    ]
    lines = [", ".join(f"{count} {what}" for count, what in counts) + "."]
    if plan.missing:
        lines.append(f"{len(plan.missing)} people of these agencies are not in the file. Suspend those who have left:")
        lines += [f"  {missing.email}  {missing.name}" for missing in plan.missing]
    return lines


@people_commands.command("suspend")
@click.argument("email")
def suspend(email: str) -> None:
    """Sign EMAIL out everywhere and stop the account. Nothing of theirs is deleted."""
    person = roster.person_by_address(email)
    if person is None:
        raise click.ClickException("Nobody on the roster has this address.")
    try:
        with write_unit():
            standing.suspend(person.id)
    except ReflectError as error:
        raise click.ClickException(error.sentence) from None
    click.echo("Suspended.")


@people_commands.command("unlink")
@click.argument("email")
def unlink(email: str) -> None:
    """Take EMAIL's connection to the organisation's own sign-in away, and sign them out everywhere.

    They sign in with their passphrase then, and can connect again: for somebody who has a new account there.
    """
    person = roster.person_by_address(email)
    if person is None:
        raise click.ClickException("Nobody on the roster has this address.")
    try:
        with write_unit():
            links.unlink(person.id)
    except ReflectError as error:
        raise click.ClickException(error.sentence) from None
    click.echo("Unlinked.")
