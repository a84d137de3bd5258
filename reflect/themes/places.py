"""Whose figures a window releases: units, and clusters of small services, fixed when the window opens."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, insert, or_, select

from reflect.organisation.clusters import clusters_of
from reflect.organisation.models import Person, Unit
from reflect.storage.db import db
from reflect.themes.clusters import Group, Service, grouped, new_group
from reflect.themes.members import Counted, counted_before, inside, members_of
from reflect.themes.models import Level, Place, PlacedUnit, Window
from reflect.themes.periods import year_of
from reflect.themes.plans import LEVELS, LevelPlan
from reflect.web.language import listed, ngettext

LONGEST_NAME = 400


@dataclass
class Laid:
    """The places of a window that is about to open, and in which smallest of them each unit counts."""

    places: list[dict[str, str | None]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    @property
    def levels(self) -> set[str]:
        """The levels that have a place at all."""
        return {str(place["level"]) for place in self.places}


class Tree:
    """The organisation's open units at this moment, and how many people are on the roster of each."""

    def __init__(self, at: datetime) -> None:
        self.year = year_of(at)
        every = db.session.scalars(select(Unit).order_by(Unit.name, Unit.id)).all()
        self.units = {unit.id: unit for unit in every if unit.closed_at is None}
        self.services_ever = {unit.id for unit in every if unit.kind == "service"}
        self.own_people = _on_roster(at)

    def up_from(self, unit_id: str) -> Iterator[Unit]:
        """A unit and every unit above it."""
        at: str | None = unit_id
        while at is not None:
            yield self.units[at]
            at = self.units[at].parent_id

    def at(self, level: Level, unit_id: str) -> str | None:
        """The unit of this level that a unit lies in or is."""
        for unit in self.up_from(unit_id):
            if unit.kind == level or (level == "everybody" and unit.parent_id is None):
                return unit.id
        return None

    def services(self) -> dict[str, list[Service]]:
        """Every service with its people, those of its teams among them, by agency (or whatever root it is under)."""
        people: Counter[str] = Counter()
        for unit_id in self.units:
            service = self.at("service", unit_id)
            if service is not None:
                people[service] += self.own_people.get(unit_id, 0)
        found = defaultdict(list)
        for service in people:
            above = self.at("agency", service) or self.at("everybody", service)
            found[str(above)].append(Service(service, self.units[service].name, people[service]))
        return found


def lay(plan: Sequence[LevelPlan], earlier: Window | None, at: datetime) -> Laid:
    """The places of a window that opens at a moment, from the unit tree and roster of that moment.

    Args:
        plan: the levels of this window's cadence.
        earlier: the window before it in the same calendar year, whose clusters it keeps.
    """
    tree, laid, before = Tree(at), Laid(), counted_before(at)
    place_of: dict[Level, dict[str, str]] = {}  # of each level, the place of each unit that lies in one
    for each in sorted(plan, key=lambda one: LEVELS.index(one.level), reverse=True):
        groups = _service_groups(tree, each.least, earlier, before) if each.level == "service" else []
        place_of[each.level] = _at_level(tree, each, groups, laid, list(place_of.values()))
    for units in place_of.values():
        laid.units |= units  # the smaller level comes later and wins
    now = inside(laid.units, {str(place["place_id"]): place["parent_id"] for place in laid.places})
    for place in laid.places:
        place["members_id"] = members_of(str(place["place_id"]), cast(Level, place["level"]), now, before)
    return laid


def store(window_id: str, laid: Laid) -> None:
    """Write the places of a window that has just been added."""
    db.session.execute(insert(Place), [{"window_id": window_id, "headcount": None} | place for place in laid.places])
    placed = [{"window_id": window_id, "unit_id": unit, "place_id": place} for unit, place in laid.units.items()]
    db.session.execute(insert(PlacedUnit), placed)


def headcounts(window: Window) -> dict[str, int]:
    """How many people each place of a window has on the roster on its closing day, enrolled or not."""
    places = {place.place_id: place.parent_id for place in of_window(window.id)}
    placed = select(PlacedUnit.unit_id, PlacedUnit.place_id).where(PlacedUnit.window_id == window.id)
    people = _on_roster(window.closes_at - timedelta.resolution)
    counts = dict.fromkeys(places, 0)
    for unit_id, smallest in db.session.execute(placed):
        place: str | None = smallest
        while place is not None:
            counts[place] += people.get(unit_id, 0)
            place = places[place]
    return counts


def of_window(window_id: str) -> Sequence[Place]:
    """The places of a window, in a fixed order."""
    return db.session.scalars(select(Place).where(Place.window_id == window_id).order_by(Place.place_id)).all()


