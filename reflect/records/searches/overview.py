"""A search as its officer sees it: who was asked, who has answered, and what somebody shared. Never what was found.

Whether somebody has looked, and how much there was, is nowhere: it is not kept.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from reflect.core.errors import Conflict, NotFound
from reflect.identity.keyring import public_keys_of, secrets_of
from reflect.organisation.models import Person
from reflect.organisation.scope import protected
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.records.searches.asking import opened, own_search
from reflect.records.searches.models import AskedToSearch, JournalSearch
from reflect.records.searches.terms import Asked
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, private_key
from reflect.vault.searches import open_extract
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

ANSWERS = {
    "nothing-found": _l("Found nothing"),
    "extract": _l("Shared an extract"),
    "declined": _l("Declined"),
}


@dataclass(frozen=True)
class Listed:
    """One line of an officer's list of searches. What is looked for does not stand in it."""

    id: str
    asked_at: datetime
    answer_by: datetime
    closed_at: datetime | None
    asked: int
    answered: int


@dataclass(frozen=True)
class PersonAsked:
    """Somebody who was asked, and whether they have answered."""

    id: str
    name: str
    email: str
    answer: str | None
    answered_at: datetime | None
    gone: bool  # they have left or started again, so that they cannot answer any more

    @property
    def words(self) -> str:
        """The state in words."""
        if self.answer is not None:
            return str(ANSWERS[self.answer])
        return (
            _("Cannot answer any more: has left, or has started again") if self.gone else _("Asked, not answered yet")
        )


@dataclass(frozen=True)
class NotAsked:
    """Somebody who could not be asked, and why."""

    name: str
    email: str
    why: str


@dataclass(frozen=True)
class Search:
    """One search with everything that its officer may see."""

    id: str
    asked_at: datetime
    answer_by: datetime
    closed_at: datetime | None
    asked: Asked
    people: list[PersonAsked]
    not_asked: list[NotAsked]
    more_can_be_asked: bool


@dataclass(frozen=True)
class Extract:
    """What somebody shared, opened."""

    name: str
    answered_at: datetime
    text: str


def searches_of(officer_id: str) -> list[Listed]:
    """What this officer has asked for, what is open first, then the latest first."""
    rows = db.session.execute(
        select(
            JournalSearch.id,
            JournalSearch.asked_at,
            JournalSearch.answer_by,
            JournalSearch.closed_at,
            func.count(AskedToSearch.id),
            func.count(AskedToSearch.answer),
        )
        .outerjoin(AskedToSearch, AskedToSearch.search_id == JournalSearch.id)
        .where(JournalSearch.asked_by == officer_id)
        .group_by(JournalSearch.id)
        .order_by(JournalSearch.asked_at.desc(), JournalSearch.id)
    )
    return sorted((Listed(*row) for row in rows), key=lambda row: row.closed_at is not None)


def search_of(keys: Keys, officer_id: str, search_id: str) -> Search:
    """One search of this officer’s.

    Raises:
        NotFound: they have none of this id.
        Conflict: it was changed from outside.
    """
    search = own_search(officer_id, search_id)
    asked, people = opened(keys, search), _people(search_id)
    left_out = list(db.session.scalars(select(Person).where(Person.id.in_(asked.not_asked)).order_by(Person.name)))
    there = set(db.session.scalars(select(AskedToSearch.person_id).where(AskedToSearch.search_id == search_id)))
    left_out = [person for person in left_out if person.id not in there and person.continued_as not in there]
    can = public_keys_of([person.continued_as or person.id for person in left_out])
    not_asked = [NotAsked(person.name, person.email, _why(person, can.keys())) for person in left_out]
    later = any((person.continued_as or person.id) in can and _here(person) for person in left_out)
    return Search(
        search.id,
        search.asked_at,
        search.answer_by,
        search.closed_at,
        asked,
        people,
        not_asked,
        more_can_be_asked=later or any(person.gone and person.answer is None for person in people),
    )


def extract_of(keys: Keys, officer_id: str, search_id: str, asked_id: str) -> Extract:
    """What somebody shared in answer to a search of this officer’s, opened with the officer’s own keys.

    Raises:
        NotFound: this officer has no such search, or that person has shared nothing in answer to it.
        Conflict: it was changed from outside.
    """
    own_search(officer_id, search_id)
    found = db.session.execute(
        select(AskedToSearch, Person.name)
        .join(Person, Person.id == AskedToSearch.person_id)
        .where(AskedToSearch.id == asked_id, AskedToSearch.search_id == search_id, AskedToSearch.answer == "extract")
    ).one_or_none()
    if found is None or not may(Relation.ASKED_BY, Verb.READ, Thing.SEARCH_EXTRACT):
        raise NotFound
    asked, name = found
    try:
        private = private_key(keys, secrets_of(officer_id))
        text = open_extract(private, search_id, asked.person_id, asked.extract or b"").decode()
    except (CannotOpen, ValueError):
        raise Conflict(_("What was shared here was changed from outside, and does not open any more.")) from None
    return Extract(name, asked.answered_at, text)


def reaches(officer_id: str, person_id: str) -> bool:
    """Whether this officer protects that person's data now: whoever has lost the role gets no answer any more."""
    return (
        db.session.scalar(select(Person.id).where(Person.id == person_id, Person.unit_id.in_(protected(officer_id))))
        is not None
    )


def _people(search_id: str) -> list[PersonAsked]:
    rows = db.session.execute(
        select(
            AskedToSearch.id,
            Person.name,
            Person.email,
            AskedToSearch.answer,
            AskedToSearch.answered_at,
            Person.left_at.is_not(None),
        )
        .join(Person, Person.id == AskedToSearch.person_id)
        .where(AskedToSearch.search_id == search_id)
        .order_by(Person.name, AskedToSearch.id)
    )
    return [PersonAsked(*row) for row in rows]


def _here(person: Person) -> bool:
    return person.left_at is None or person.continued_as is not None


def _why(person: Person, can: object) -> str:
    if not _here(person):
        return _("Has left")
    if (person.continued_as or person.id) in can:  # type: ignore[operator]
        return _("Had no open account, and can be asked now")
    return _("Has no open account yet")
