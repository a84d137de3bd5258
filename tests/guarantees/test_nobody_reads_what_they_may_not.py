"""Whatever happens in whatever order, nobody reads what the model of the rules says they may not.

The model below is deliberately naive: sets of people and dates, no database. After every step each person tries every
share there ever was, by all three ways, with their own keys.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, update

from reflect.core.clock import now
from reflect.core.errors import NotFound, Refused
from reflect.core.ids import new_id
from reflect.identity.models import Account
from reflect.organisation.models import Supervision
from reflect.sharing import reader
from reflect.storage.db import db, write_unit
from tests.support.people import Enrolled, People
from tests.support.sharing import listed, shared, snapshot, stopped

AUTHORS = st.integers(0, 1)
READERS = st.integers(1, 3)  # the second author reads too
EVERYBODY = 4


@dataclass
class Shared:
    """What the model knows of a share."""

    owner: int
    reader: int
    entry: str
    words: str
    ends: datetime
    stopped: bool = False


class Sharing(RuleBasedStateMachine):
    """Write, share, stop, expire, change supervisor, suspend; on one database for the whole run."""

    people: People
    cast: list[Enrolled]
    shares = Bundle("shares")

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(now() + timedelta(minutes=1), tick=False)
        self.time = self.clock.start()
        self.supervising: dict[tuple[int, int], str] = {}
        self.unconfirmed: dict[tuple[int, int], str] = {}
        self.suspended: set[int] = set()
        self.known: dict[str, Shared] = {}
        self.entries: dict[int, list[str]] = {0: [new_id()], 1: [new_id()]}
        with write_unit():
            db.session.execute(update(Account).values(suspended_at=None))
            db.session.execute(delete(Supervision))

    def teardown(self) -> None:
        for share_id, made in self.known.items():
            if not made.stopped:
                stopped(self.cast[made.owner], share_id)
        self.clock.stop()

    def related(self, owner: int, other: int) -> bool:
        return (owner, other) in self.supervising and not {owner, other} & self.suspended

    def may_read(self, person: int, made: Shared) -> bool:
        live = not made.stopped and now() < made.ends and self.related(made.owner, made.reader)
        return live and person == made.reader

    @initialize(target=shares)
    def begin(self) -> MultipleResults[str]:
        """Three supervisions and a share in each, so that every later step can end one."""
        pairs = ((0, 2), (0, 1), (1, 2))
        for author, other in pairs:
            self.take_on(author, other, confirmed=True)
        return multiple(
            *(self.share(author, other, which=0, days=days) for days, (author, other) in enumerate(pairs, 1))
        )

    @rule(author=AUTHORS)
    def write(self, author: int) -> None:
        self.entries[author].append(new_id())

    @rule(target=shares, author=AUTHORS, other=READERS, which=st.integers(0, 9), days=st.integers(1, 5))
    def share(self, author: int, other: int, which: int, days: int) -> str:
        entry = self.entries[author][which % len(self.entries[author])]
        words = f"words {len(self.known)} of {author}"
        copy = snapshot(words, entry_id=entry, title=words)
        with self.refused_unless(self.related(author, other)):
            share_id = shared(self.cast[author], self.cast[other], copy, days=days)
            for made in self.known.values():
                made.stopped |= (made.owner, made.reader, made.entry) == (author, other, entry)
            self.known[share_id] = Shared(author, other, entry, words, now() + timedelta(days=days))
            return share_id
        return new_id()

    @rule(share_id=shares, somebody=st.integers(0, EVERYBODY - 1))
    def stop(self, share_id: str, somebody: int) -> None:
        made = self.known.get(share_id)
        may = made is not None and not made.stopped and made.owner == somebody
        with self.refused_unless(may):
            stopped(self.cast[somebody], share_id)
            made.stopped = True

    @rule(hours=st.integers(1, 72))
    def wait(self, hours: int) -> None:
        self.time.shift(timedelta(hours=hours))

    @rule(author=AUTHORS, other=READERS, confirmed=st.booleans())
    def take_on(self, author: int, other: int, confirmed: bool) -> None:
        pair, relations = (author, other), self.supervising if confirmed else self.unconfirmed
        if author != other and pair not in relations:
            relations[pair] = self.people.supervise(self.cast[author], self.cast[other], confirmed=confirmed)

    @rule(author=AUTHORS, other=READERS)
    def hand_over(self, author: int, other: int) -> None:
        for relations in (self.supervising, self.unconfirmed):
            if relation := relations.pop((author, other), None):
                self.time.shift(1)
                self.people.end_supervision(relation)

    @rule(person=st.integers(0, EVERYBODY - 1))
    def suspend_or_take_back(self, person: int) -> None:
        if person in self.suspended:
            with write_unit():
                account = Account.person_id == self.cast[person].person_id
                db.session.execute(update(Account).where(account).values(suspended_at=None))
        else:
            self.people.suspend(self.cast[person])
        self.suspended ^= {person}

    @invariant()
    def each_reads_exactly_what_they_may(self) -> None:
        for person, enrolled in enumerate(self.cast):
            shown = {row.share_id: row.title for row in listed(enrolled)}
            allowed = {share_id: made.words for share_id, made in self.known.items() if self.may_read(person, made)}
            assert shown == allowed
            with write_unit():
                for share_id, made in self.known.items():
                    self.tries(enrolled, share_id, made.words if share_id in allowed else None)
                db.session.rollback()  # the trying itself leaves nothing for the next step

    def tries(self, person: Enrolled, share_id: str, words: str | None) -> None:
        """Open and comment, as somebody who may read `words`, or nothing."""
        with self.refused_unless(words is not None):
            opened = reader.open_share(person.keys, person.person_id, share_id)
            assert re.sub("<.*?>|\n", "", opened.parts[0].html) == words
        with self.refused_unless(words is not None):
            reader.comment(person.keys, person.person_id, share_id, "I noticed this.")

    @staticmethod
    @contextmanager
    def refused_unless(may: bool) -> Iterator[None]:
        try:
            yield
        except (NotFound, Refused):
            assert not may, "refused what the rules allow"
        else:
            assert may, "allowed what the rules refuse"


def test_nobody_reads_what_they_may_not(sqlite_app) -> None:
    people = People(sqlite_app)
    names = ("Priya Shah", "Owen Price", "Marcus Bell", "Ines Okoro")
    assert len(names) == EVERYBODY

    class Here(Sharing):
        cast = [people.enrol(name, roles=("practitioner", "supervisor")) for name in names]

    Here.people = people
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=16,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
