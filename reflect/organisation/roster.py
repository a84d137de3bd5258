"""Putting people, units, roles and supervision relations in place. Called inside a write unit."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.organisation.models import UNIT_KINDS, Person, Role, RoleName, Supervision, Unit
from reflect.storage.db import db
from reflect.web.language import gettext as _


def place_unit(path: Sequence[str]) -> str:
    """The id of the unit at `path` (names from the partnership down, four at most), made where it is missing."""
    if not 1 <= len(path) <= len(UNIT_KINDS) or not all(name.strip() for name in path):
        raise BadInput(_("Give the unit as one to four names: partnership, agency, service, team."))
    parent: str | None = None
    for kind, name in zip(UNIT_KINDS, path, strict=False):
        found = db.session.scalar(select(Unit.id).where(Unit.parent_id == parent, Unit.name == name.strip()))
        if found is None:
            found = new_id()
            db.session.add(Unit(id=found, parent_id=parent, kind=kind, name=name.strip()))
            db.session.flush()
        parent = found
    assert parent is not None  # noqa: S101
    return parent


def place_person(name: str, email: str, unit_id: str) -> str:
    """The id of the person with this address, put on the roster where they are missing."""
    return place_people([(name, email, unit_id)])[0]


def place_people(people: Sequence[tuple[str, str, str]]) -> list[str]:
    """The ids of people by name, address and unit's id, put on the roster where their address is missing.

    Two statements, so for at most 30,000 people at a time. Raises BadInput, and then nobody is placed.
    """
    wanted = {}
    for name, email, unit_id in people:
        address, tidy = normal_address(email), " ".join(name.split())
        if not tidy or not 3 <= len(address) <= 254 or "@" not in address:
            raise BadInput(_("Give a name and an e-mail address."))
        wanted[address] = {"id": new_id(), "name": tidy, "email": address, "unit_id": unit_id, "joined_at": now()}
    present = select(Person.email, Person.id).where(Person.email.in_(wanted))
    ids = {row.email: row.id for row in db.session.execute(present)}
    missing = [row for address, row in wanted.items() if address not in ids]
    if missing:
        db.session.execute(insert(Person), missing)
    ids |= {row["email"]: row["id"] for row in missing}
    return [ids[normal_address(email)] for _name, email, _unit in people]


def give_role(person_id: str, role: RoleName, unit_id: str) -> None:
    """Let a person hold a role in a unit from now on. Held already: nothing changes."""
    held = select(Role.id).where(
        Role.person_id == person_id, Role.role == role, Role.unit_id == unit_id, Role.until.is_(None)
    )
    if db.session.scalar(held) is None:
        db.session.add(Role(id=new_id(), person_id=person_id, role=role, unit_id=unit_id, since=now()))


def supervise(practitioner_id: str, supervisor_id: str, *, confirmed: bool) -> str:
    """Record that one person supervises another from now on.

    Args:
        confirmed: the practitioner has said yes. Until then nothing can be shared to the supervisor.
    """
    relation = Supervision(
        id=new_id(),
        practitioner_id=practitioner_id,
        supervisor_id=supervisor_id,
        since=now(),
        confirmed_at=now() if confirmed else None,
    )
    db.session.add(relation)
    return relation.id


def person_by_address(email: str) -> Person | None:
    """Whoever has this address, or None."""
    return db.session.scalar(select(Person).where(Person.email == normal_address(email)))


def normal_address(email: str) -> str:
    """An e-mail address as it is stored and compared: trimmed, lower case, without the NUL that PostgreSQL refuses."""
    return email.replace("\0", "\N{REPLACEMENT CHARACTER}").strip().lower()
