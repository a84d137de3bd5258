"""What is left of somebody who was erased: an id that what stays refers to, and words that name nobody."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from reflect.core.clock import now
from reflect.organisation.models import Person
from reflect.storage.db import db

NAME = "Former colleague"
_NOWHERE = "@erased.invalid"  # no mail reaches it, and nobody can type it to sign in


def empty(person_ids: Collection[str]) -> None:
    """Take names and addresses off the roster, inside a write unit. Who had not left has now."""
    for person in db.session.scalars(select(Person).where(Person.id.in_(person_ids)).with_for_update()):
        person.name, person.email, person.continued_as = NAME, f"{person.id}{_NOWHERE}", None
        person.left_at = person.left_at or now()


def is_empty() -> ColumnElement[bool]:
    """The condition that a row of the roster is what is left of somebody who was erased."""
    return Person.email.endswith(_NOWHERE)
