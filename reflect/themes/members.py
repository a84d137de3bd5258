"""Which windows of a place may be held beside each other: those in which the same units count.

When a team moves from one service to another, or a small service joins a cluster, the next figures are of other people.
Whoever subtracted one from the other would look at who came and went, and call it a change in what people think. So
every place carries an id of its members, which is handed on from the window before while they are the same, and is a
new one otherwise. People who move one by one do not change it: the public headcount says how many there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from reflect.core.ids import new_id
from reflect.storage.db import db
from reflect.themes.models import Level, Place, PlacedUnit, Window
from reflect.themes.periods import A_YEAR


@dataclass(frozen=True)
class Counted:
    """Which units count in which places of one window, in the smallest of them and in those above."""

    inside: Mapping[str, frozenset[str]]
    members: Mapping[str, str | None]  # of each place, the id of its members
    levels: Mapping[str, str]

    @property
    def units(self) -> frozenset[str]:
        """Every unit that counts in some place."""
        return frozenset().union(*self.inside.values())


def inside(units: Mapping[str, str], above: Mapping[str, str | None]) -> dict[str, frozenset[str]]:
    """The units that count in each place.

    Args:
        units: of each unit, the smallest place.
        above: of each place, the one that it is part of.
    """
    found: dict[str, set[str]] = {place: set() for place in above}
    for unit, smallest in units.items():
        place: str | None = smallest
        while place is not None:
            found[place].add(unit)
            place = above[place]
    return {place: frozenset(those) for place, those in found.items()}


def members_of(place: str, level: Level, now: Mapping[str, frozenset[str]], before: Iterable[Counted]) -> str | None:
    """The id of a place's members: that of the latest window which has it, if they are the same; otherwise a new one.

    A service or cluster has the same members while exactly the same services and teams count in it. A larger place
    has them while no unit came to it from another place or went to one: what is made or closed within it stays in it.

    Args:
        now: the units inside each place of the new window.
        before: earlier windows, the latest first.
    """
    earlier = next((window for window in before if place in window.inside), None)
    if earlier is None:
        return new_id()
    here, there = now[place], earlier.inside[place]
    if level == "service":
        same = here == there
    else:
        came = (here - there) & earlier.units
        went = (there - here) & frozenset().union(*now.values())
        same = not came and not went
    return earlier.members[place] if same else new_id()


def counted_before(at: datetime) -> list[Counted]:
    """The latest quarter and the latest half-year that opened before a moment, the latest first."""
    found: list[Window] = []
    for cadence in A_YEAR:
        statement = select(Window).where(Window.cadence == cadence, Window.opens_at < at)
        found += db.session.scalars(statement.order_by(Window.opens_at.desc(), Window.name.desc()).limit(1)).all()
    return [_counted(window.id) for window in sorted(found, key=lambda each: each.opens_at, reverse=True)]


def _counted(window_id: str) -> Counted:
    places: Sequence[Place] = db.session.scalars(select(Place).where(Place.window_id == window_id)).all()
    placed = select(PlacedUnit.unit_id, PlacedUnit.place_id).where(PlacedUnit.window_id == window_id)
    units = dict(db.session.execute(placed).all())
    above = {place.place_id: place.parent_id for place in places}
    return Counted(
        inside(units, above),
        {place.place_id: place.members_id for place in places},
        {place.place_id: place.level for place in places},
    )
