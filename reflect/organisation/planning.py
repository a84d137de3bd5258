"""What a file of the roster would do: worked out against the roster as it is, before anything is written."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.organisation.models import UNIT_KINDS
from reflect.organisation.present import PresentRoster
from reflect.organisation.roster_file import Problem, Row
from reflect.web.language import gettext as _
from reflect.web.language import in_row, ngettext

MOST_PROBLEMS = 100


@dataclass(frozen=True)
class NewUnit:
    """A unit that is not there yet."""

    id: str
    parent_id: str | None
    kind: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is not on the roster yet."""

    id: str
    name: str
    email: str
    unit_id: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What becomes different about somebody: their name, or with `unit_id` where they work."""

    person_id: str
    name: str
    email: str
    before: str
    after: str
    unit_id: str | None = None


@dataclass(frozen=True)
class NewRole:
    """A role that somebody does not hold in that unit yet."""

    person_id: str
    role: str
    unit_id: str


@dataclass(frozen=True)
class NewSupervision:
    """A supervisor who is not entered yet. `email` is the practitioner's, `name` the supervisor's."""

    practitioner_id: str
    supervisor_id: str
    email: str
    name: str


@dataclass(frozen=True)
class Missing:
    """Somebody on the roster of an agency in the file, whom the file leaves out."""

    person_id: str
    name: str
    email: str


@dataclass
class Plan:
    """What would be done, or what is wrong."""

    problems: list[Problem] = field(default_factory=list)
    units: list[NewUnit] = field(default_factory=list)
    people: list[NewPerson] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    roles: list[NewRole] = field(default_factory=list)
    supervisions: list[NewSupervision] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    imported: bool = False

    @property
    def nothing(self) -> bool:
        """Whether everything stands as the file says already."""
        return not (self.units or self.people or self.changes or self.roles or self.supervisions)

    @property
    def digest(self) -> str:
        """64 hex digits that differ when something else would be done. New ids, made each time, are left out."""
        names = {person.id: person.email for person in self.people} | {
            unit.id: "/".join(unit.path) for unit in self.units
        }
        done = [
            [unit.path for unit in self.units],
            [(person.email, person.name, person.path) for person in self.people],
            [(change.person_id, change.after) for change in self.changes],
            [(names.get(r.person_id, r.person_id), r.role, names.get(r.unit_id, r.unit_id)) for r in self.roles],
            [
                (names.get(s.practitioner_id, s.practitioner_id), names.get(s.supervisor_id, s.supervisor_id))
                for s in self.supervisions
            ],
        ]
        return sha256(json.dumps(done).encode()).hexdigest()


def make_plan(rows: list[Row], problems: Iterable[Problem], actor: str | None) -> Plan:
    """Compare a file's rows with the roster. A plan with problems holds nothing else to be done."""
    planner = _Planner(PresentRoster.read(actor))
    for row in rows:
        planner.noting(row, planner.place)
    for row in rows:
        planner.noting(row, planner.give_supervisor)
    found = sorted([*problems, *planner.problems])
    if found:
        more = len(found) - MOST_PROBLEMS
        if more > 0:
            last = found[MOST_PROBLEMS].line
            found = [
                *found[:MOST_PROBLEMS],
                Problem(
                    last, ngettext("%(num)d more line cannot be used.", "%(num)d more lines cannot be used.", more)
                ),
            ]
        return Plan(problems=found)
    planner.plan.missing = planner.left_out(rows)
    return planner.plan