def _on_roster(at: datetime) -> dict[str, int]:
    """How many people were on the roster at a moment, by their own unit. One statement.

    Somebody who has started again since is one person, who joined when they first did: the earlier id is none.
    """
    statement = (
        select(Person.unit_id, func.count())
        .where(
            Person.joined_at <= at, or_(Person.left_at.is_(None), Person.left_at > at), Person.continued_as.is_(None)
        )
        .group_by(Person.unit_id)
    )
    return dict(db.session.execute(statement).all())


def _at_level(
    tree: Tree, plan: LevelPlan, groups: Sequence[Group], laid: Laid, larger: Sequence[dict[str, str]]
) -> dict[str, str]:
    """Add the places of one level. Returns the place of every unit that lies in one."""
    if plan.level == "service":
        names = {group.place_id: _together([member.name for member in group.members]) for group in groups}
        of_unit = {member.unit_id: group.place_id for group in groups for member in group.members}
    else:
        of_unit = {unit_id: unit_id for unit_id in tree.units if tree.at(plan.level, unit_id) == unit_id}
        names = {unit_id: tree.units[unit_id].name for unit_id in of_unit}
    above = {place: _first(larger, unit_id) for unit_id, place in of_unit.items()}
    laid.places += [
        {"place_id": place, "level": plan.level, "name": name, "parent_id": above[place]}
        for place, name in names.items()
    ]
    inside = ((unit_id, tree.at(plan.level, unit_id)) for unit_id in tree.units)
    return {unit_id: of_unit[at] for unit_id, at in inside if at is not None}


def _service_groups(tree: Tree, least: int, earlier: Window | None, before: Sequence[Counted]) -> list[Group]:
    """The places of all services. Those of one place stay together for the year, and so do the services chosen for it.

    A cluster has the place that exactly its services had before, if they did; otherwise a new one. What was a team of a
    service until now, and is a service of its own, is a new one.
    """
    placed = _service_places(earlier) if earlier else {}
    had = {unit: place for unit, place in placed.items() if place == unit or place not in tree.services_ever}
    chosen = [set(unit_ids) for unit_ids in clusters_of(tree.year).values()]
    known = _known(tree, before)
    groups: list[Group] = []
    for services in tree.services().values():
        together: dict[str, list[Service]] = defaultdict(list)
        for service in services:
            if service.unit_id in had:
                together[had[service.unit_id]].append(service)
        kept = {place: _as_known(new_group(those), known) for place, those in together.items()}
        # What is left of a cluster stays together while it is large enough; otherwise its services are placed anew.
        taken = [group for place, group in kept.items() if group.place_id == place or group.people >= least]
        staying = {member.unit_id for group in taken for member in group.members}
        new = [service for service in services if service.unit_id not in staying]
        for those in ([service for service in new if service.unit_id in each] for each in chosen):
            if len(those) > 1:  # an administrator has put these together for the year
                taken.append(new_group(those))
                new = [service for service in new if service not in those]
        groups += [_as_known(group, known) for group in grouped(new, least, taken)]
    return groups


def _known(tree: Tree, before: Sequence[Counted]) -> dict[frozenset[str], str]:
    """The place that exactly these services had in the latest window with services."""
    window = next((each for each in before if "service" in each.levels.values()), None)
    if window is None:
        return {}
    of_services = (place for place, level in window.levels.items() if level == "service")
    return {window.inside[place] & tree.services_ever: place for place in of_services}


def _as_known(group: Group, known: Mapping[frozenset[str], str]) -> Group:
    services = frozenset(service.unit_id for service in group.members)
    return replace(group, place_id=known.get(services, group.place_id))


def _service_places(window: Window) -> dict[str, str]:
    """The place of each unit that a window counted at service level."""
    statement = (
        select(PlacedUnit.unit_id, PlacedUnit.place_id)
        .join(Place, (Place.window_id == PlacedUnit.window_id) & (Place.place_id == PlacedUnit.place_id))
        .where(PlacedUnit.window_id == window.id, Place.level == "service")
    )
    return dict(db.session.execute(statement).all())


def _first(levels: Sequence[dict[str, str]], unit_id: str) -> str | None:
    """The place of a unit at the smallest of some levels, which come from the largest."""
    return next((places[unit_id] for places in reversed(levels) if unit_id in places), None)


def _together(names: Sequence[str]) -> str:
    """Names as a list in words, with as many of them as the column holds."""
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        text = listed([*names[:shown], *([ngettext("%(num)d more", "%(num)d more", rest)] if rest else [])])
        if len(text) <= LONGEST_NAME:
            return text
    return names[0][:LONGEST_NAME]
