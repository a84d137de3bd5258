"""Whether something stands in the way of destroying what is a person's. Placing and lifting are a data protection
officer's; whoever destroys anything asks here first.

A hold is on somebody with every journal they have: those from before they started again, and one they start later.
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.notices.telling import tell
from reflect.organisation.models import Hold, Person
from reflect.organisation.scope import protected
from reflect.storage.db import db
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

REASONS = MappingProxyType(
    {
        "legal-claim": _l("A claim in law"),
        "inquiry": _l("An inquiry"),
        "subject-access": _l("Somebody asked for their data"),
        "other": _l("Another reason"),
    }
)


@dataclass(frozen=True)
class Held:
    """One hold, as its officer and the person it is on see it."""

    id: str
    person_id: str
    name: str
    email: str
    reason: str
    placed_at: datetime
    placed_by: str | None  # a name; None for somebody who is erased
    lifted_at: datetime | None

    @property
    def reason_words(self) -> str:
        """Why, as pages say it."""
        return str(REASONS[self.reason])


def is_held(person: ColumnElement[Any] | Any) -> Exists:
    """The condition in SQL that a hold lies on the person whose id stands in this column."""
    on = aliased(Person)
    same = or_(on.id == person, on.continued_as == person)
    return exists().where(Hold.person_id == on.id, Hold.lifted_at.is_(None), same)


def held(person_id: str) -> bool:
    """Whether a hold lies on this person now."""
    return bool(db.session.scalar(select(is_held(person_id))))


def refuse_while_held(person_id: str) -> None:
    """Stand in the way of whoever is about to destroy something of their own.

    Raises:
        Conflict: a hold lies on them.
    """
    if held(person_id):
        raise Conflict(
            _("A data protection officer has placed a hold on your account. Nothing is destroyed until it is lifted.")
        )


def holds_on(person_id: str) -> list[Held]:
    """The hold that lies on a person now, for themselves to see; also in a journal of before they started again."""
    journal, present = aliased(Person), aliased(Person)
    mine = or_(journal.id == person_id, journal.continued_as == person_id)
    return _read(_reading(journal, present).where(Hold.lifted_at.is_(None), mine))


def holds_seen_by(officer_id: str) -> list[Held]:
    """Every hold on people whose data this officer protects, those in force first."""
    journal, present = aliased(Person), aliased(Person)
    rows = _read(_reading(journal, present).where(present.unit_id.in_(protected(officer_id))))
    return sorted(rows, key=lambda row: row.lifted_at is not None)


def hold_seen_by(officer_id: str, hold_id: str) -> Held:
    """A hold that is in force on somebody whose data this officer protects.

    Raises:
        NotFound: there is none of this id, or it is on somebody of another part of the organisation.
    """
    found = [row for row in holds_seen_by(officer_id) if row.id == hold_id and row.lifted_at is None]
    if not found:
        raise NotFound(_("This hold is not there, or it was lifted."))
    return found[0]


def place(officer_id: str, person: Person, reason: str) -> str:
    """Let nothing of a person's be destroyed from now on, inside a write unit. They are told. It opens nothing.

    Args:
        person: somebody whose data this officer protects, as `scope.person_protected` gives them.
        reason: one of `REASONS`.

    Raises:
        BadInput: that is no reason of ours.
        Conflict: a hold lies on them already.
    """
    if reason not in REASONS:
        raise BadInput(_("Choose why."))
    # The lock makes two who place one at the same moment follow each other.
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    if held(person.id):
        raise Conflict(_("There is a hold on %(name)s already.", name=person.name))
    at, hold_ids = now(), {}
    for each in db.session.scalars(_journals_of(person.id)):
        hold_ids[each] = new_id()
        db.session.add(Hold(id=hold_ids[each], person_id=each, reason=reason, placed_by=officer_id, placed_at=at))
    _tell(officer_id, person, "hold-placed")
    record("hold-placed", actor=officer_id, about=person.id, reason=reason)
    return hold_ids[person.id]


def lift(officer_id: str, person: Person) -> None:
    """Let what is a person's go its way again, inside a write unit. They are told.

    Raises:
        Conflict: it was lifted already.
    """
    on = Hold.person_id.in_(_journals_of(person.id))
    lifted = update(Hold).where(on, Hold.lifted_at.is_(None)).values(lifted_at=now(), lifted_by=officer_id)
    if not db.session.execute(lifted).rowcount:
        raise Conflict(_("This hold was lifted already."))
    _tell(officer_id, person, "hold-lifted")
    record("hold-lifted", actor=officer_id, about=person.id)


def _journals_of(person_id: str) -> Select[tuple[str]]:
    return select(Person.id).where(or_(Person.id == person_id, Person.continued_as == person_id))


def _tell(officer_id: str, person: Person, kind: str) -> None:
    name = db.session.scalars(select(Person.name).where(Person.id == officer_id)).one()
    tell(person.id, kind, address=person.email if person.left_at is None else None, name=name)


def _reading(journal: Any, present: Any) -> Select[Any]:
    by = aliased(Person)
    return (
        select(
            Hold.id,
            present.id.label("person_id"),
            present.name,
            present.email,
            Hold.reason,
            Hold.placed_at,
            by.name.label("placed_by"),
            Hold.lifted_at,
        )
        .join(journal, journal.id == Hold.person_id)
        .join(present, present.id == func.coalesce(journal.continued_as, journal.id))
        .outerjoin(by, by.id == Hold.placed_by)
        .order_by(Hold.placed_at.desc(), Hold.id)
    )


def _read(statement: Select[Any]) -> list[Held]:
    """One for each time that somebody was held, however many journals they have."""
    found: dict[tuple[str, datetime], Held] = {}
    for row in db.session.execute(statement):
        found.setdefault((row.person_id, row.placed_at), Held(*row))
    return list(found.values())
