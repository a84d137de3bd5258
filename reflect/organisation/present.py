"""The roster as it is, read in five statements, for a file to be compared with."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from reflect.core.clock import now
from reflect.organisation.models import Person, Role, Supervision, Unit
from reflect.organisation.scope import administered
from reflect.storage.db import db

Path = tuple[str, ...]


@dataclass(frozen=True)
class PresentPerson:
    """Somebody on the roster."""

    id: str
    name: str
    unit_id: str
    left: bool


class PresentRoster:
    """Units by their path, people by their address, and who holds and supervises what."""

    def __init__(self, scope: set[str] | None) -> None:
        self.people: dict[str, PresentPerson] = {}
        self.roles: set[tuple[str, str, str]] = set()
        self.supervisions: set[tuple[str, str]] = set()
        self.closed: set[str] = set()
        self.paths: dict[str, Path] = {}
        self._scope = scope
        self._units: dict[Path, str] = {}

    @classmethod
    def read(cls, actor: str | None) -> "PresentRoster":
        """Read it all. With an actor, their role says which units may be touched."""
        found = cls(set(db.session.scalars(administered(actor))) if actor else None)
        found._read_units()
        for row in db.session.execute(select(Person.id, Person.name, Person.email, Person.unit_id, Person.left_at)):
            found.people[row.email] = PresentPerson(row.id, row.name, row.unit_id, row.left_at is not None)
        held = select(Role.person_id, Role.role, Role.unit_id).where(or_(Role.until.is_(None), Role.until > now()))
        found.roles = {tuple(row) for row in db.session.execute(held)}
        # Whoever was declined stays declined: the same file again is no new question.
        named = select(Supervision.practitioner_id, Supervision.supervisor_id).where(Supervision.until.is_(None))
        found.supervisions = {tuple(row) for row in db.session.execute(named)}
        return found

    def in_scope(self, unit_id: str | None) -> bool:
        """Whether this unit may be touched; None stands for above all partnerships."""
        return self._scope is None or unit_id in self._scope

    def unit_at(self, path: Path) -> str | None:
        """The unit at a path of names; small and capital letters are the same."""
        return self._units.get(self.path_key(path))

    def remember(self, unit_id: str, path: Path) -> None:
        """Let a unit that is only planned be found, and be as near as the one around it."""
        self._units[self.path_key(path)] = unit_id
        self.paths[unit_id] = path
        if self._scope is not None:
            self._scope.add(unit_id)

    @staticmethod
    def path_key(path: Path) -> Path:
        """A path as it is compared."""
        return tuple(" ".join(name.split()).casefold() for name in path)

    def _read_units(self) -> None:
        rows = db.session.execute(select(Unit.id, Unit.parent_id, Unit.name, Unit.closed_at)).all()
        below: dict[str | None, list[tuple[str, str]]] = {}
        for row in rows:
            below.setdefault(row.parent_id, []).append((row.id, row.name))
        self.closed = {row.id for row in rows if row.closed_at is not None}
        waiting: list[tuple[str | None, Path]] = [(None, ())]
        while waiting:
            parent, path = waiting.pop()
            for unit_id, name in below.get(parent, []):
                here = (*path, name)
                self.paths[unit_id] = here
                key = self.path_key(here)
                if key not in self._units or self._units[key] in self.closed:
                    self._units[key] = unit_id
                waiting.append((unit_id, here))
