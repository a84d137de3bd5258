"""Telling a person what happened to their own account, in the app and at their address."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from reflect.notices import telling
from reflect.organisation.models import Person
from reflect.storage.db import db


def tell_owner(person_id: str, kind: str, **details: str) -> None:
    """Tell a person something about their account, inside the caller's write unit.

    About an earlier journal they are told where they are reached now.
    """
    present = aliased(Person)
    reached = (
        select(func.coalesce(present.email, Person.email))
        .select_from(Person)
        .outerjoin(present, present.id == Person.continued_as)
    )
    address = db.session.scalar(reached.where(Person.id == person_id))
    telling.tell(person_id, kind, address=address, **details)
