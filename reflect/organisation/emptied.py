"""What is left of somebody who was erased: an id that what stays refers to, and words that name nobody."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from reflect.core.clock import now
from reflect.organisation.models import Person
from reflect.storage.db import db

NAME = "Former colleague"
_NOWHERE = "@erased.invalid"  # no mail reaches it, and nobody can type it to sign in


def empty(person_ids: Collection[str]) -> None:
    """Take names and addresses off the roster, inside a write unit. Who had not left has now.

    Of a journal from before starting again alone, the name stays: it is that of somebody who is still here.
    """
    for person in db.session.scalars(select(Person).where(Person.id.in_(person_ids)).with_for_update()):
        person.email = f"{person.id}{_NOWHERE}"
        if person.continued_as is None or person.continued_as in person_ids:
            person.name, person.continued_as = NAME, None
        person.left_at = person.left_at or now()


def is_empty() -> ColumnElement[bool]:
    """The condition that a row of the roster is what is left of somebody who was erased."""
    return Person.email.endswith(_NOWHERE)
