"""Who may see the released figures of which place.

Figures carry noise, so they are safe for everybody who works there: each person sees the places on the way from their
own unit, and from every unit where they hold a role, up to the top. Who leads a service also sees the places under it.
Nobody sees a team: a team is never a place. A cluster of small services is seen by those of each of its services.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    exists,
    or_,
    select,
    tuple_,
    union_all,
)

from reflect.organisation.models import Unit
from reflect.organisation.relations import leads_from_above, units_above, units_led
from reflect.themes.models import ELSEWHERE, Place, PlacedUnit

# Who looks, and when: for conditions of statements that are built once.
VIEWER: BindParameter[str] = bindparam("viewer")
AT: BindParameter[datetime] = bindparam("at")


def viewed_by(person_id: str, at: datetime) -> dict[str, object]:
    """The values for a statement that holds `VIEWER` and `AT`, as `seen`, `SEEN_HERE` and `NEAR` do."""
    return {"viewer": person_id, "at": at}


def _is_in(units: CTE) -> ColumnElement[bool]:
    """That a place is one of these units. A team is no place."""
    return Place.place_id.in_(select(units.c.id).where(units.c.kind != "team"))


def _counts(units: CTE, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """That one of these units counts in a place that is another: a cluster, or what a team was part of in a window."""
    counted = select(PlacedUnit.window_id, PlacedUnit.place_id).where(ELSEWHERE, *where)
    found = counted.where(PlacedUnit.unit_id.in_(select(units.c.id)))
    return tuple_(Place.window_id, Place.place_id).in_(found) & ~_IS_TEAM


_IS_TEAM = exists(select(Unit.id)).where(Unit.id == Place.place_id, Unit.kind == "team").correlate(Place)
_OWN, _LED = units_above(VIEWER, AT), units_led(VIEWER, AT)

# SQL conditions on `Place`, built once.
NEAR = or_(_is_in(_OWN), _counts(_OWN))  # it is one of the viewer’s own, or above one: a few
# Whoever looks may see it, where it is known or one of a few: what is led is looked for above each, not listed.
SEEN_HERE = or_(NEAR, leads_from_above(VIEWER, Place.place_id.expression, AT) & ~_IS_TEAM, _counts(_LED))


def seen(
    places: Select[*tuple[Any, ...]], window: ColumnElement[str] | None = None
) -> CompoundSelect[*tuple[Any, ...]]:
    """Of places that a statement picks, those that whoever looks may see: for lists, as there may be hundreds.

    A place may come twice. Each of its parts finds places by ids, and none of them is gone through further than rows
    are asked for: who leads hundreds and is shown a few waits for a few.

    Args:
        window: the one of all these places, if it is one.
    """
    where = () if window is None else (PlacedUnit.window_id == window,)
    parts = (_is_in(_OWN), _counts(_OWN, *where), _is_in(_LED), _counts(_LED, *where))
    return union_all(*(places.where(part) for part in parts))
