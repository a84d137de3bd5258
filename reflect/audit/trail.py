"""Adding to the trail."""

import re
from collections.abc import Mapping

from sqlalchemy import ColumnElement, insert, literal, select

from reflect.audit.events import EVENTS
from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.storage.db import db

# An id, a number or a word of ours. A sentence does not fit, so no words can slip in.
DETAIL = re.compile(r"[0-9A-Za-z._:/-]{1,120}")


def record(event: str, *, actor: str | None = None, about: str | None = None, **details: str | int) -> None:
    """Add an event to the trail, inside the caller's write unit: it is there exactly when what it tells of is.

    Args:
        actor: the id of who did it.
        about: the id of the person whose thing it was done to; they see it in their own log.
        details: exactly those that the event names.

    Raises:
        ValueError: the event or its details are not those declared, or a detail is no id, number or word of ours.
    """
    _check(event, details)
    db.session.add(
        AuditEvent(id=new_id(), happened_at=now(), event=event, actor_id=actor, about_id=about, details=details)
    )


def record_about(event: str, whom: ColumnElement[str], where: ColumnElement[bool], **details: str | int) -> None:
    """The same about whoever a condition finds. One statement, whether it finds somebody or nobody: it tells nothing.

    Args:
        whom: the column of the person's id, and `where` the condition.

    Raises:
        ValueError: as for `record`.
    """
    _check(event, details)
    columns = {
        AuditEvent.id: new_id(),
        AuditEvent.happened_at: now(),
        AuditEvent.event: event,
        AuditEvent.details: details,
    }
    found = select(*(literal(value, column.type) for column, value in columns.items()), whom).where(where).limit(1)
    db.session.execute(insert(AuditEvent).from_select([*columns, AuditEvent.about_id], found))


def _check(event: str, details: Mapping[str, str | int]) -> None:
    if EVENTS.get(event) != details.keys():
        raise ValueError(f"the event {event!r} is not declared with exactly these details")
    if not all(isinstance(value, int) or DETAIL.fullmatch(value) for value in details.values()):
        raise ValueError(f"a detail of {event!r} could be somebody's words")
