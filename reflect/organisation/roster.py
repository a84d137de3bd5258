"""Putting people, units, roles and supervision relations in place. Called inside a write unit.

`actor` is the id of the administrator who does it; None for a command.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict
from reflect.core.ids import new_id
from reflect.organisation.models import UNIT_KINDS, Person, Role, RoleName, Supervision, Unit
from reflect.organisation.names import tidy_address, tidy_name
from reflect.storage.db import db
from reflect.web.language import gettext as _


def place_unit(path: Sequence[str], *, actor: str | None = None) -> str:
    """The id of the unit at `path` (names from the partnership down, four at most), made where it is missing.

    Raises:
        BadInput: there are too few or too many names, one cannot be used, or one is of a unit that is closed.
    """
    if not 1 <= len(path) <= len(UNIT_KINDS) or not all(name.strip() for name in path):
        raise BadInput(_("Give the unit as one to four names: partnership, agency, service, team."))
    parent: str | None = None
    for kind, given in zip(UNIT_KINDS, path, strict=False):
        name = tidy_name(given)
        found = db.session.scalar(select(Unit).where(Unit.parent_id == parent, Unit.name == name))
        if found is None:
            found = Unit(id=new_id(), parent_id=parent, kind=kind, name=name)
            db.session.add(found)
            flush_unique(_("Somebody made a unit of this name a moment ago. Try again."))
            record("unit-made", actor=actor, unit=found.id)
        elif found.closed_at is not None:
            raise BadInput(_("The unit “%(name)s” is closed.", name=name))
        parent = found.id
    assert parent is not None  # noqa: S101
    return parent


def place_person(name: str, email: str, unit_id: str) -> str:
    """The id of the person with this address, put on the roster where they are missing. Raises as `place_people`."""
    return place_people([(name, email, unit_id)])[0]


def place_people(people: Sequence[tuple[str, str, str]]) -> list[str]:
    """The ids of people by name, address and unit's id, put on the roster where their address is missing.

    Two statements, so for at most 30,000 people at a time.

    Raises:
        BadInput: a name or an address cannot be used; nobody is placed then.
        Conflict: somebody else put one of the addresses on the roster at this moment.
    """
    wanted = {
        tidy_address(email): {"name": tidy_name(name), "unit_id": unit_id, "joined_at": now()}
        for name, email, unit_id in people
    }
    present = select(Person.email, Person.id).where(Person.email.in_(wanted))
    ids = {row.email: row.id for row in db.session.execute(present)}
    missing = [{"id": new_id(), "email": address, **row} for address, row in wanted.items() if address not in ids]
    if missing:
        try:
            db.session.execute(insert(Person), missing)
        except IntegrityError:
            raise Conflict(_("Somebody on the roster has this address already.")) from None
    ids |= {row["email"]: row["id"] for row in missing}
    return [ids[tidy_address(email)] for _name, email, _unit in people]


def give_role(
    person_id: str, role: RoleName, unit_id: str, *, since: datetime | None = None, actor: str | None = None
) -> None:
    """Let a person hold a role in a unit from a moment on. Held by then already: nothing changes."""
    # The lock makes two of the same giving follow each other.
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    since = since or now()
    same = (Role.person_id == person_id, Role.role == role, Role.unit_id == unit_id, Role.until.is_(None))
    held = db.session.scalar(select(Role).where(*same))
    if held is not None and held.since <= since:
        return
    if held is not None:
        held.since = since
    else:
        db.session.add(Role(id=new_id(), person_id=person_id, role=role, unit_id=unit_id, since=since))
    record("role-given", actor=actor, about=person_id, role=role, unit=unit_id)


def supervise(practitioner_id: str, supervisor_id: str, *, confirmed: bool, actor: str | None = None) -> str:
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
    record("supervisor-named", actor=actor, about=practitioner_id, supervisor=supervisor_id)
    return relation.id


def person_by_address(email: str) -> Person | None:
    """Whoever has this address, or None."""
    return db.session.scalar(select(Person).where(Person.email == normal_address(email)))


def normal_address(email: str) -> str:
    """An e-mail address as somebody types it to be found: as it is stored, without the NUL that PostgreSQL refuses."""
    return email.replace("\0", "\N{REPLACEMENT CHARACTER}").strip().lower()


def flush_unique(sentence: str) -> None:
    """Send what was added to the database.

    Raises:
        Conflict: with `sentence`, when something else has its name or address already.
    """
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict(sentence) from None
