"""How people are named and reached, for telling them something."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from reflect.organisation.models import Person
from reflect.storage.db import db


@dataclass(frozen=True)
class Contact:
    """Somebody's name and address. No mail reaches an earlier journal, whose person goes on in another."""

    name: str
    email: str | None


def contacts_of(person_ids: Iterable[str]) -> dict[str, Contact]:
    """The names and addresses of some people, by id, in one statement. Ids that are nobody's are left out."""
    wanted = select(Person.id, Person.name, Person.email, Person.continued_as).where(Person.id.in_(set(person_ids)))
    return {row.id: Contact(row.name, None if row.continued_as else row.email) for row in db.session.execute(wanted)}
