"""Commands for people and their accounts."""

import click
from flask import current_app
from flask.cli import AppGroup

from reflect.core.errors import ReflectError
from reflect.identity import enrolment, signing
from reflect.organisation import roster
from reflect.organisation.models import ROLES
from reflect.storage.db import write_unit

people_commands = AppGroup("people", help="Invite and suspend people. No command opens a journal.")


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
            if supervisor:
                found = roster.person_by_address(supervisor)
                if found is None:
                    raise click.ClickException(f"{supervisor} is not on the roster. Invite them first.")
                roster.supervise(person_id, found.id, confirmed=True)
            token = enrolment.invite(person_id)
    except ReflectError as error:
        raise click.ClickException(error.sentence) from None
    click.echo(f"{current_app.config['BASE_URL']}/enrol/{token}")


@people_commands.command("suspend")
@click.argument("email")
def suspend(email: str) -> None:
    """Sign EMAIL out everywhere and stop the account. Nothing of theirs is deleted."""
    person = roster.person_by_address(email)
    if person is None:
        raise click.ClickException("Nobody on the roster has this address.")
    try:
        with write_unit():
            signing.suspend(person.id)
    except ReflectError as error:
        raise click.ClickException(error.sentence) from None
    click.echo("Suspended.")
