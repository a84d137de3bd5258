"""What a data protection officer does: ask named people to search their own journals, read what they share, close it.

Nothing here reaches a journal. The terms are sealed to each person who is asked, and to whoever asks.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.identity.keyring import public_keys_of, secrets_of
from reflect.notices.telling import tell
from reflect.organisation.contacts import contacts_of
from reflect.organisation.models import Person
from reflect.organisation.roster import normal_address
from reflect.organisation.scope import protected
from reflect.records.searches.models import AskedToSearch, JournalSearch
from reflect.records.searches.terms import Asked, asked_from, to_bytes
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, private_key
from reflect.vault.searches import open_search, seal_search, seal_terms
from reflect.web.days import ends
from reflect.web.language import day, ngettext
from reflect.web.language import gettext as _

MOST_PEOPLE = 50


def people_at(officer_id: str, typed: str) -> list[Person]:
    """Whose addresses somebody typed, one a line: people whose data this officer protects, each once.

    Raises:
        BadInput: there is none, there are too many, or one is nobody's there.
    """
    addresses = list(dict.fromkeys(normal_address(part) for part in re.split(r"[\s,;]+", typed) if part))
    if not addresses:
        raise BadInput(_("Enter at least one work e-mail address."))
    if len(addresses) > MOST_PEOPLE:
        raise BadInput(
            ngettext("Ask %(num)d person or fewer at once.", "Ask %(num)d people or fewer at once.", MOST_PEOPLE)
        )
    within = Person.unit_id.in_(protected(officer_id))
    found = db.session.scalars(select(Person).where(Person.email.in_(addresses), within, Person.continued_as.is_(None)))
    by_address = {person.email: person for person in found}
    for address in addresses:
        if address not in by_address:
            raise BadInput(_("Nobody whose data you protect has the address “%(address)s”.", address=address))
    return [by_address[address] for address in addresses]


def ask(keys: Keys, officer_id: str, people: Iterable[Person], asked: Asked, answer_by: date) -> str:
    """Ask people to search their own journals, inside a write unit. Returns the id of the search.

    Whoever has left, or has no open account, cannot be asked: the search remembers them for its officer.
    """
    people = list(people)
    search_id, can = new_id(), _sealable(people)
    asked = replace(asked, not_asked=tuple(person.id for person in people if person.id not in can))
    search = JournalSearch(
        id=search_id,
        asked_by=officer_id,
        asked_at=now(),
        answer_by=ends(answer_by),
        sealed=seal_search(secrets_of(keys.person).public, search_id, to_bytes(asked)),
    )
    db.session.add(search)
    db.session.flush()
    _ask_each(search, asked, [person for person in people if person.id in can])
    return search_id


def ask_the_others(keys: Keys, officer_id: str, search_id: str) -> int:
    """Ask whoever could not be asked at first and can be now, inside a write unit. Returns how many that were.

    Whoever has started again without an answer is asked in the journal that they have now.

    Raises:
        NotFound: this officer has no such search.
        Conflict: it is closed.
    """
    search = own_search(officer_id, search_id, alone=True)
    if search.closed_at is not None:
        raise Conflict(_("This search is closed."))
    asked = opened(keys, search)
    went_on = (
        select(Person.continued_as)
        .join(AskedToSearch, AskedToSearch.person_id == Person.id)
        .where(AskedToSearch.search_id == search_id, AskedToSearch.answer.is_(None), Person.continued_as.is_not(None))
    )
    there = select(AskedToSearch.person_id).where(AskedToSearch.search_id == search_id)
    wanted = {*asked.not_asked, *db.session.scalars(select(Person.continued_as).where(Person.id.in_(asked.not_asked)))}
    wanted |= set(db.session.scalars(went_on))
    within = Person.unit_id.in_(protected(officer_id)), Person.id.not_in(there)
    people = list(db.session.scalars(select(Person).where(Person.id.in_(wanted - {None}), *within)))
    can = _sealable(people)
    _ask_each(search, asked, [person for person in people if person.id in can])
    return len(can)


def close(officer_id: str, search_id: str) -> None:
    """Want no more answers, inside a write unit. Whoever has not answered is told.

    Raises:
        NotFound: this officer has no such search.
        Conflict: it is closed already.
    """
    own_search(officer_id, search_id)
    still_open = update(JournalSearch).where(JournalSearch.id == search_id, JournalSearch.closed_at.is_(None))
    if db.session.execute(still_open.values(closed_at=now())).rowcount != 1:
        raise Conflict(_("This search is closed already."))
    people = db.session.scalars(select(AskedToSearch).where(AskedToSearch.search_id == search_id)).all()
    contacts = contacts_of({officer_id, *(asked.person_id for asked in people)})
    for asked in people:
        record("search-closed", actor=officer_id, about=asked.person_id, search=search_id)
        if asked.answer is None:
            address = contacts[asked.person_id].email
            tell(asked.person_id, "search-closed", address=address, name=contacts[officer_id].name)


def own_search(officer_id: str, search_id: str, *, alone: bool = False) -> JournalSearch:
    """A search that this officer asked for.

    Args:
        alone: whoever else would change it waits.

    Raises:
        NotFound: there is none of this id.
    """
    wanted = select(JournalSearch).where(JournalSearch.id == search_id, JournalSearch.asked_by == officer_id)
    found = db.session.scalar(wanted.with_for_update() if alone else wanted)
    if found is None:
        raise NotFound
    return found


def opened(keys: Keys, search: JournalSearch) -> Asked:
    """What this officer asked for.

    Raises:
        Conflict: it was changed from outside.
    """
    try:
        return asked_from(open_search(private_key(keys, secrets_of(search.asked_by)), search.id, search.sealed))
    except (CannotOpen, ValueError, KeyError, TypeError):
        raise Conflict(_("This search was changed from outside, and does not open any more.")) from None


def _sealable(people: list[Person]) -> set[str]:
    keys = public_keys_of([person.id for person in people])
    return {person.id for person in people if person.left_at is None and person.id in keys}


def _ask_each(search: JournalSearch, asked: Asked, people: list[Person]) -> None:
    keys = public_keys_of([person.id for person in people])
    name = contacts_of((search.asked_by,))[search.asked_by].name
    for person in people:
        sealed = seal_terms(keys[person.id], search.id, asked.for_others())
        db.session.add(AskedToSearch(id=new_id(), search_id=search.id, person_id=person.id, sealed=sealed))
        tell(person.id, "search-asked", address=person.email, name=name, day=day(search.answer_by))
        record("search-asked", actor=search.asked_by, about=person.id, search=search.id)
