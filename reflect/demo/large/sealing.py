"""The rows of one service: its people with keys of their own, what they wrote, shared and planned, all really sealed.

Runs in a process of its own, without a database. Nobody keeps the keys, so nobody will ever open what they sealed; only
those who can sign in have slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.demo.large.shape import Service
from reflect.demo.large.words import Written
from reflect.demo.names import name_at
from reflect.demo.people import AMARA, DEV, DOMAIN, MARCUS, PRIYA, SAM, DemoPerson
from reflect.identity.models import Account, KeySlot
from reflect.journal.models import Entry, Revision
from reflect.organisation.models import Person, Role, RoleName, Supervision
from reflect.storage.db import Model
from reflect.vault.entries import entry_key, new_entry_key, seal_body, seal_head
from reflect.vault.keys import Keys, PublicKey, new_person
from reflect.vault.slots import Slot

Lock = Callable[[Keys], Iterable[Slot]]  # the slots of somebody who can sign in
Rows = defaultdict[type[Model], list[dict[str, object]]]

EMPLOYED_FOR = timedelta(days=800)
ENROLLED_FOR = timedelta(days=760)
WRITING_FOR = 700  # days
ENTRIES = 2.4957, 1.0  # of the logarithm of how many somebody wrote: e^(2.4957 + 1.0²/2) is 20
MOST_ENTRIES = 800
OF_NAMED = {PRIYA: 200, MARCUS: 60, SAM: 30, AMARA: 20, DEV: 0}
# Who stands where in the first service: its lead, its agency's administrator, and the first team.
NAMED_LEAD, NAMED_ADMINISTRATOR, NAMED_TEAM = AMARA, DEV, (MARCUS, PRIYA, SAM)


@dataclass(frozen=True)
class Units:
    """The ids of a service's units: the larger ones around it, and its teams in order."""

    partnership: str
    agency: str
    service: str
    teams: tuple[str, ...]


@dataclass(frozen=True)
class Somebody:
    """Somebody while their service is made: with keys that are then thrown away."""

    keys: Keys
    public: PublicKey
    name: str
    named: DemoPerson | None


