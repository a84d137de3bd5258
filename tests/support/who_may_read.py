"""Who may read what, as the rules say it: people, dates and sets. No database, no keys, and nothing of the app.

People are numbers. Words are marks, each used once, so that one found somewhere says where it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Relation:
    """Somebody was named as a practitioner's supervisor."""

    practitioner: int
    supervisor: int
    since: datetime
    until: datetime | None = None
    answer: str = ""  # nothing while it waits, then yes or no

    def in_force(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or self.until > at)


@dataclass
class Group:
    """Colleagues who reflect together: who belongs since when, and who was asked by whom."""

    maker: int
    members: dict[int, datetime]
    asked: dict[int, int] = field(default_factory=dict)
    closed: bool = False

    @property
    def keeper(self) -> int:
        return self.maker if self.maker in self.members else min(self.members, key=lambda one: self.members[one])


@dataclass
class Entry:
    """A reflection: its present title and answers, and everything that was ever sealed in it."""

    owner: int
    title: str
    answers: list[str]
    sealed: set[str] = field(default_factory=set)
    aside_since: datetime | None = None  # when it was deleted, while it can be had back


@dataclass
class Copy:
    """What one reader was given of a reflection."""

    owner: int
    reader: int
    entry: str
    title: str
    note: str
    answers: list[str]
    made: datetime
    ends: datetime
    basis: str
    group: str | None
    units: tuple[str, str]
    comments: dict[str, set[str]] = field(default_factory=dict)  # the marks in each
    opened: bool = False
    discussed: bool = False

    @property
    def state(self) -> str:
        return "discussed" if self.discussed else "read" if self.opened else "waiting"

    @property
    def marks(self) -> set[str]:
        return {self.title, self.note, *self.answers}.union(*self.comments.values())


class Rules:
    """Everything that decides it. `copies` are those that nobody stopped, replaced or deleted."""

    def __init__(self, people: int, unit: str) -> None:
        self.unit = dict.fromkeys(range(people), unit)
        self.suspended: set[int] = set()
        self.left: set[int] = set()
        self.relations: dict[str, Relation] = {}
        self.groups: dict[str, Group] = {}
        self.entries: dict[str, Entry] = {}
        self.copies: dict[str, Copy] = {}
        self.gone: dict[str, Copy] = {}
        self.drafts: dict[tuple[int, str], str] = {}  # a person's unsent words on a reflection
        self.receipts: set[tuple[int, str]] = set()

    def here(self, *people: int) -> bool:
        return not {*people} & (self.suspended | self.left)

    def may_share(self, owner: int, reader: int, basis: str, group: str | None, at: datetime) -> bool:
        """Whether something can be shared now, on this basis."""
        return owner != reader and self.here(owner, reader) and self._rests(owner, reader, basis, group, at, at)

    def live(self, copy: Copy, at: datetime) -> bool:
        """Whether a copy is its reader's to open."""
        both = (copy.owner, copy.reader)
        stayed = (self.unit[copy.owner], self.unit[copy.reader]) == copy.units
        rests = self._rests(*both, copy.basis, copy.group, copy.made, at)
        return at < copy.ends and self.here(*both) and stayed and rests

    def may_read(self, person: int, at: datetime) -> dict[str, Copy]:
        """Every copy that somebody can open, by id."""
        return {key: copy for key, copy in self.copies.items() if copy.reader == person and self.live(copy, at)}

    def in_the_tables(self, person: int) -> set[str]:
        """The marks that somebody's own keys open in the tables, whatever the rules say now.

        Their own words, and what they were given or gave and nobody has taken back, also where it has ended.
        """
        own = [entry.sealed for entry in self.entries.values() if entry.owner == person]
        shared = [copy.marks for copy in self.copies.values() if person in (copy.owner, copy.reader)]
        unsent = {mark for (author, _entry), mark in self.drafts.items() if author == person}
        return unsent.union(*own, *shared)

    def name(self, relation_id: str, practitioner: int, supervisor: int, at: datetime) -> None:
        self.relations[relation_id] = Relation(practitioner, supervisor, at)

    def may_name(self, practitioner: int, supervisor: int, at: datetime) -> bool:
        return (
            practitioner != supervisor
            and supervisor not in self.left
            and not any(each.answer != "no" for each in self._between(practitioner, supervisor, at))
        )

    def end(self, practitioner: int, supervisor: int, at: datetime) -> None:
        for relation in self._between(practitioner, supervisor, at):
            relation.until = at

    def leave(self, person: int, at: datetime) -> None:
        """Leave the organisation: supervision and groups are over for good."""
        self.left.add(person)
        for relation in self.relations.values():
            if person in (relation.practitioner, relation.supervisor) and relation.in_force(at):
                relation.until = at
        for group in self.groups.values():
            group.members.pop(person, None)
            group.asked.pop(person, None)

    def leave_group(self, person: int, group_id: str) -> None:
        group = self.groups[group_id]
        del group.members[person]
        if not group.members:
            self.close(group_id)

    def close(self, group_id: str) -> None:
        group = self.groups[group_id]
        group.members, group.asked, group.closed = {}, {}, True

    def share(self, copy_id: str, copy: Copy) -> None:
        """A new copy, in the place of an earlier one to the same reader, whose comments go on."""
        for earlier_id, earlier in list(self.copies.items()):
            if (earlier.entry, earlier.reader) == (copy.entry, copy.reader):
                copy.comments = earlier.comments
                self.gone[earlier_id] = self.copies.pop(earlier_id)
        self.copies[copy_id] = copy

    def stop(self, copy_ids: Iterable[str]) -> None:
        """Copies go, and their comments into the reflection."""
        for copy_id in list(copy_ids):
            copy = self.gone[copy_id] = self.copies.pop(copy_id)
            self.entries[copy.entry].sealed.update(*copy.comments.values())

    def ended(self, owner: int, at: datetime) -> list[str]:
        return [key for key, copy in self.copies.items() if copy.owner == owner and not self.live(copy, at)]

    def put_aside(self, entry_id: str, at: datetime) -> None:
        """A reflection is deleted for now, with every copy; what was said on them moves into it."""
        self.stop([key for key, copy in self.copies.items() if copy.entry == entry_id])
        self.entries[entry_id].aside_since = at

    def erase(self, entry_id: str) -> None:
        """A reflection is deleted for good, with every copy and what was said on it."""
        del self.entries[entry_id]
        for copy_id in [key for key, copy in self.copies.items() if copy.entry == entry_id]:
            self.gone[copy_id] = self.copies.pop(copy_id)

    def _between(self, practitioner: int, supervisor: int, at: datetime) -> list[Relation]:
        pair = (practitioner, supervisor)
        return [
            each
            for each in self.relations.values()
            if (each.practitioner, each.supervisor) == pair and each.in_force(at)
        ]

    def _rests(self, owner: int, reader: int, basis: str, group_id: str | None, made: datetime, at: datetime) -> bool:
        if basis == "supervision":
            return any(each.answer == "yes" for each in self._between(owner, reader, at))
        if basis == "group":
            members = self.groups[group_id or ""].members
            return all(one in members and members[one] < made for one in (owner, reader))
        return True
