"""What somebody does who is asked to search their own journal: see what for, and answer once.

They answer that there is nothing, share words they chose, or decline. What they share is sealed to the officer, and
once more to themselves, so that they can read again what they gave away.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound, Refused
from reflect.identity.keyring import hold, public_key_of, secrets_of
from reflect.notices.telling import tell
from reflect.organisation.contacts import contacts_of
from reflect.organisation.models import Person
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.records.searches.models import ANSWERS, AskedToSearch, JournalSearch
from reflect.records.searches.overview import reaches
from reflect.records.searches.terms import Answered, answered_from, tidy_extract, to_bytes
from reflect.sharing import pins
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PublicKey, private_key
from reflect.vault.searches import open_terms, seal_extract, seal_terms
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Listed:
    """One line of a person's list of what they were asked. What to look for does not stand in it."""

    id: str
    by: str  # a name
    asked_at: datetime
    answer_by: datetime
    closed_at: datetime | None
    answer: str | None
    answered_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether an answer is still wanted."""
        return self.answer is None and self.closed_at is None


@dataclass(frozen=True)
class Mine:
    """One search that somebody was asked to make, opened."""

    listed: Listed
    what: Answered
    officer_id: str
    over: bool  # whoever asked is not a data protection officer for them any more

    @property
    def waits(self) -> bool:
        """Whether an answer is still wanted, and would reach somebody."""
        return self.listed.waits and not self.over


@dataclass(frozen=True)
class OfficerKey:
    """The key of whoever asked, and what the person who is asked knows of it."""

    public: PublicKey
    pin: pins.Pin

    @property
    def fingerprint(self) -> str:
        """What people can compare with what the officer reads out to them."""
        return self.public.fingerprint()


_LISTED = (
    select(
        JournalSearch.id,
        Person.name,
        JournalSearch.asked_at,
        JournalSearch.answer_by,
        JournalSearch.closed_at,
        AskedToSearch.answer,
        AskedToSearch.answered_at,
    )
    .join(AskedToSearch, AskedToSearch.search_id == JournalSearch.id)
    .join(Person, Person.id == JournalSearch.asked_by)
    .order_by(JournalSearch.asked_at.desc(), JournalSearch.id)
)


def asked_of(person_id: str) -> list[Listed]:
    """What somebody was asked to look for, what still waits first. Nothing of it is opened."""
    rows = [Listed(*row) for row in db.session.execute(_LISTED.where(AskedToSearch.person_id == person_id))]
    return sorted(rows, key=lambda row: not row.waits)


def open_(keys: Keys, person_id: str, search_id: str) -> Mine:
    """One of these, opened for the person who is asked.

    Raises:
        NotFound: they were asked no such thing.
        Conflict: it was changed from outside.
    """
    asked = _asked(person_id, search_id)
    (row,) = db.session.execute(_LISTED.where(AskedToSearch.id == asked.id))
    officer_id = db.session.scalars(select(JournalSearch.asked_by).where(JournalSearch.id == search_id)).one()
    return Mine(Listed(*row), _opened(keys, asked), officer_id, over=not reaches(officer_id, person_id))


def officer_key(keys: Keys, person_id: str, mine: Mine) -> OfficerKey:
    """The key that an extract would be sealed to.

    Raises:
        Refused: whoever asked has no open account at the moment.
    """
    public = public_key_of(mine.officer_id)
    if public is None:
        raise Refused(_("%(name)s has no open account at the moment, so nothing can be shared.", name=mine.listed.by))
    return OfficerKey(public, pins.compare(keys, person_id, mine.officer_id, public.fingerprint()))


def answer(
    keys: Keys,
    person_id: str,
    search_id: str,
    given: str,
    *,
    extract: str = "",
    fingerprint: str = "",
    confirm_changed: bool = False,
) -> None:
    """Answer, once and for good, inside a write unit. Whoever asked is told that there is an answer.

    Args:
        given: one of `ANSWERS`.
        extract: for that answer, the words that are shared, as they were previewed.
        fingerprint: the officer's key as it stood on the page.
        confirm_changed: it is another than the person confirmed before, and they have compared it.

    Raises:
        NotFound: they were asked no such thing.
        BadInput: there is no such answer, or nothing in the extract.
        Conflict: it is answered or closed already, or whoever asked is no officer of theirs any more.
        Refused: the officer's key is not the one that was shown or confirmed.
    """
    if given not in ANSWERS:
        raise BadInput(_("Choose an answer."))
    asked = _asked(person_id, search_id, alone=True)
    mine = open_(keys, person_id, search_id)
    if asked.answer is not None:
        raise Conflict(_("You have answered this already."))
    if not mine.waits:
        raise Conflict(_("This search is over, so nothing was sent."))
    if given == "extract":
        public = _confirmed_key(keys, person_id, mine, fingerprint, confirm_changed=confirm_changed)
        text, own = tidy_extract(extract), secrets_of(person_id).public
        asked.extract = seal_extract(public, search_id, person_id, text.encode())
        asked.sealed = seal_terms(own, search_id, to_bytes(mine.what.with_extract(text)))
    asked.answer, asked.answered_at = given, now()
    record("search-answered", actor=person_id, about=person_id, search=search_id)
    contacts = contacts_of((person_id, mine.officer_id))
    tell(mine.officer_id, "search-answered", address=contacts[mine.officer_id].email, name=contacts[person_id].name)


def _confirmed_key(keys: Keys, person_id: str, mine: Mine, fingerprint: str, *, confirm_changed: bool) -> PublicKey:
    """The officer's key, if it is the one that was shown; remembered from now on."""
    if not may(Relation.AUTHOR, Verb.WRITE, Thing.SEARCH_EXTRACT):
        raise NotFound
    hold(keys)  # what is remembered is wrapped under these
    officer = officer_key(keys, person_id, mine)
    if fingerprint != officer.fingerprint:
        raise Refused(_("Their key changed while this page was open. Look at the page again and compare it."))
    if officer.pin == "changed" and not confirm_changed:
        raise Refused(_("This is not the key you confirmed. Compare it with them, then confirm the new one."))
    if officer.pin != "same":
        pins.pin(keys, person_id, mine.officer_id, fingerprint)
    return officer.public


def _asked(person_id: str, search_id: str, *, alone: bool = False) -> AskedToSearch:
    wanted = select(AskedToSearch).where(AskedToSearch.search_id == search_id, AskedToSearch.person_id == person_id)
    found = db.session.scalar(wanted.with_for_update() if alone else wanted)
    if found is None or not may(Relation.AUTHOR, Verb.READ, Thing.SEARCH_TERMS):
        raise NotFound
    return found


def _opened(keys: Keys, asked: AskedToSearch) -> Answered:
    try:
        private = private_key(keys, secrets_of(asked.person_id))
        return answered_from(open_terms(private, asked.search_id, asked.sealed))
    except (CannotOpen, ValueError, KeyError, TypeError):
        raise Conflict(
            _("What you were asked was changed from outside, and does not open. Ask whoever asked.")
        ) from None