@dataclass
class Making:
    """A service that is being made."""

    service: Service
    units: Units
    written: Written
    dice: Random
    at: datetime
    rows: Rows
    lock: Lock | None
    people: list[Somebody] = field(default_factory=list)
    works_in: dict[str, str] = field(default_factory=dict)  # each person's unit, by their id

    def moment(self, days: float) -> datetime:
        """Some moment in the last so many days."""
        return self.at - timedelta(seconds=self.dice.random() * days * 86_400)

    def person(self, unit_id: str, roles: Mapping[RoleName, str], named: DemoPerson | None = None) -> Somebody:
        """Put somebody on the roster, with an account and these roles in these units."""
        number = self.service.first_person + len(self.people)
        name = named.name if named else name_at(number)
        email = named.email if named else f"{name.lower().replace(' ', '.')}.{number}{DOMAIN}"
        person_id, enrolled = new_id(), self.at - ENROLLED_FOR
        keys, secrets = new_person(person_id)
        self.rows[Person].append(
            {"id": person_id, "name": name, "email": email, "unit_id": unit_id, "joined_at": self.at - EMPLOYED_FOR}
        )
        self.rows[Account].append(
            {
                "person_id": person_id,
                "key_id": secrets.public.key_id,
                "public_key": secrets.public.raw,
                "sealed_private": secrets.sealed_private,
                "sealed_contribution": secrets.sealed_contribution,
                "generation": keys.generation,
                "created_at": enrolled,
                "code_confirmed_at": enrolled,
            }
        )
        if named is not None and self.lock is not None:
            self.rows[KeySlot] += [_slot(person_id, slot) for slot in self.lock(keys)]
        for role, where in roles.items():
            values = {"id": new_id(), "person_id": person_id, "role": role, "unit_id": where}
            self.rows[Role].append({**values, "since": enrolled})
        made = Somebody(keys, secrets.public, name, named)
        self.people.append(made)
        self.works_in[person_id] = unit_id
        return made

    def supervise(self, practitioner: Somebody, supervisor: Somebody) -> str:
        """Let one supervise the other. Returns the relation's id."""
        since, relation_id = self.at - ENROLLED_FOR, new_id()
        people = {"practitioner_id": practitioner.keys.person, "supervisor_id": supervisor.keys.person}
        self.rows[Supervision].append({"id": relation_id, **people, "since": since, "confirmed_at": since})
        return relation_id

    def write(self, author: Somebody) -> list[tuple[str, int, datetime]]:
        """What somebody wrote: each entry's id, which text it is, and when. Few write much."""
        number = min(MOST_ENTRIES, round(self.dice.lognormvariate(*ENTRIES)))
        if author.named is not None:
            number = OF_NAMED[author.named]
        return [self._entry(author) for _each in range(number)]

    def _entry(self, author: Somebody) -> tuple[str, int, datetime]:
        entry_id, text, at = new_id(), self.dice.randrange(len(self.written.entries)), self.moment(WRITING_FOR)
        head, body = self.written.entries[text]
        wrapped = new_entry_key(author.keys, entry_id)
        key = entry_key(author.keys, entry_id, wrapped)
        self.rows[Entry].append(
            {
                "id": entry_id,
                "owner_id": author.keys.person,
                "wrapped_key": wrapped,
                "generation": author.keys.generation,
                "revision": 1,
                "head": seal_head(key, 1, head),
                "created_at": at,
                "updated_at": at,
            }
        )
        self.rows[Revision].append(
            {
                "entry_id": entry_id,
                "number": 1,
                "body": seal_body(key, 1, body),
                "kind": "saved",
                "saved_at": at,
                "sitting_since": at,
                "editor": new_id(),
                "edit_number": 1,
                "agreed": {},
            }
        )
        return entry_id, text, at


def _slot(person_id: str, slot: Slot) -> dict[str, object]:
    return {
        "person_id": person_id,
        "kind": slot.kind,
        "generation": slot.generation,
        "salt": slot.salt,
        "memory_kib": slot.cost.memory_kib if slot.cost else None,
        "iterations": slot.cost.iterations if slot.cost else None,
        "lanes": slot.cost.lanes if slot.cost else None,
        "pepper_id": slot.pepper_id,
        "envelope": slot.envelope,
    }


def staff(
    service: Service, units: Units, written: Written, lock: Lock | None
) -> tuple[Making, list[tuple[Somebody, Somebody]]]:
    """The people of a service, and who of them supervises whom: each team's lead the team, the service's lead those."""
    dice = Random(service.number)  # noqa: S311 - how much of what, not secrets
    making = Making(service, units, written, dice, now(), defaultdict(list), lock)
    first = service.number == 0
    roles: dict[RoleName, str] = {"service_lead": units.service, "supervisor": units.service}
    head = making.person(units.service, roles, NAMED_LEAD if first else None)
    if service.has_administrator:
        # The named one looks after a whole partnership, as many people as there are in the smallest organisation.
        where = units.partnership if first else units.agency
        making.person(where, {"administrator": where}, NAMED_ADMINISTRATOR if first else None)
    pairs = []
    for place, (unit_id, size) in enumerate(zip(units.teams, service.teams, strict=True)):
        named: list[DemoPerson | None] = list(NAMED_TEAM) if first and place == 0 else [None] * size
        lead = making.person(unit_id, {"supervisor": unit_id, "team_lead": unit_id}, named[0])
        pairs.append((lead, head))
        for who in (named + [None] * size)[1:size]:
            pairs.append((making.person(unit_id, {"practitioner": unit_id}, who), lead))
    return making, [pair for pair in pairs if pair[0].named != SAM]  # who has no supervisor yet
