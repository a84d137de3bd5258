"""Bringing a file of the roster in: all of it or nothing, and the same file again changes nothing.

Nobody is deleted, suspended or taken out of a role because a file leaves them out.
"""

from collections.abc import Collection

from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.core.ids import new_id
from reflect.notices.telling import tell
from reflect.organisation.models import Person, Role, Supervision, Unit
from reflect.organisation.planning import Plan, make_plan
from reflect.organisation.roster_file import MOST_BYTES, read_rows
from reflect.storage.db import db
from reflect.web.language import gettext as _

__all__ = ["MOST_BYTES", "Plan", "check_roster", "import_roster"]

ROSTER_LOCK = 7_205_505  # the number is only a name for the lock


def check_roster(data: bytes, *, actor: str | None = None) -> Plan:
    """Say what bringing a file in would do, without doing it. Five statements, however long the file.

    Args:
        actor: the administrator who asks, whose units alone may be touched; None for a command, which may touch all.
    """
    rows, problems = read_rows(data)
    return make_plan(rows, problems, actor)


def import_roster(
    data: bytes, *, actor: str | None = None, enrolled: Collection[str], as_shown: str | None = None
) -> Plan:
    """Bring a file in, inside a write unit. Nothing is written when the plan has a problem or is not as it was shown.

    Args:
        enrolled: the ids of who has an account: they are asked about a new supervisor by mail too.
        as_shown: the digest of the plan that somebody has agreed to; None when nobody was asked.

    Raises:
        Conflict: somebody changed the roster at the same moment.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ROSTER_LOCK})
    plan = check_roster(data, actor=actor)
    if plan.problems or as_shown not in (None, plan.digest):
        return plan
    try:
        _write(plan, actor, enrolled)
    except IntegrityError:
        raise Conflict(_("Somebody changed the roster a moment ago. Check the file once more.")) from None
    plan.imported = True
    return plan


def _write(plan: Plan, actor: str | None, enrolled: Collection[str]) -> None:
    at = now()
    # A parent stands before what is inside it.
    _add(Unit, [{"id": u.id, "parent_id": u.parent_id, "kind": u.kind, "name": u.name} for u in plan.units])
    for unit in plan.units:
        record("unit-made", actor=actor, unit=unit.id)
    _add(
        Person,
        [{"id": p.id, "name": p.name, "email": p.email, "unit_id": p.unit_id, "joined_at": at} for p in plan.people],
    )
    for change in plan.changes:
        values = {"unit_id": change.unit_id} if change.unit_id else {"name": change.after}
        db.session.execute(update(Person).where(Person.id == change.person_id).values(values))
        if change.unit_id:
            record("unit-changed", actor=actor, about=change.person_id, unit=change.unit_id)
        else:
            record("name-changed", actor=actor, about=change.person_id)
    _add(Role, [{"id": new_id(), "since": at, **vars(role)} for role in plan.roles])
    for role in plan.roles:
        record("role-given", actor=actor, about=role.person_id, role=role.role, unit=role.unit_id)
    _name_supervisors(plan, actor, enrolled)
    record("roster-imported", actor=actor, people=len(plan.people), units=len(plan.units))
    db.session.flush()


def _name_supervisors(plan: Plan, actor: str | None, enrolled: Collection[str]) -> None:
    at = now()
    pairs = [
        {"practitioner_id": named.practitioner_id, "supervisor_id": named.supervisor_id} for named in plan.supervisions
    ]
    _add(Supervision, [{"id": new_id(), "since": at, **pair} for pair in pairs])
    for named in plan.supervisions:
        person = named.practitioner_id
        record("supervisor-named", actor=actor, about=person, supervisor=named.supervisor_id)
        tell(person, "supervisor-named", address=named.email if person in enrolled else None, name=named.name)


def _add(table: type[Unit] | type[Person] | type[Role] | type[Supervision], rows: list[dict[str, object]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)
