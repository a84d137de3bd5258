"""Who may see the released figures of which place.

Figures carry noise, so they are safe for everybody who works there: each person sees the places on the way from their
own unit, and from every unit where they hold a role, up to the top. Who leads a service also sees the places under it.
Nobody sees a team: a team is never a place. A cluster of small services is seen by those of each of its services.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, tuple_

from reflect.organisation.models import Unit
from reflect.organisation.relations import units_around
from reflect.themes.models import Place, PlacedUnit


def may_see(person_id: str, at: datetime) -> ColumnElement[bool]:
    """The SQL condition on `Place` that somebody may see it at a moment. The list and the single page both use it."""
    around = units_around(person_id, at)
    themselves = select(around.c.id).where(around.c.kind != "team")
    counted = select(PlacedUnit.window_id, PlacedUnit.place_id).where(PlacedUnit.unit_id.in_(select(around.c.id)))
    counting = tuple_(Place.window_id, Place.place_id).in_(counted)
    a_team = exists(select(Unit.id)).where(Unit.id == Place.place_id, Unit.kind == "team").correlate(Place)
    return or_(Place.place_id.in_(themselves), counting & ~a_team)
