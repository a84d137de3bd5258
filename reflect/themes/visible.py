"""Who may see the released figures of which place.

Figures carry noise, so they are safe for everybody who works there: each person sees the places on the way from their
own unit, and from every unit where they hold a role, up to the top. Who leads a service also sees the places under it.
Nobody sees a team: a team is never a place. A cluster of small services is seen by those of each of its services.
"""

from datetime import datetime

from sqlalchemy import CTE, BindParameter, ColumnElement, bindparam, exists, or_, select, tuple_

from reflect.organisation.models import Unit
from reflect.organisation.relations import units_above, units_around
from reflect.themes.models import Place, PlacedUnit

# Who looks, and when: for conditions of statements that are built once.
VIEWER: BindParameter[str] = bindparam("viewer")
AT: BindParameter[datetime] = bindparam("at")


def viewed_by(person_id: str, at: datetime) -> dict[str, object]:
    """The values for a statement that holds `VIEWER` and `AT`, as `SEEN` and `NEAR` do."""
    return {"viewer": person_id, "at": at}


def _places(units: CTE) -> ColumnElement[bool]:
    themselves = select(units.c.id).where(units.c.kind != "team")
    counted = select(PlacedUnit.window_id, PlacedUnit.place_id).where(PlacedUnit.unit_id.in_(select(units.c.id)))
    counting = tuple_(Place.window_id, Place.place_id).in_(counted)
    a_team = exists(select(Unit.id)).where(Unit.id == Place.place_id, Unit.kind == "team").correlate(Place)
    return or_(Place.place_id.in_(themselves), counting & ~a_team)


# SQL conditions on `Place`, built once: lists and single pages use the same.
SEEN = _places(units_around(VIEWER, AT))  # whoever looks may see it
NEAR = _places(units_above(VIEWER, AT))  # and it is one of their own, or above one: a few
