"""Whatever the tree of units is like, each service is in exactly one place, and keeps it for the year."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from reflect.core.ids import new_id
from reflect.organisation.clusters import put_together
from reflect.organisation.models import Person, Unit
from reflect.organisation.units import add_unit, close_unit, move_unit
from reflect.storage.db import db, write_unit
from reflect.themes import places
from reflect.themes import windows as opening
from reflect.themes.models import Place, PlacedUnit, Window
from tests.support.databases import empty
from tests.support.roster import Roster
from tests.support.windows import Windows

SPRING, SUMMER, AUTUMN = (datetime(2026, month, 2, tzinfo=UTC) for month in (3, 7, 10))
JOINED = datetime(2026, 1, 1, tzinfo=UTC)
# Of each agency, its services; of each service, the people of its own and of each of its teams.
TREES = st.lists(
    st.lists(st.tuples(st.integers(0, 40), st.lists(st.integers(0, 30), max_size=3)), max_size=5), max_size=3
)


def build(tree: list) -> Roster:
    roster = Roster(joined=JOINED)
    for a, agency in enumerate(tree):
        for s, (own, teams) in enumerate(agency):
            roster.service(f"Service {a}.{s}", own, agency=f"Agency {a}")
            for t, people in enumerate(teams):
                roster.service(f"Service {a}.{s}", people, agency=f"Agency {a}", team=f"Team {t}")
    return roster


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_each_service_is_in_exactly_one_place(sqlite_app: Flask, tmp_path: Path, tree: list) -> None:
    empty(sqlite_app)
    roster = build(tree)
    if not roster.units:
        return
    windows = Windows(sqlite_app, tmp_path / "keys")
    with time_machine.travel(SPRING, tick=False):
        window_id = windows.open("half-year", SPRING, SUMMER, plan="full")
    placed = dict(db.session.execute(select(PlacedUnit.unit_id, PlacedUnit.place_id)).all())
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    assert placed.keys() == {unit.id for unit in units.values() if unit.kind in ("service", "team")}
    for unit in units.values():
        if unit.kind == "team":
            assert placed[unit.id] == placed[unit.parent_id or ""]
    published = list(db.session.scalars(select(Place)))
    assert {place.place_id for place in published} == set(placed.values())
    people = sum(own + sum(teams) for agency in tree for own, teams in agency)
    assert sum(places.headcounts(db.session.get_one(Window, window_id)).values()) == people
    for place in published:
        together = {units[unit_id].name for unit_id in placed if placed[unit_id] == place.place_id}
        assert all(name in place.name for name in together if name.startswith("Service"))


def place_names(window: str) -> dict[str, str]:
    """The place id of each name in a window."""
    window_id = opening.named(window).id
    statement = select(Place.name, Place.place_id).where(Place.window_id == window_id)
    return dict(db.session.execute(statement).all())


def members(window: str) -> dict[str, str | None]:
    """What says which units count in each place of a window, by the place's name."""
    window_id = opening.named(window).id
    return dict(db.session.execute(select(Place.name, Place.members_id).where(Place.window_id == window_id)).all())


def half_years(windows: Windows, then: Callable[[], object] = lambda: None) -> tuple[dict, dict]:
    """Open the two half-years of 2026 with something done between. Returns what says which units count in them."""
    with time_machine.travel(SPRING, tick=False):
        windows.open("half-year", SPRING, SUMMER, plan="full")
    with write_unit():
        then()
    with time_machine.travel(AUTUMN, tick=False):
        windows.open("half-year", AUTUMN, datetime(2026, 12, 1, tzinfo=UTC))
    return members("2026-H1"), members("2026-H2")


