"""A person's stored keys: the public one for whoever shares with them, the wrapped ones for themselves."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Boolean, ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.identity.having import confirmed_factor
from reflect.identity.linked import factor_is_there, linked
from reflect.identity.models import Account, KeySlot
from reflect.organisation.models import Person
from reflect.organisation.roster import normal_address
from reflect.storage.db import db, deployment
from reflect.vault.derivation import Cost
from reflect.vault.keys import Keys, PersonSecrets, PublicKey
from reflect.vault.slots import Slot
from reflect.web import leavers
from reflect.web.language import gettext as _

# Asked each time a statement runs, so that a condition can be built before there is a deployment.
_FACTOR_IS_OPTIONAL = bindparam(
    "factor_is_optional", callable_=lambda: not deployment().second_factor_required, type_=Boolean()
)


_GENERATION = select(Account.generation).where(Account.person_id == bindparam("person"))
_HELD, _HELD_ALONE = _GENERATION.with_for_update(read=True), _GENERATION.with_for_update(key_share=True)


class KeysReplaced(Conflict):
    """A person's keys were replaced while they were in use somewhere else."""


def public_key_of(person_id: str) -> PublicKey | None:
    """The key to seal to this person, or None while they have no finished account."""
    return public_keys_of([person_id]).get(person_id)


def public_keys_of(person_ids: list[str]) -> dict[str, PublicKey]:
    """The keys to seal to these people, by id. Who has no finished account, or is suspended, is left out."""
    if not person_ids:
        return {}
    return {row.person_id: PublicKey(*row) for row in db.session.execute(_live_keys(), {"people": person_ids})}


@cache
def _live_keys() -> Select[tuple[str, str, bytes]]:
    """Built once: its conditions are many."""
    return select(Account.person_id, Account.key_id, Account.public_key).where(
        Account.person_id.in_(bindparam("people", expanding=True)), live_account(Account.person_id)
    )


def rescue_key_of(person_id: str) -> PublicKey | None:
    """The key to seal a person's own late post to: also of a suspended account, so that nothing of theirs is lost."""
    row = db.session.execute(
        select(Account.person_id, Account.key_id, Account.public_key).where(Account.person_id == person_id)
    ).one_or_none()
    return PublicKey(*row) if row else None


def secrets_of(person_id: str) -> PersonSecrets:
    """A person's wrapped private and contribution keys."""
    account = db.session.get_one(Account, person_id)
    return PersonSecrets(
        public=PublicKey(account.person_id, account.key_id, account.public_key),
        sealed_private=account.sealed_private,
        sealed_contribution=account.sealed_contribution,
    )


def hold(keys: Keys, *, alone: bool = False) -> None:
    """Check that these are the person's present keys, and keep them so until the write unit ends.

    Whatever is wrapped under keys on their way out could never be opened again.

    Args:
        alone: whoever else holds them waits, for what must not be done twice at once.

    Raises:
        KeysReplaced: they were replaced in the meantime.
    """
    # Read and locked in one statement, so that a rotation is either seen or waits.
    if db.session.scalar(_HELD_ALONE if alone else _HELD, {"person": keys.person}) != keys.generation:
        raise KeysReplaced(_("Your keys were replaced from another browser. Sign in again."))


def live_account(person: ColumnElement[str], *, earlier_too: bool = False) -> ColumnElement[bool]:
    """The SQL condition that a person's account is there, finished and not suspended.

    Finished: a recovery code is on paper, and where everybody needs a second factor, there is one.

    Args:
        earlier_too: an earlier journal’s needs no second factor any more, as the sign-in went on with its person.
    """
    account, earlier = aliased(Account), aliased(Person)
    factor = or_(_FACTOR_IS_OPTIONAL, confirmed_factor(account.person_id), factor_is_there(account.person_id))
    if earlier_too:
        factor |= exists(select(earlier.id).where(earlier.id == account.person_id, earlier.continued_as.is_not(None)))
    return exists(
        select(account.person_id).where(
            account.person_id == person,
            account.code_confirmed_at.is_not(None),
            account.suspended_at.is_(None),
            factor,
        )
    )


@dataclass(frozen=True)
class Lock:
    """Somebody's slot of one kind, and whether it may be opened: nobody's who is suspended or has left for good.

    Nor from outside that of somebody who signs in at the organisation's provider; but that of somebody who has just
    left, whom the provider may not know any more.
    """

    person_id: str
    slot: Slot
    refused: bool


def lock_at(email: str, kind: str, *, signed_in: str | None = None) -> Lock | None:
    """The lock of whoever has this address. One statement, whether there is one or not: its time tells nothing.

    Args:
        signed_in: the id of whoever has signed in already, and may open their own.
    """
    found = db.session.execute(
        select(KeySlot, Account.suspended_at, Person.left_at, linked(Person.id))
        .join(Account, Account.person_id == KeySlot.person_id)
        .join(Person, Person.id == KeySlot.person_id)
        .where(Person.email == normal_address(email), KeySlot.kind == kind)
    ).one_or_none()
    if found is None:
        return None
    row, suspended_at, left_at, elsewhere = found
    outside = elsewhere and signed_in != row.person_id
    return Lock(row.person_id, _slot(row), _refused(suspended_at, left_at, outside))


def earlier_locks_at(email: str, kind: str, *, signed_in: str | None = None) -> list[Lock]:
    """The locks of the earlier journals of whoever has this address, the latest first. One statement.

    They open as long as the present account does: not when it is suspended, or its person has left for good.

    Args:
        signed_in: the id of whoever has signed in already, and may open their own.
    """
    present, account = aliased(Person), aliased(Account)
    found = db.session.execute(
        select(KeySlot, account.suspended_at, present.left_at, linked(present.id) & (present.id != (signed_in or "")))
        .join(Person, Person.id == KeySlot.person_id)
        .join(present, present.id == Person.continued_as)
        .join(account, account.person_id == present.id)
        .where(present.email == normal_address(email), KeySlot.kind == kind)
        .order_by(Person.left_at.desc())
    )
    return [Lock(row.person_id, _slot(row), _refused(*states)) for row, *states in found]


def _refused(suspended_at: datetime | None, left_at: datetime | None, outside: bool) -> bool:
    if suspended_at is not None:
        return True
    return outside if left_at is None else left_at <= now() - leavers.window()


def slot_of(person_id: str, kind: str) -> Slot | None:
    """A person's passphrase or recovery slot."""
    row = db.session.get(KeySlot, (person_id, kind))
    return _slot(row) if row else None


def _slot(row: KeySlot) -> Slot:
    cost = None
    if row.memory_kib is not None and row.iterations is not None and row.lanes is not None:
        cost = Cost(memory_kib=row.memory_kib, iterations=row.iterations, lanes=row.lanes)
    return Slot(
        kind="passphrase" if row.kind == "passphrase" else "recovery",
        generation=row.generation,
        salt=row.salt,
        cost=cost,
        pepper_id=row.pepper_id,
        envelope=row.envelope,
    )


def store_slot(person_id: str, slot: Slot) -> None:
    """Put a slot in the place of the person's earlier one of its kind, after the keys in it were held."""
    db.session.merge(
        KeySlot(
            person_id=person_id,
            kind=slot.kind,
            generation=slot.generation,
            salt=slot.salt,
            memory_kib=slot.cost.memory_kib if slot.cost else None,
            iterations=slot.cost.iterations if slot.cost else None,
            lanes=slot.cost.lanes if slot.cost else None,
            pepper_id=slot.pepper_id,
            envelope=slot.envelope,
        )
    )
