"""Who may see the released figures of which place.

Figures carry noise, so they are safe for everybody who works there: each person sees the places on the way from their
own unit, and from every unit where they hold a role, up to the top. Who leads a service also sees the places under it.
Nobody sees a team: a team is never a place. A cluster of small services is seen by those of each of its services.
"""

from datetime import datetime

from sqlalchemy import CTE, BindParameter, ColumnElement, bindparam, exists, or_, select, tuple_, union_all

from reflect.organisation.models import Unit
from reflect.organisation.relations import leads_from_above, units_above, units_led
from reflect.themes.models import Place, PlacedUnit

# Who looks, and when: for conditions of statements that are built once.
VIEWER: BindParameter[str] = bindparam("viewer")
AT: BindParameter[datetime] = bindparam("at")


def viewed_by(person_id: str, at: datetime) -> dict[str, object]:
    """The values for a statement that holds `VIEWER` and `AT`, as `SEEN`, `SEEN_HERE` and `NEAR` do."""
    return {"viewer": person_id, "at": at}


def _is_in(units: CTE) -> ColumnElement[bool]:
    """That a place is one of these units. A team is no place."""
    return Place.place_id.in_(select(units.c.id).where(units.c.kind != "team"))


def _counts(*lists: CTE) -> ColumnElement[bool]:
    """That one of these units counts in a place, which may be a cluster: looked up only where nothing else holds."""
    counted = select(PlacedUnit.window_id, PlacedUnit.place_id)
    found = (counted.where(PlacedUnit.unit_id.in_(select(units.c.id))) for units in lists)
    return or_(*(tuple_(Place.window_id, Place.place_id).in_(each) for each in found)) & ~_IS_TEAM


def _may_be(*lists: CTE) -> ColumnElement[bool]:
    """That a place is one of these units, or that one of them counted in it in some window.

    It says no more than the exact conditions, and leads to a few places by their ids: without it, every place of every
    window is held against those, and a page costs more the larger the organisation is.
    """
    units = [select(units.c.id) for units in lists]
    counted = (select(PlacedUnit.place_id).where(PlacedUnit.unit_id.in_(each)) for each in units)
    return Place.place_id.in_(union_all(*units, *counted))


_IS_TEAM = exists(select(Unit.id)).where(Unit.id == Place.place_id, Unit.kind == "team").correlate(Place)
_OWN, _LED = units_above(VIEWER, AT), units_led(VIEWER, AT)

# SQL conditions on `Place`, built once.
NEAR = or_(_is_in(_OWN), _counts(_OWN))  # it is one of the viewer’s own, or above one: a few
SEEN = _may_be(_OWN, _LED) & or_(_is_in(_OWN), _is_in(_LED), _counts(_OWN, _LED))  # whoever looks may see it
# The same, where the place is known or one of a few: what is led is looked for above each, not listed beforehand.
SEEN_HERE = or_(_is_in(_OWN), leads_from_above(VIEWER, Place.place_id.expression, AT) & ~_IS_TEAM, _counts(_OWN, _LED))
