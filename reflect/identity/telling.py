"""Telling a person what happened to their own account, in the app and at their address."""

from sqlalchemy import select

from reflect.notices import telling
from reflect.organisation.models import Person
from reflect.storage.db import db


def tell_owner(person_id: str, kind: str, **details: str) -> None:
    """Tell a person something about their account, inside the caller's write unit."""
    address = db.session.scalar(select(Person.email).where(Person.id == person_id))
    telling.tell(person_id, kind, address=address, **details)
