"""Agreeing on supervision: one proposes, the other says yes, and both look at it again on the day they chose.

Every version stays. The latest to which both have said yes holds; a later one waits for a yes. What an agreement says
is believed only from its envelope, never from the columns beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, Refused
from reflect.identity.keyring import hold, public_keys_of, secrets_of
from reflect.organisation.relations import names_of
from reflect.organisation.roster import person_by_address
from reflect.storage.db import db
from reflect.supervision import telling
from reflect.supervision.models import Agreement
from reflect.supervision.pairing import OpenPair, Pair, confirm_other_key, open_or_make, pair_of
from reflect.supervision.records_keys import present_key
from reflect.supervision.terms import Holder, Terms
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PublicKey
from reflect.vault.pairs import open_agreement, seal_agreement
from reflect.vault.records import ORGANISATION
from reflect.web.days import today
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Agreed:
    """One version of an agreement, opened by one of the two."""

    version: int
    terms: Terms
    proposed_by: str
    proposed_at: datetime
    practitioner_at: datetime | None
    supervisor_at: datetime | None

    @property
    def agreed_at(self) -> datetime | None:
        """When the second of them said yes; None while somebody has not."""
        if self.practitioner_at is None or self.supervisor_at is None:
            return None
        return max(self.practitioner_at, self.supervisor_at)

    @property
    def review_due(self) -> bool:
        """Whether the day has come on which the two wanted to look at it again."""
        return self.terms.review_on <= today()


@dataclass(frozen=True)
class Standing:
    """Where two people are with their agreement: what holds, and what waits for a yes."""

    holds: Agreed | None
    waits: Agreed | None


@dataclass(frozen=True)
class Summary:
    """The same without its words, for a list."""

    review_on: date | None  # of what holds; None where nothing does
    waits_for: str | None  # the id of who has not said yes to the latest

    @property
    def review_due(self) -> bool:
        """Whether the day has come on which the two wanted to look at it again."""
        return self.review_on is not None and self.review_on <= today()


def standing(pair: OpenPair) -> Standing:
    """What holds between two people and what waits.

    Raises:
        Conflict: one of them was changed from outside.
    """
    of_pair = select(Agreement).where(Agreement.supervision_id == pair.supervision_id)
    rows = db.session.scalars(of_pair.order_by(Agreement.version.desc())).all()
    holds = next((row for row in rows if row.practitioner_at and row.supervisor_at), None)
    waits = rows[0] if rows and rows[0] is not holds else None
    return Standing(_opened(pair, holds) if holds else None, _opened(pair, waits) if waits else None)


def in_force(pair: OpenPair) -> Agreed:
    """The agreement that holds.

    Raises:
        Conflict: the two have not agreed yet, or it was changed from outside.
    """
    holds = standing(pair).holds
    if holds is None:
        raise Conflict(_("Agree first on how you work together: everything else rests on it."))
    return holds


def summaries(pairs: Iterable[Pair]) -> dict[str, Summary]:
    """Where some pairs are, by the supervision’s id; one statement. Who has begun nothing is left out."""
    both = {pair.supervision_id: pair.both for pair in pairs}
    later = aliased(Agreement)
    agreed = and_(Agreement.practitioner_at.is_not(None), Agreement.supervisor_at.is_not(None))
    last = select(func.max(later.version)).where(later.supervision_id == Agreement.supervision_id).scalar_subquery()
    rows = db.session.scalars(
        select(Agreement)
        .where(Agreement.supervision_id.in_(both), agreed | (Agreement.version == last))
        .order_by(Agreement.version)
    )
    found: dict[str, Summary] = {}
    for row in rows:
        earlier = found.get(row.supervision_id, Summary(None, None))
        practitioner, supervisor = both[row.supervision_id]
        missing = practitioner if row.practitioner_at is None else supervisor if row.supervisor_at is None else None
        found[row.supervision_id] = Summary(earlier.review_on if missing else row.review_on, missing)
    return found


def readers_of(pair: Pair, third_reader_id: str | None) -> tuple[Holder, ...]:
    """Who would be able to open the records of this pair now, each with the fingerprint of their present key.

    Raises:
        BadInput: the third reader is one of the two.
        Refused: one of them has no open account at the moment.
    """
    if third_reader_id in pair.both:
        raise BadInput(_("You two read the record anyway. Name somebody else, or nobody."))
    wanted = [*pair.both, *([third_reader_id] if third_reader_id else [])]
    publics, names = public_keys_of(wanted), names_of(wanted)
    for person_id in wanted:
        if person_id not in publics:
            name = names[person_id].name if person_id in names else _("Somebody")
            raise Refused(_("%(name)s has no open account at the moment.", name=name))
    readers = [Holder(each, names[each].name, publics[each].fingerprint()) for each in wanted]
    organisation = present_key()
    if organisation is not None:
        name = _("your organisation, by its records key (%(holders)s)", holders=organisation.holders)
        readers.append(Holder(ORGANISATION, name, organisation.public.fingerprint()))
    return tuple(readers)


def propose(
    keys: Keys,
    person_id: str,
    supervision_id: str,
    terms: Terms,
    *,
    base: int,
    fingerprint: str,
    confirm_changed: bool = False,
) -> int:
    """Propose an agreement; the proposer’s yes is in it. Returns its version. The other is told.

    Args:
        base: the latest version that the page showed; 0 for none.
        fingerprint: of the other’s key as the page showed it.

    Raises:
        BadInput: the terms cannot be agreed on.
        Conflict: something was proposed or agreed in the meantime.
        Refused: the supervision has ended, or somebody’s key is not the one that was confirmed.
    """
    terms.check()
    hold(keys)
    pair = pair_of(person_id, supervision_id, writes=True)
    other = confirm_other_key(keys, pair, fingerprint, confirm_changed=confirm_changed)  # holds the pair, too
    opened = open_or_make(keys, pair, other)
    if last_version(supervision_id) != base:
        raise Conflict(_("%(name)s has changed the agreement in the meantime.", name=pair.other.name))
    complete = terms.with_readers(readers_of(pair, terms.third_reader_id))
    version, at = base + 1, now()
    organisation = present_key()
    db.session.add(
        Agreement(
            supervision_id=supervision_id,
            version=version,
            model=terms.model,
            weeks=terms.weeks,
            minutes=terms.minutes,
            review_on=terms.review_on,
            third_reader_id=terms.third_reader_id,
            records_key_id=organisation.public.key_id if organisation else None,
            sealed=seal_agreement(opened.key, version, complete.to_bytes()),
            proposed_by=person_id,
            proposed_at=at,
            practitioner_at=at if pair.side == "practitioner" else None,
            supervisor_at=at if pair.side == "supervisor" else None,
        )
    )
    db.session.flush()
    telling.proposed(pair, version)
    return version


def agree(keys: Keys, pair: OpenPair, version: int, *, fingerprint: str, confirm_changed: bool = False) -> None:
    """Say yes to what the other proposed. From now on it holds. The other is told, and a third reader too.

    Args:
        version: as the page showed it.
        fingerprint: of the other’s key as the page showed it.

    Raises:
        Conflict: it is not the latest, is answered already, or somebody’s key is another than it says.
        Refused: the other’s key is not the one that was confirmed.
    """
    hold(keys)
    confirm_other_key(keys, pair, fingerprint, confirm_changed=confirm_changed)  # holds the pair, too
    found = standing(pair)
    waits = found.waits
    if waits is None or waits.version != version or waits.proposed_by == pair.me.person_id:
        raise Conflict(_("This was changed or answered in the meantime. Look at the agreement again."))
    sealing_keys(pair, waits.terms)
    row = db.session.get_one(Agreement, (pair.supervision_id, version))
    if pair.side == "practitioner":
        row.practitioner_at = now()
    else:
        row.supervisor_at = now()
    db.session.flush()
    before = found.holds.terms.third_reader_id if found.holds else None
    third = waits.terms.third_reader_id
    telling.agreed(pair, version, new_third_reader=third if third != before else None)


def sealing_keys(pair: Pair, terms: Terms) -> list[PublicKey]:
    """The public keys of exactly those whom an agreement names as readers, if they are still the same.

    Raises:
        Conflict: one of them has another key or no open account now, or the organisation’s records key has changed.
            The two have to agree again first, so that nothing is ever sealed to somebody they did not name.
    """
    people = [reader.id for reader in terms.readers if reader.id != ORGANISATION]
    found = public_keys_of(people)
    if pair.me.person_id in people:
        found[pair.me.person_id] = secrets_of(pair.me.person_id).public
    organisation = present_key()
    if organisation is not None:
        found[ORGANISATION] = organisation.public
    wanted = {reader.id: reader.fingerprint for reader in terms.readers}
    if (ORGANISATION in found) != (ORGANISATION in wanted):
        raise Conflict(_("Whether your organisation can open records has changed. Agree again before you sign."))
    for reader in terms.readers:
        if reader.id not in found or found[reader.id].fingerprint() != reader.fingerprint:
            raise Conflict(
                _("%(name)s has another key now, or no open account. Agree again before you sign.", name=reader.name)
            )
    return [found[reader.id] for reader in terms.readers]


def third_reader_at(address: str) -> str | None:
    """The id of whoever is named as a third reader by their work address; None for no address.

    Raises:
        BadInput: nobody who works here with an open account has it.
    """
    if not address.strip():
        return None
    person = person_by_address(address)
    if person is None or person.left_at is not None or person.id not in public_keys_of([person.id]):
        raise BadInput(_("Nobody with an open account has this address."))
    return person.id


def _opened(pair: OpenPair, row: Agreement) -> Agreed:
    try:
        terms = Terms.from_bytes(open_agreement(pair.key, row.version, row.sealed))
    except (CannotOpen, ValueError):
        raise Conflict(_("Your agreement does not open: it was changed outside Reflect. Agree again.")) from None
    beside = (row.model, row.weeks, row.minutes, row.review_on, row.third_reader_id)
    if beside != (terms.model, terms.weeks, terms.minutes, terms.review_on, terms.third_reader_id):
        raise Conflict(_("Your agreement was changed outside Reflect. Agree again."))
    return Agreed(row.version, terms, row.proposed_by, row.proposed_at, row.practitioner_at, row.supervisor_at)


def last_version(supervision_id: str) -> int:
    """The latest version that there is of a pair’s agreement, whether it opens or not; 0 for none."""
    newest = select(func.max(Agreement.version)).where(Agreement.supervision_id == supervision_id)
    return db.session.scalar(newest) or 0
