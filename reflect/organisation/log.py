"""What the trail says, in words and with the names of the people and units it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from reflect.audit import reading
from reflect.audit.events import ADMINISTRATIVE
from reflect.audit.models import AuditEvent
from reflect.organisation.models import Person, Unit
from reflect.organisation.scope import administered
from reflect.storage.db import db
from reflect.web.event_words import PEOPLE, event_in_words, somebody
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Line:
    """One event: what happened, to whose thing, by whom."""

    id: str
    happened_at: datetime
    words: str
    about: str
    actor: str


def own_log(person_id: str, before: str | None = None) -> tuple[list[Line], str | None]:
    """A page of what happened to somebody's account and things, and the id to ask for the older ones with."""
    found, older = reading.page_of(AuditEvent.about_id == person_id, before)
    return _lines(found, you=person_id), older


def administrative_log(
    administrator_id: str, event: str | None = None, before: str | None = None
) -> tuple[list[Line], str | None]:
    """A page of what was done to the people and units that an administrator looks after, or to nobody in particular.

    Args:
        event: one administrative event; anything else means all of them. Nothing else is ever shown.
    """
    kinds = [event] if event in ADMINISTRATIVE else sorted(ADMINISTRATIVE)
    # Found by the people they are about, not by their kind: of one kind there are as many as people everywhere.
    kind = func.coalesce(AuditEvent.event, "")
    found, older = reading.page_of(and_(kind.in_(kinds), _in_scope(administrator_id)), before)
    return _lines(found, you=administrator_id), older


def _in_scope(administrator_id: str) -> ColumnElement[bool]:
    units = administered(administrator_id)
    people = select(Person.id).where(Person.unit_id.in_(units))
    unit = AuditEvent.details["unit"].as_string()
    nobodys = and_(AuditEvent.about_id.is_(None), or_(unit.is_(None), unit.in_(units)))
    return or_(AuditEvent.about_id.in_(people), nobodys)


def _lines(found: Sequence[AuditEvent], *, you: str) -> list[Line]:
    names = _names(found)

    def name(person_id: str | None, nobody: str) -> str:
        if person_id is None:
            return nobody
        return _("You") if person_id == you else names.get(person_id) or somebody()

    return [
        Line(
            row.id,
            row.happened_at,
            event_in_words(row.event, row.details, names),
            name(row.about_id, ""),
            name(row.actor_id, _("Reflect, or whoever runs it")),
        )
        for row in found
    ]


def _names(found: Iterable[AuditEvent]) -> dict[str, str]:
    """The names of every person and unit in some events, by id, in one statement."""
    people: set[str] = set()
    units: set[str] = set()
    for row in found:
        people |= {each for each in (row.actor_id, row.about_id) if each}
        people |= {str(row.details[key]) for key in PEOPLE & row.details.keys()}
        units |= {str(row.details["unit"])} if "unit" in row.details else set()
    if not people | units:
        return {}
    wanted = select(Person.id, Person.name).where(Person.id.in_(people))
    both = wanted.union_all(select(Unit.id, Unit.name).where(Unit.id.in_(units)))
    return {row.id: row.name for row in db.session.execute(both)}