class _Planner:
    """Goes through the rows one by one, and remembers what they have brought so far."""

    def __init__(self, present: PresentRoster) -> None:
        self.present = present
        self.plan = Plan()
        self.problems: list[Problem] = []
        self._first: dict[str, Row] = {}  # by address: the line that says where somebody works
        self._ids: dict[str, str] = {}

    def noting(self, row: Row, step) -> None:  # type: ignore[no-untyped-def]
        """Do one step with a row, and note what is wrong with it."""
        try:
            step(row)
        except BadInput as bad:
            self.problems.append(Problem(row.line, bad.sentence))

    def place(self, row: Row) -> None:
        """Put the row's unit and person in place, and give the role. A person's later lines give further roles."""
        unit_id = self._unit(row.path)
        if row.email not in self._first:
            self._first[row.email] = row
            self._ids[row.email] = self._person(row, unit_id)
        elif self._first[row.email].name != row.name:
            line = self._first[row.email].line
            raise BadInput(_("%(email)s stands on line %(line)s with another name.", email=row.email, line=line))
        if row.email not in self._ids:
            return  # what is wrong with this person is noted already
        role = NewRole(self._ids[row.email], row.role, unit_id)
        if (role.person_id, role.role, role.unit_id) not in self.present.roles:
            self.present.roles.add((role.person_id, role.role, role.unit_id))
            self.plan.roles.append(role)

    def give_supervisor(self, row: Row) -> None:
        """Name the row's supervisor, who may stand on any line or be on the roster already."""
        if not row.supervisor_email or row.email not in self._ids:
            return
        if row.supervisor_email == row.email:
            raise BadInput(_("Nobody can be their own supervisor."))
        known = self.present.people.get(row.supervisor_email)
        if known is not None and known.left:
            raise BadInput(_("The supervisor %(email)s has left.", email=row.supervisor_email))
        if row.supervisor_email in self._first:
            name, supervisor_id = self._first[row.supervisor_email].name, self._ids.get(row.supervisor_email)
        elif known is not None:
            name, supervisor_id = known.name, known.id
        else:
            raise BadInput(
                _("The supervisor %(email)s is neither in the file nor on the roster.", email=row.supervisor_email)
            )
        if supervisor_id is None:
            return
        pair = (self._ids[row.email], supervisor_id)
        if pair not in self.present.supervisions:
            self.present.supervisions.add(pair)
            self.plan.supervisions.append(NewSupervision(*pair, row.email, name))

    def left_out(self, rows: list[Row]) -> list[Missing]:
        """Who works in an agency of the file and stands in none of its lines, in order of name."""
        agencies = {self.present.path_key(row.path[:2]) for row in rows}
        return sorted(
            (
                Missing(person.id, person.name, email)
                for email, person in self.present.people.items()
                if email not in self._ids
                and not person.left
                and self.present.in_scope(person.unit_id)
                and self.present.path_key(self.present.paths.get(person.unit_id, ())[:2]) in agencies
            ),
            key=lambda missing: (missing.name, missing.email),
        )

    def _unit(self, path: tuple[str, ...]) -> str:
        """The unit at a path, planned where it is missing."""
        parent: str | None = None
        for depth, (kind, name) in enumerate(zip(UNIT_KINDS, path, strict=False), start=1):
            found = self.present.unit_at(path[:depth])
            if found is None:
                if not self.present.in_scope(parent):
                    raise BadInput(_("“%(name)s” would be outside what you look after.", name=name))
                unit = NewUnit(new_id(), parent, kind, name, path[:depth])
                self.plan.units.append(unit)
                self.present.remember(unit.id, path[:depth])
                found = unit.id
            elif found in self.present.closed:
                raise BadInput(_("The unit “%(name)s” is closed.", name=name))
            parent = found
        if parent is None or not self.present.in_scope(parent):
            raise BadInput(_("“%(name)s” is outside what you look after.", name=path[-1]))
        return parent

    def _person(self, row: Row, unit_id: str) -> str:
        """The id of the row's person, planned where they are missing, with what changes about them."""
        present = self.present.people.get(row.email)
        if present is None:
            person = NewPerson(new_id(), row.name, row.email, unit_id, row.path)
            self.plan.people.append(person)
            return person.id
        if present.left:
            raise BadInput(_("%(email)s has left. Take them back on their own page first.", email=row.email))
        if not self.present.in_scope(present.unit_id):
            raise BadInput(_("%(email)s works outside what you look after.", email=row.email))
        if present.name != row.name:
            self.plan.changes.append(Change(present.id, row.name, row.email, present.name, row.name))
        if present.unit_id != unit_id:
            before, after = in_row(self.present.paths[present.unit_id]), in_row(row.path)
            self.plan.changes.append(Change(present.id, row.name, row.email, before, after, unit_id))
        return present.id