def test_clusters_stay_for_the_year_and_are_made_anew_in_the_next(app: Flask, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    roster = Roster(joined=JOINED)
    for name, people in (("Adoption", 30), ("Bridges", 30), ("Court team", 20), ("Duty", 35), ("Early help", 90)):
        roster.service(name, people)
    with time_machine.travel(SPRING, tick=False):
        opening.open_due(keys)
    first = place_names("2026-H1")
    assert set(first) == {"Adoption and Bridges", "Court team and Duty", "Early help"}
    assert first["Early help"] == roster.units["Early help"]
    roster.people("Adoption", 40)  # large enough by now, and stays where it is until the year ends
    roster.service("Fostering", 10)
    with time_machine.travel(AUTUMN, tick=False):
        opening.open_due(keys)
    second = place_names("2026-H2")
    assert set(second) == {"Adoption and Bridges", "Court team, Duty and Fostering", "Early help"}
    for same in ("Adoption and Bridges", "Early help"):
        assert second[same] == first[same]
        assert members("2026-H2")[same] == members("2026-H1")[same]
    assert second["Court team, Duty and Fostering"] not in first.values(), "its figures are of other people"
    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        opening.open_due(keys)
    third = place_names("2027-H1")
    assert set(third) == {"Adoption", "Bridges, Court team, Duty and Fostering", "Early help"}
    assert third["Adoption"] == roster.units["Adoption"]
    assert not set(third.values()) & {first["Adoption and Bridges"], first["Court team and Duty"]}


def test_people_of_an_agency_without_a_service_count_in_quarters_alone(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    roster.service("Assessment", 60)
    agency = db.session.scalars(select(Unit.id).where(Unit.kind == "agency")).one()
    roster.people_in(agency, 150)
    with time_machine.travel(SPRING, tick=False):
        opening.open_due(tmp_path / "keys")
    counted = {
        name: dict(places.headcounts(opening.named(name)))[place]
        for name, place in (("2026-Q1", agency), ("2026-H1", roster.units["Assessment"]))
    }
    assert counted == {"2026-Q1": 210, "2026-H1": 60}


def test_a_pilot_has_one_place_for_everybody(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    roster.service("Assessment", 15, team="North team")
    roster.service("Night team", 9, agency="Charity")
    windows = Windows(app, tmp_path / "keys")
    windows.adopt("pilot")
    with time_machine.travel(SPRING, tick=False):
        assert opening.open_due(windows.keys) == ["2026-H1"]
    (place,) = db.session.scalars(select(Place))
    assert (place.level, place.name, place.parent_id) == ("everybody", "Northbridge", None)
    assert set(db.session.scalars(select(PlacedUnit.unit_id))) == set(db.session.scalars(select(Unit.id)))
    assert places.headcounts(opening.named("2026-H1")) == {place.place_id: 24}


def test_a_cluster_with_a_very_long_name_still_opens(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    for letter in "abcde":
        roster.service(letter * 150, 10)
    with time_machine.travel(SPRING, tick=False):
        opening.open_due(tmp_path / "keys")
    (name,) = place_names("2026-H1")
    assert len(name) <= places.LONGEST_NAME
    assert name.endswith(" and 3 more")


def test_services_that_an_administrator_put_together_are_one_place_for_the_year(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    for name, people in (("Adoption", 60), ("Bridges", 70), ("Court team", 90)):
        roster.service(name, people)
    windows = Windows(app, tmp_path / "keys")
    with time_machine.travel(SPRING, tick=False):
        with write_unit():
            put_together(2026, "East", [roster.units["Adoption"], roster.units["Court team"]], actor=new_id())
        windows.open("half-year", SPRING, SUMMER, plan="full")
    assert sorted(place_names("2026-H1")) == ["Adoption and Court team", "Bridges"]


def test_a_service_that_is_left_alone_of_those_put_together_is_placed_like_any_other(
    app: Flask, tmp_path: Path
) -> None:
    roster = Roster(joined=JOINED)
    for name, people in (("Adoption", 10), ("Bridges", 0), ("Court team", 90)):
        roster.service(name, people)
    windows = Windows(app, tmp_path / "keys")
    with time_machine.travel(SPRING, tick=False):
        with write_unit():
            put_together(2026, "East", [roster.units["Adoption"], roster.units["Bridges"]], actor=new_id())
            close_unit(roster.units["Bridges"], actor=new_id())
        windows.open("half-year", SPRING, SUMMER, plan="full")
    assert set(place_names("2026-H1")) == {"Adoption and Court team"}, "ten people alone would never have figures"


def test_a_closed_unit_has_no_place(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    roster.service("Adoption", 60)
    roster.service("Bridges", 0)
    windows = Windows(app, tmp_path / "keys")
    with time_machine.travel(SPRING, tick=False):
        with write_unit():
            close_unit(roster.units["Bridges"], actor=new_id())
        windows.open("half-year", SPRING, SUMMER, plan="full")
    assert sorted(place_names("2026-H1")) == ["Adoption"]


def test_a_cluster_of_the_same_services_is_the_same_place_in_the_next_year(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    for name in ("Adoption", "Bridges"):
        roster.service(name, 30, team=f"{name} team")
    for moment in (SPRING, AUTUMN, datetime(2027, 2, 1, tzinfo=UTC)):
        with time_machine.travel(moment, tick=False):
            opening.open_due(tmp_path / "keys")
    assert place_names("2026-H1") == place_names("2026-H2") == place_names("2027-H1")
    assert members("2026-H1") == members("2026-H2") == members("2027-H1")


def test_a_cluster_that_lost_a_service_is_another_place(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    for name, people in (("Adoption", 40), ("Bridges", 0), ("Court team", 40)):
        roster.service(name, people)
    half_years(Windows(app, tmp_path / "keys"), lambda: close_unit(roster.units["Bridges"], actor=new_id()))
    first, second = place_names("2026-H1"), place_names("2026-H2")
    assert set(first) == {"Adoption, Bridges and Court team"}
    assert set(second) == {"Adoption and Court team"}
    assert not set(first.values()) & set(second.values())


def test_what_is_left_of_a_cluster_in_two_agencies_is_a_place_in_each(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    for name in ("Adoption", "Bridges", "Court team"):
        roster.service(name, 20)
    roster.service("Night team", 60, agency="Charity")
    charity = db.session.scalars(select(Unit.id).where(Unit.name == "Charity")).one()
    half_years(Windows(app, tmp_path / "keys"), lambda: move_unit(roster.units["Bridges"], charity, actor=new_id()))
    assert set(place_names("2026-H2")) == {"Adoption and Court team", "Bridges and Night team"}
    placed = db.session.execute(
        select(PlacedUnit.unit_id, PlacedUnit.place_id).where(PlacedUnit.window_id == opening.named("2026-H2").id)
    )
    assert len(placed.all()) == len(roster.units)


def test_a_team_that_moves_makes_both_services_incomparable_and_no_other(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    team = roster.service("Adoption", 60, team="East team")
    for name in ("Bridges", "Court team"):
        roster.service(name, 60)
    first, second = half_years(
        Windows(app, tmp_path / "keys"), lambda: move_unit(team, roster.units["Bridges"], actor=new_id())
    )
    assert {name for name in first if first[name] != second[name]} == {"Adoption", "Bridges"}
    assert place_names("2026-H1") == place_names("2026-H2")


@pytest.mark.parametrize("merged", ["closed into", "moved into"])
def test_a_service_that_took_in_another_is_new_from_the_next_window(app: Flask, tmp_path: Path, merged: str) -> None:
    roster = Roster(joined=JOINED)
    for name in ("Adoption", "Bridges", "Court team"):
        roster.service(name, 60)
    adoption, bridges = roster.units["Adoption"], roster.units["Bridges"]

    def merge() -> None:
        if merged == "moved into":
            move_unit(adoption, bridges, actor=new_id())
        else:
            team = add_unit("Adoption team", bridges, actor=new_id())
            db.session.execute(update(Person).where(Person.unit_id == adoption).values(unit_id=team))
            close_unit(adoption, actor=new_id())

    first, second = half_years(Windows(app, tmp_path / "keys"), merge)
    assert set(second) == {"Bridges", "Court team"}
    assert second["Court team"] == first["Court team"]
    assert second["Bridges"] not in first.values()


def test_a_service_that_was_split_off_is_a_place_of_its_own_from_the_next_window(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    team = roster.service("Adoption", 70, team="East team")
    roster.people("Adoption", 60)
    agency = db.session.scalars(select(Unit.id).where(Unit.kind == "agency")).one()
    first, second = half_years(Windows(app, tmp_path / "keys"), lambda: move_unit(team, agency, actor=new_id()))
    assert set(place_names("2026-H1")) == {"Adoption"}
    assert place_names("2026-H2") == {"Adoption": roster.units["Adoption"], "East team": team}
    assert second["Adoption"] != first["Adoption"]


def test_a_new_team_makes_a_service_incomparable_and_its_agency_not(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    for name in ("Adoption", "Bridges"):
        roster.service(name, 60)
    windows = Windows(app, tmp_path / "keys")
    windows.adopt("full")
    for moment in (SPRING, AUTUMN):
        with time_machine.travel(moment, tick=False):
            opening.open_due(windows.keys)
            with write_unit():
                if moment == SPRING:
                    add_unit("West team", roster.units["Adoption"], actor=new_id())
    assert {name for name, same in members("2026-H1").items() if members("2026-H2")[name] != same} == {"Adoption"}
    assert members("2026-Q1") == members("2026-Q4")


def test_an_agency_is_incomparable_once_a_service_moved_between_agencies(app: Flask, tmp_path: Path) -> None:
    roster = Roster(joined=JOINED)
    for name, agency in (("Adoption", "Care"), ("Bridges", "Care"), ("Night team", "Charity"), ("Desk", "Police")):
        roster.service(name, 60, agency=agency)
    charity = db.session.scalars(select(Unit.id).where(Unit.name == "Charity")).one()
    keys = tmp_path / "keys"
    with time_machine.travel(SPRING, tick=False):
        opening.open_due(keys)
    with write_unit():
        move_unit(roster.units["Bridges"], charity, actor=new_id())
    with time_machine.travel(AUTUMN, tick=False):
        opening.open_due(keys)
    first, second = members("2026-Q1"), members("2026-Q4")
    assert {name for name in first if first[name] != second[name]} == {"Care", "Charity"}
    assert members("2026-H1") == members("2026-H2"), "each service is as it was"
