"""Reading the trail a page at a time, newest first."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, tuple_

from reflect.audit.models import AuditEvent
from reflect.storage.db import db

ROWS = 50


def page_of(wanted: ColumnElement[bool], before: str | None = None) -> tuple[Sequence[AuditEvent], str | None]:
    """One page of the events that a condition picks, and the id to ask for the older ones with; one statement.

    Args:
        before: the id of the last event of the page before. One that is no event's gives an empty page.
    """
    statement = select(AuditEvent).where(wanted)
    if before is not None:
        moment = select(AuditEvent.happened_at).where(AuditEvent.id == before).scalar_subquery()
        statement = statement.where(tuple_(AuditEvent.happened_at, AuditEvent.id) < tuple_(moment, before))
    order = (AuditEvent.happened_at.desc(), AuditEvent.id.desc())
    found = db.session.scalars(statement.order_by(*order).limit(ROWS + 1)).all()
    return found[:ROWS], found[ROWS - 1].id if len(found) > ROWS else None
