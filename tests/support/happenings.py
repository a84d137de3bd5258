"""An organisation in which things happen, for searches over many orders of them: beside it goes the model of the rules.

Each happening draws what it needs, does it by the verb that the page calls, and tells the model. What the model says is
refused has to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

import time_machine
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound, Refused
from reflect.identity import standing
from reflect.organisation import groups, roster, staff, supervising
from reflect.organisation.models import GroupMember, Person
from reflect.storage.db import db, write_unit
from tests.support import databases
from tests.support.people import TEAM, People
from tests.support.who_may_read import Group, Rules

NAMES = ("Priya Shah", "Owen Price", "Marcus Bell", "Ines Okoro")
UNITS = (TEAM, ("Northbridge", "Police", "Response", "East team"))
EVERYBODY = range(len(NAMES))
T = TypeVar("T")


@contextmanager
def refused_unless(may: bool) -> Iterator[None]:
    """What is done inside is refused exactly if the rules say so."""
    try:
        yield
    except (NotFound, Refused, Conflict, BadInput):
        assert not may, "refused what the rules allow"
    else:
        assert may, "allowed what the rules refuse"


class Organisation:
    """Four people with journals who supervise each other, meet in groups, move, leave and come back."""

    people: People
    data: DataObject  # of the present step

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(now() + timedelta(minutes=1), tick=False)
        self.time = self.clock.start()
        databases.empty(self.people.app)
        self.cast = [self.people.enrol(name, roles=("practitioner", "supervisor")) for name in NAMES]
        self.number = {person.person_id: place for place, person in enumerate(self.cast)}
        with write_unit():
            self.units = [roster.place_unit(unit) for unit in UNITS]
        self.rules = Rules(len(NAMES), self.units[0])

    def teardown(self) -> None:
        self.clock.stop()

    def draw(self, strategy: SearchStrategy[T], name: str) -> T:
        return self.data.draw(strategy, label=name)

    def one_of(self, found: Sequence[T], name: str) -> T:
        return found[self.draw(st.integers(0, len(found) - 1), name)]

    def somebody(self, name: str = "who") -> int:
        return self.one_of(EVERYBODY, name)

    def wait(self) -> None:
        self.time.shift(timedelta(hours=self.draw(st.integers(1, 60), "hours")))

    # Supervision.

    def name_supervisor(self) -> None:
        self.named(self.somebody("practitioner"), self.somebody("supervisor"))

    def named(self, author: int, other: int) -> None:
        who, named = self.cast[author], self.cast[other]
        with refused_unless(self.rules.may_name(author, other, now())):
            with write_unit():
                supervising.name_supervisor(who.person_id, named.person_id, actor=None, address=None)
            named_now = supervising.waiting(who.person_id)
            relation_id = next(each.id for each in named_now if each.supervisor_id == named.person_id)
            self.rules.name(relation_id, author, other, now())

    def answer_supervisor(self) -> None:
        found = self.rules.relations.items()
        waiting = [key for key, relation in found if not relation.answer and relation.in_force(now())]
        if not waiting:
            return self.name_supervisor()
        return self.answered(
            self.one_of(waiting, "relation"), yes=self.draw(st.sampled_from((True, True, False)), "yes")
        )

    def answered(self, relation_id: str, *, yes: bool) -> None:
        relation = self.rules.relations[relation_id]
        with write_unit():
            answers = supervising.confirm if yes else supervising.decline
            answers(self.cast[relation.practitioner].person_id, relation_id)
        relation.answer = "yes" if yes else "no"

    def end_supervision(self) -> None:
        at, known = now(), self.rules.relations.items()
        in_force = [item for item in known if item[1].in_force(at)]
        if not in_force:
            return self.name_supervisor()
        relation_id, relation = self.one_of(in_force, "relation")
        person_id = self.cast[relation.practitioner].person_id
        with write_unit():
            supervising.end_supervision(person_id, relation_id, actor=person_id, address=None)
        return self.rules.end(relation.practitioner, relation.supervisor, at)

    # Groups.

    def make_group(self) -> None:
        self.made(self.somebody())

    def made(self, maker: int) -> None:
        open_ones = [group for group in self.rules.groups.values() if not group.closed]
        if len(open_ones) < 2 and self.rules.here(maker):
            with write_unit():
                made = groups.make(self.cast[maker].person_id, "Tuesday")
            self.rules.groups[made] = Group(maker, {maker: now()})

    def ask_in(self) -> None:
        group_id, by = self.member()
        if by is None:
            return self.make_group()
        return self.asked(group_id, by, self.somebody("asked"))

    def asked(self, group_id: str, by: int, other: int) -> None:
        group = self.rules.groups[group_id]
        free = other not in group.members and other not in group.asked and other not in self.rules.left
        with refused_unless(free):
            with write_unit():
                groups.ask(self.cast[by].person_id, group_id, self.cast[other].person_id)
            group.asked[other] = by

    def answer_group(self) -> None:
        waiting = [(key, person) for key, group in self.rules.groups.items() for person in group.asked]
        if not waiting:
            return self.ask_in()
        return self.joined(*self.one_of(waiting, "asked"), yes=self.one_of((True, True, False), "yes"))

    def joined(self, group_id: str, person: int, *, yes: bool) -> None:
        group, person_id = self.rules.groups[group_id], self.cast[person].person_id
        waits = (GroupMember.group_id == group_id, GroupMember.person_id == person_id, GroupMember.since.is_(None))
        membership_id = db.session.scalars(select(GroupMember.id).where(*waits, GroupMember.until.is_(None))).one()
        with write_unit():
            (groups.accept if yes else groups.decline)(person_id, membership_id)
        del group.asked[person]
        if yes:
            group.members[person] = now()

    def leave_group(self) -> None:
        group_id, person = self.member()
        if person is None:
            return self.make_group()
        with write_unit():
            groups.leave(self.cast[person].person_id, group_id)
        return self.rules.leave_group(person, group_id)

    def leave_and_rejoin(self) -> None:
        """Leave a group, be asked again by somebody who stayed, and say yes, with a moment between each.

        Rather somebody with or by whom something is shared through it than anybody.
        """
        through = [copy for copy in self.rules.copies.values() if copy.group and self.rules.live(copy, now())]
        sides = [(copy.group or "", side) for copy in through for side in (copy.reader, copy.owner)]
        group_id, person = self.one_of(sides, "side") if sides else self.member()
        others = [other for other in self.rules.groups[group_id].members if other != person] if group_id else []
        if person is None or not others:
            return self.ask_in()
        with write_unit():
            groups.leave(self.cast[person].person_id, group_id)
        self.rules.leave_group(person, group_id)
        self.time.shift(1)
        self.asked(group_id, self.one_of(others, "asks again"), person)
        self.time.shift(1)
        return self.joined(group_id, person, yes=True)

    def let_go(self) -> None:
        group_id, person = self.member()
        if person is None:
            return self.make_group()
        group, person_id = self.rules.groups[group_id], self.cast[person].person_id
        member = self.one_of(groups.group_of(person_id, group_id).members, "let go")
        gone = self.number[member.person.person_id]
        with refused_unless(person == group.keeper and gone != person):
            with write_unit():
                groups.let_go(person_id, group_id, member.id)
            self.rules.leave_group(gone, group_id)
        return None

    def close_group(self) -> None:
        group_id, person = self.member()
        if person is None:
            return self.make_group()
        with refused_unless(person == self.rules.groups[group_id].keeper):
            with write_unit():
                groups.close(self.cast[person].person_id, group_id)
            self.rules.close(group_id)
        return None

    def member(self) -> tuple[str, int | None]:
        """A group and somebody who belongs to it, or nobody."""
        every = [(key, person) for key, group in self.rules.groups.items() for person in group.members]
        return self.one_of(every, "member") if every else ("", None)

    # Where people work, and whether they are there.

    def move(self) -> None:
        person, unit = self.somebody(), self.one_of(self.units, "unit")
        with write_unit():
            staff.change_unit(db.session.get_one(Person, self.cast[person].person_id), unit, actor=None)
        self.rules.unit[person] = unit

    def leave(self) -> None:
        person = self.somebody()
        with refused_unless(person not in self.rules.left):
            with write_unit():
                standing.leave(self.cast[person].person_id)
            self.rules.leave(person, now())

    def suspend(self) -> None:
        person = self.somebody()
        with write_unit():
            standing.suspend(self.cast[person].person_id)
        self.rules.suspended.add(person)

    def restore(self) -> None:
        """Take back everybody who was suspended or has left, so that walks go on among people who are here."""
        with write_unit():
            for person in self.rules.suspended:
                standing.reinstate(self.cast[person].person_id)
            for person in self.rules.left:
                standing.come_back(self.cast[person].person_id)
        self.rules.suspended, self.rules.left = set(), set()
