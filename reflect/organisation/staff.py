"""What an administrator changes about somebody: name, unit, address, roles. Called inside a write unit, and audited."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from reflect.audit.models import AuditEvent
from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.notices.telling import tell
from reflect.organisation.models import Person, Role, Unit
from reflect.organisation.names import tidy_address, tidy_name
from reflect.organisation.roster import flush_unique
from reflect.storage.db import db
from reflect.web.language import gettext as _

# While this lasts nobody can be started again: whoever has the earlier address can object (the vault page of the docs).
AFTER_NEW_ADDRESS = timedelta(days=7)


def change_name(person: Person, name: str, *, actor: str | None) -> None:
    """Give a person another name, as colleagues see it.

    Raises:
        BadInput: it cannot be used.
    """
    person.name = tidy_name(name)
    record("name-changed", actor=actor, about=person.id)


def change_unit(person: Person, unit_id: str, *, actor: str | None) -> None:
    """Let a person work somewhere else. Their roles and supervisors stay as they are; what is shared ends (live.py).

    Raises:
        Conflict: the unit is closed.
    """
    # The lock makes somebody who closes the unit at this moment wait.
    unit = db.session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update(read=True))
    if unit is None or unit.closed_at is not None:
        raise Conflict(_("This unit is closed."))
    person.unit_id = unit_id
    record("unit-changed", actor=actor, about=person.id, unit=unit_id)


def change_address(person: Person, email: str, *, actor: str) -> None:
    """Give a person another address to sign in and to be reached with. The earlier one is told.

    Raises:
        BadInput: it is no address, or the same as before.
        Conflict: somebody else has it.
    """
    address, before = tidy_address(email), person.email
    if address == before:
        raise BadInput(_("This is their address already."))
    person.email = address
    flush_unique(_("Somebody on the roster has this address already."))
    record("address-changed", actor=actor, about=person.id)
    tell(person.id, "address-changed", address=before)


def address_changed_lately(person_id: str) -> bool:
    """Whether the person's address was changed so lately that they cannot be started again."""
    changed = select(AuditEvent.id).where(
        AuditEvent.about_id == person_id,
        AuditEvent.event == "address-changed",
        AuditEvent.happened_at > now() - AFTER_NEW_ADDRESS,
    )
    return db.session.scalar(changed.limit(1)) is not None


def end_role(person_id: str, role_id: str, *, at: datetime, actor: str) -> None:
    """Let a role end at a moment. One that had not begun by then never was.

    Raises:
        NotFound: the person has no such role that goes on until then.
        BadInput: the moment lies in the past.
    """
    role = db.session.scalar(select(Role).where(Role.id == role_id, Role.person_id == person_id).with_for_update())
    if role is None or (role.until is not None and role.until <= at):
        raise NotFound(_("This role has ended already."))
    if at < now() - timedelta(minutes=1):
        raise BadInput(_("Choose today or a later day."))
    if role.since < at:
        role.until = at
    else:
        db.session.delete(role)
    record("role-ended", actor=actor, about=person_id, role=role.role, unit=role.unit_id)


def end_all_roles(person_id: str) -> None:
    """Let every role end now: the person is no longer here under this id."""
    at = now()
    for role in db.session.scalars(
        select(Role).where(Role.person_id == person_id, or_(Role.until.is_(None), Role.until > at))
    ):
        if role.since < at:
            role.until = at
        else:
            db.session.delete(role)
