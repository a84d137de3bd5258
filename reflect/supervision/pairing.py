"""The two people of a supervision, and the key under which they work. Every way to their words begins here.

Who they are is asked in SQL; that they are who they say is asked of their keys. Both read what they have together also
after the supervision has ended; only while it lasts do they write.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound, Refused
from reflect.identity.keyring import live_account, public_key_of, secrets_of
from reflect.organisation.models import Supervision
from reflect.organisation.relations import PersonName, in_force, live_supervision, names_of
from reflect.sharing import pins
from reflect.storage.db import db
from reflect.storage.types import UtcDateTime
from reflect.supervision.models import PairKey
from reflect.vault import pairs
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PublicKey, private_key
from reflect.web.language import gettext as _

Side = Literal["practitioner", "supervisor"]
_NOW = bindparam("now", callable_=now, type_=UtcDateTime())
# In force itself, not only another one of the same two; confirmed, neither has left, and both have a finished account
# that is not suspended.
LIVE_PAIR: ColumnElement[bool] = and_(
    in_force(Supervision, _NOW),
    live_supervision(Supervision.practitioner_id, Supervision.supervisor_id, _NOW),
    live_account(Supervision.practitioner_id),
    live_account(Supervision.supervisor_id),
)


@dataclass(frozen=True)
class Pair:
    """One supervision as one of its two people sees it."""

    supervision_id: str
    practitioner: PersonName
    supervisor: PersonName
    me: PersonName
    live: bool  # both may write
    since: datetime
    until: datetime | None

    @property
    def side(self) -> Side:
        """Which of the two I am."""
        return "practitioner" if self.me == self.practitioner else "supervisor"

    @property
    def other(self) -> PersonName:
        """Whom I am with."""
        return self.supervisor if self.side == "practitioner" else self.practitioner

    @property
    def both(self) -> tuple[str, str]:
        """The ids of the two, the practitioner’s first."""
        return self.practitioner.person_id, self.supervisor.person_id


@dataclass(frozen=True)
class OpenPair(Pair):
    """The same with the key of the pair open, for whoever has unlocked their journal."""

    key: pairs.PairKey = field(repr=False, kw_only=True)


@dataclass(frozen=True)
class OtherKey:
    """The other person’s present key, as the first who seals to it has to compare it."""

    public: PublicKey
    pin: pins.Pin

    @property
    def fingerprint(self) -> str:
        """What the two can compare, each on their own screen."""
        return self.public.fingerprint()


def pairs_of(person_id: str) -> list[Pair]:
    """Every supervision that a person has or had, those that go on first, then by the other’s name; two statements.

    A supervision that its practitioner has not confirmed is none yet.
    """
    found = _found(person_id)
    return sorted(found, key=lambda pair: (not pair.live, pair.other.name, pair.supervision_id))


def pair_of(person_id: str, supervision_id: str, *, writes: bool = False) -> Pair:
    """One of those.

    Args:
        writes: for something that only goes while the supervision lasts.

    Raises:
        NotFound: it is not theirs, or was never confirmed.
        Refused: it has ended, or one of the two accounts is closed, and somebody wants to write.
    """
    pair = next(iter(_found(person_id, Supervision.id == supervision_id)), None)
    if pair is None:
        raise NotFound
    if writes and not pair.live:
        raise Refused(_("This has ended, or one of your two accounts is closed. What you wrote before stays readable."))
    return pair


def open_pair(keys: Keys, person_id: str, supervision_id: str, *, writes: bool = False) -> OpenPair:
    """Open the key of a pair for one of its two people.

    Args:
        writes: for something that only goes while the supervision lasts.

    Raises:
        NotFound: it is not theirs, was never confirmed, or the two have agreed on nothing yet, so there is no key.
        Refused: it has ended, and somebody wants to write.
        Conflict: the key does not open: it was changed from outside.
    """
    pair = pair_of(person_id, supervision_id, writes=writes)
    row = db.session.get(PairKey, (supervision_id, person_id))
    if row is None:
        raise NotFound(_("Begin with your agreement: everything else rests on it."))
    return _opened(keys, pair, row.sealed)


def has_key(supervision_ids: Iterable[str]) -> set[str]:
    """Which of these pairs have a key already; one statement."""
    wanted = select(PairKey.supervision_id).where(PairKey.supervision_id.in_(list(supervision_ids)))
    return set(db.session.scalars(wanted.distinct()))


def hold_pair(pair: Pair) -> None:
    """Let whoever else holds this pair wait until the write unit ends, and then see what came of it."""
    held = select(Supervision.id).where(Supervision.id == pair.supervision_id)
    # What refers to it may come meanwhile: whoever adds that may have locked a session, which is locked after the pair.
    db.session.execute(held.with_for_update(key_share=True))


def other_key(keys: Keys, pair: Pair) -> OtherKey:
    """The other person’s key with what one knows of it, to be shown before anything is sealed to it.

    Raises:
        Refused: they have no finished account at the moment.
    """
    public = public_key_of(pair.other.person_id)
    if public is None:
        raise Refused(_("%(name)s has no open account at the moment.", name=pair.other.name))
    pin = pins.compare(keys, pair.me.person_id, pair.other.person_id, public.fingerprint())
    return OtherKey(public, pin)


def confirm_other_key(keys: Keys, pair: Pair, fingerprint: str, *, confirm_changed: bool) -> PublicKey:
    """The other person’s key, if it is the one that was shown; remembered from now on. Holds the pair: in a write unit.

    Args:
        fingerprint: as it stood on the page.
        confirm_changed: they have been told that it is another than before, and have compared it.

    Raises:
        Refused: it is not that key, or another than they confirmed before.
    """
    hold_pair(pair)
    other = other_key(keys, pair)
    if fingerprint != other.fingerprint:
        raise Refused(_("Their key changed while this page was open. Look at the page again and compare it."))
    if other.pin == "changed" and not confirm_changed:
        raise Refused(_("This is not the key you confirmed. Compare it with them, then confirm the new one."))
    if other.pin != "same":
        pins.pin(keys, pair.me.person_id, pair.other.person_id, fingerprint)
    return other.public


def open_or_make(keys: Keys, pair: Pair, other: PublicKey) -> OpenPair:
    """The pair with its key, made now if there is none: for the first agreement. Inside a write unit.

    Args:
        other: the other person’s key, as `confirm_other_key` gave it, which holds the pair.

    Raises:
        Conflict: the key does not open.
    """
    row = db.session.get(PairKey, (pair.supervision_id, pair.me.person_id))
    if row is not None:
        return _opened(keys, pair, row.sealed)
    people = [secrets_of(pair.me.person_id).public, other]
    made = pairs.new_pair(pair.supervision_id, people)
    for public in people:
        db.session.add(
            PairKey(
                supervision_id=pair.supervision_id,
                person_id=public.person,
                key_id=public.key_id,
                sealed=made.sealed[public.person],
            )
        )
    db.session.flush()
    return _with_key(pair, made.key)


def _opened(keys: Keys, pair: Pair, sealed: bytes) -> OpenPair:
    try:
        private = private_key(keys, secrets_of(pair.me.person_id))
        return _with_key(pair, pairs.pair_key(private, pair.supervision_id, sealed))
    except CannotOpen:
        raise Conflict(_("The key that you two work under does not open: it was changed outside Reflect.")) from None


def _with_key(pair: Pair, key: pairs.PairKey) -> OpenPair:
    return OpenPair(
        pair.supervision_id,
        pair.practitioner,
        pair.supervisor,
        pair.me,
        pair.live,
        pair.since,
        pair.until,
        key=key,
    )


def _found(person_id: str, *conditions: ColumnElement[bool]) -> list[Pair]:
    rows = db.session.execute(
        select(
            Supervision.id,
            Supervision.practitioner_id,
            Supervision.supervisor_id,
            Supervision.since,
            Supervision.until,
            LIVE_PAIR.label("live"),
        ).where(
            or_(Supervision.practitioner_id == person_id, Supervision.supervisor_id == person_id),
            Supervision.confirmed_at.is_not(None),
            *conditions,
        )
    ).all()
    names = names_of({each for row in rows for each in (row.practitioner_id, row.supervisor_id)})
    return [
        Pair(
            row.id,
            names[row.practitioner_id],
            names[row.supervisor_id],
            names[person_id],
            bool(row.live),
            row.since,
            row.until,
        )
        for row in rows
    ]
