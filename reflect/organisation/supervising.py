"""Naming a supervisor, and the practitioner's yes or no. Called inside a write unit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.notices.telling import tell
from reflect.organisation import roster
from reflect.organisation.models import Person, Supervision
from reflect.organisation.relations import in_force
from reflect.storage.db import db
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Relation:
    """One supervisor of a person, with dates: waiting for their yes, confirmed, declined, or over."""

    id: str
    supervisor_id: str
    name: str
    since: datetime
    until: datetime | None
    confirmed_at: datetime | None
    declined_at: datetime | None

    @property
    def state(self) -> str:
        """`over`, `declined`, `confirmed` or `waiting` for the practitioner’s answer."""
        if self.until is not None and self.until <= now():
            return "over"
        if self.declined_at is not None:
            return "declined"
        return "confirmed" if self.confirmed_at is not None else "waiting"


def supervisions_of(person_id: str, *, open_only: bool = False) -> list[Relation]:
    """Everybody who was named as a person's supervisor, the latest first; with `open_only`, whom nothing has ended."""
    statement = (
        select(
            Supervision.id,
            Supervision.supervisor_id,
            Person.name,
            Supervision.since,
            Supervision.until,
            Supervision.confirmed_at,
            Supervision.declined_at,
        )
        .join(Person, Person.id == Supervision.supervisor_id)
        .where(Supervision.practitioner_id == person_id)
        .order_by(Supervision.since.desc(), Supervision.id)
    )
    if open_only:
        statement = statement.where(in_force(Supervision, now()), Supervision.declined_at.is_(None))
    return [Relation(*row) for row in db.session.execute(statement)]


def waiting(person_id: str) -> list[Relation]:
    """The supervisors who were named for a person, and to whom they have not said yes or no."""
    return [relation for relation in supervisions_of(person_id, open_only=True) if relation.state == "waiting"]


def waiting_one(person_id: str, relation_id: str) -> Relation:
    """One of those.

    Raises:
        NotFound: nothing of the kind waits for them.
    """
    found = next((relation for relation in waiting(person_id) if relation.id == relation_id), None)
    if found is None:
        raise NotFound(_("You have answered this already, or it was taken back."))
    return found


def name_supervisor(practitioner_id: str, supervisor_id: str, *, actor: str | None, address: str | None) -> None:
    """Enter somebody as a person's supervisor. Nothing can be shared before that person says yes.

    Args:
        address: where to ask the person by mail too; None for the app alone.

    Raises:
        BadInput: nobody supervises themselves, and nobody who has left supervises.
        Conflict: they are entered already.
    """
    if practitioner_id == supervisor_id:
        raise BadInput(_("Nobody can be their own supervisor."))
    # The lock makes two of the same naming follow each other.
    db.session.execute(select(Person.id).where(Person.id == practitioner_id).with_for_update())
    supervisor = db.session.get_one(Person, supervisor_id)
    if supervisor.left_at is not None:
        raise BadInput(_("%(name)s has left.", name=supervisor.name))
    if any(relation.supervisor_id == supervisor_id for relation in supervisions_of(practitioner_id, open_only=True)):
        raise Conflict(_("%(name)s is entered as their supervisor already.", name=supervisor.name))
    roster.supervise(practitioner_id, supervisor_id, confirmed=False, actor=actor)
    tell(practitioner_id, "supervisor-named", address=address, name=supervisor.name)


def confirm(person_id: str, relation_id: str) -> str:
    """The practitioner says yes. Returns the supervisor's name.

    Raises:
        NotFound: nothing of the kind waits for them.
    """
    relation, name = _waiting(person_id, relation_id)
    relation.confirmed_at = now()
    record("supervisor-confirmed", actor=person_id, about=person_id, supervisor=relation.supervisor_id)
    return name


def decline(person_id: str, relation_id: str) -> str:
    """The practitioner says no. Returns the supervisor's name.

    Raises:
        NotFound: nothing of the kind waits for them.
    """
    relation, name = _waiting(person_id, relation_id)
    relation.declined_at = now()
    record("supervisor-declined", actor=person_id, about=person_id, supervisor=relation.supervisor_id)
    return name


def end_supervision(person_id: str, relation_id: str, *, actor: str, address: str | None) -> None:
    """End a supervision now, also for what an earlier journal of the person had shared. The person is told.

    Raises:
        NotFound: the person has no such supervision in force.
    """
    found = db.session.execute(
        select(Supervision, Person.name)
        .join(Person, Person.id == Supervision.supervisor_id)
        .where(
            Supervision.id == relation_id,
            Supervision.practitioner_id == person_id,
            in_force(Supervision, now()),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(_("This supervision has ended already."))
    relation, name = found
    end_with(person_id, relation.supervisor_id)
    record("supervision-ended", actor=actor, about=person_id, supervisor=relation.supervisor_id)
    tell(person_id, "supervision-ended", address=address, name=name)


def end_with(person_id: str, supervisor_id: str) -> None:
    """End every supervision in force between two people, and between the earlier journal of the one and the other."""
    selves = select(Person.id).where(or_(Person.id == person_id, Person.continued_as == person_id))
    at = now()
    for relation in db.session.scalars(
        select(Supervision).where(
            Supervision.practitioner_id.in_(selves),
            Supervision.supervisor_id == supervisor_id,
            or_(Supervision.until.is_(None), Supervision.until > at),
        )
    ):
        if relation.since < at:
            relation.until = at
        else:
            db.session.delete(relation)


def _waiting(person_id: str, relation_id: str) -> tuple[Supervision, str]:
    found = db.session.execute(
        select(Supervision, Person.name)
        .join(Person, Person.id == Supervision.supervisor_id)
        .where(
            Supervision.id == relation_id,
            Supervision.practitioner_id == person_id,
            Supervision.confirmed_at.is_(None),
            Supervision.declined_at.is_(None),
            in_force(Supervision, now()),
        )
        .with_for_update(of=Supervision)
    ).one_or_none()
    if found is None:
        raise NotFound(_("You have answered this already, or it was taken back."))
    return found.Supervision, found.name
