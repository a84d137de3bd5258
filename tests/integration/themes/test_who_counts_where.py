"""Movers, leavers, late entries, changing units: who is counted in which place and window. Without noise."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity import starting_again
from reflect.organisation.models import Person, Unit
from reflect.organisation.units import add_unit, close_unit, move_unit
from reflect.storage.db import db, write_unit
from reflect.themes import contributions, ledger, places
from reflect.themes import windows as opening
from reflect.themes.models import TOOK_PART, Contribution, Figure, Place, Window
from reflect.themes.periods import period_at
from reflect.themes.rows import NOWHERE, Row, decode
from reflect.themes.verifying import verify
from reflect.themes.window_keys import read
from reflect.themes.windows import EXPIRES_AFTER
from reflect.vault.windows import open_row
from tests.support.contributing import start_again
from tests.support.people import PASSPHRASE, TEAM, Enrolled, People
from tests.support.roster import Roster
from tests.support.windows import Windows
from tests.support.without_noise import without_noise

ONE, TWO = "naming-racism", "child-voice"
HIGH, NEVER = "own-lens", "staff-experience"
A, B = TEAM[2], "Fostering"
DAY = timedelta(days=1)


@pytest.fixture
def windows(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Windows:
    without_noise(monkeypatch)
    made = Windows(app, tmp_path / "keys")
    made.adopt("full")
    return made


@pytest.fixture
def roster(app: Flask) -> Roster:
    """Two services of 60, each of which is a place."""
    made = Roster(joined=now() - 30 * DAY)
    for name in (A, B):
        made.service(name, 60, agency=TEAM[1])
    return made


@pytest.fixture
def priya(people: People, roster: Roster) -> Enrolled:
    return people.enrol("Priya Nair", unit=TEAM)


def opened(windows: Windows, *, days: int = 30, cadence: str = "half-year") -> str:
    return windows.open(cadence, now(), now() + days * DAY)  # type: ignore[arg-type]


def move(person: Enrolled, unit_id: str) -> None:
    with write_unit():
        db.session.execute(update(Person).where(Person.id == person.person_id).values(unit_id=unit_id))


def released(windows: Windows, window_id: str) -> dict[str, dict[str, int]]:
    """What a window counts, by the name of the place; only what is not nothing."""
    closes = db.session.get_one(Window, window_id).closes_at
    with time_machine.travel(closes, tick=False):
        windows.release(window_id)
        assert verify(windows.keys) == []
    places = db.session.execute(select(Place.name, Place.place_id).where(Place.window_id == window_id)).all()
    figures = select(Figure.place_id, Figure.cell, Figure.value).where(Figure.window_id == window_id)
    found = db.session.execute(figures).all()
    return {
        name: {cell: value for place, cell, value in found if place == place_id and value}
        for name, place_id in places
        if place_id in {place for place, _cell, _value in found}
    }


def headcounts(window_id: str) -> dict[str, int | None]:
    return dict(db.session.execute(select(Place.name, Place.headcount).where(Place.window_id == window_id)).all())


COUNTED = {ONE: 1, TOOK_PART: 1}


@pytest.mark.parametrize(("unlocked", "where"), [(True, B), (False, A)])
def test_somebody_who_moved_counts_once_where_they_were_when_last_seen(
    windows: Windows, roster: Roster, priya: Enrolled, unlocked: bool, where: str
) -> None:
    window_id = opened(windows)
    contributions.choose(priya.keys, {window_id: [ONE]})
    move(priya, roster.units[B])
    if unlocked:
        contributions.reseal(priya.keys)

    assert released(windows, window_id) == {A: {}, B: {}} | {where: COUNTED}
    assert headcounts(window_id) == {A: 60, B: 61}, "the roster of the closing day, whoever is counted where"


def test_what_comes_after_closing_counts_in_the_next_window_alone(windows: Windows, priya: Enrolled) -> None:
    first = opened(windows, days=1, cadence="half-year")
    contributions.choose(priya.keys, {first: [ONE]})
    with time_machine.travel(now() + 2 * DAY, tick=False):
        second = windows.open("half-year", _next_half_year(), _next_half_year() + 30 * DAY)
        contributions.count(priya.keys, {TWO}, {ONE})
        contributions.choose(priya.keys, {first: [TWO]})
    with time_machine.travel(_next_half_year() + DAY, tick=False):
        contributions.count(priya.keys, {TWO}, {ONE})

    assert released(windows, first)[A] == COUNTED
    assert released(windows, second)[A] == {TWO: 1, TOOK_PART: 1}


def _next_half_year() -> datetime:
    return period_at("half-year", now()).end


def test_somebody_who_left_still_counts_and_is_no_part_of_the_headcount(
    windows: Windows, people: People, priya: Enrolled
) -> None:
    window_id = opened(windows)
    contributions.choose(priya.keys, {window_id: [ONE]})
    people.leave(priya)

    assert released(windows, window_id)[A] == COUNTED, "no row has a name, so none can be taken out"
    assert headcounts(window_id)[A] == 60


def test_a_unit_that_was_made_later_counts_from_the_next_window(windows: Windows, priya: Enrolled) -> None:
    window_id = opened(windows)
    contributions.choose(priya.keys, {window_id: [ONE]})
    with write_unit():
        parent = db.session.scalars(select(Unit.id).where(Unit.name == A)).one()
        made = add_unit("New team", parent, actor=new_id())
    move(priya, made)
    contributions.reseal(priya.keys)

    (row,) = rows(windows, window_id)
    assert (row.place, row.themes) == (NOWHERE, {ONE})
    assert released(windows, window_id)[A] == {}
    assert headcounts(window_id)[A] == 60


def rows(windows: Windows, window_id: str) -> list[Row]:
    window, private = db.session.get_one(Window, window_id), read(windows.keys, window_id)
    places = set(db.session.scalars(select(Place.place_id).where(Place.window_id == window_id)))
    wanted = select(Contribution.cid, Contribution.sealed).where(Contribution.window_id == window_id)
    found = db.session.execute(wanted).all()
    return [
        decode(open_row(private, window_id, cid, sealed), window.cells, window.taxonomy, places)
        for cid, sealed in found
    ]


def test_a_team_that_moves_counts_where_it_was_until_the_window_closes(
    windows: Windows, roster: Roster, priya: Enrolled
) -> None:
    window_id = opened(windows)
    with write_unit():
        team = db.session.scalars(select(Unit.id).where(Unit.name == TEAM[3])).one()
        move_unit(team, roster.units[B], actor=new_id())
    contributions.choose(priya.keys, {window_id: [ONE]})

    assert released(windows, window_id) == {A: COUNTED, B: {}}
    assert headcounts(window_id) == {A: 61, B: 60}


def test_a_service_that_closes_meanwhile_is_not_published(windows: Windows, roster: Roster, priya: Enrolled) -> None:
    window_id = opened(windows)
    contributions.choose(priya.keys, {window_id: [ONE]})
    with write_unit():
        inside = select(Unit.id).where(Unit.name.in_([A, TEAM[3]]))
        db.session.execute(update(Person).where(Person.unit_id.in_(inside)).values(unit_id=roster.units[B]))
        for name in (TEAM[3], A):
            close_unit(db.session.scalars(select(Unit.id).where(Unit.name == name)).one(), actor=new_id())

    assert set(released(windows, window_id)) == {B}
    assert headcounts(window_id) == {A: 0, B: 121}


def test_an_account_that_was_started_again_counts_once_and_then_in_the_next_window(
    windows: Windows, priya: Enrolled
) -> None:
    first = opened(windows)
    contributions.choose(priya.keys, {first: [ONE]})
    start_again(priya.person_id)
    contributions.count(priya.keys, {TWO}, set())
    second = opened(windows, cadence="quarter")
    contributions.count(priya.keys, {TWO}, set())

    assert released(windows, first)[A] == COUNTED
    with time_machine.travel(db.session.get_one(Window, second).closes_at, tick=False):
        (row,) = rows(windows, second)
    assert row.themes == {TWO}


def test_somebody_who_started_again_after_closing_is_one_person_of_the_headcount(
    app: Flask, windows: Windows, priya: Enrolled
) -> None:
    window = db.session.get_one(Window, opened(windows))
    with time_machine.travel(window.closes_at + DAY, tick=False):
        before = places.headcounts(window)
        with write_unit():
            token = starting_again.offer(priya.person_id, actor=priya.person_id)
        starting_again.accept(token, PASSPHRASE, app.extensions["reflect_peppers"], app.extensions["reflect_cost"])
        assert sorted(before.values()) == [60, 61]
        assert places.headcounts(window) == before


def test_delicate_themes_count_from_an_agency_up_and_those_of_staff_nowhere(
    windows: Windows, roster: Roster, priya: Enrolled
) -> None:
    roster.people(A, 100)
    half, quarter = opened(windows), opened(windows, cadence="quarter")
    contributions.count(priya.keys, {ONE, HIGH, NEVER}, set())

    assert released(windows, half)[A] == COUNTED
    assert released(windows, quarter) == {TEAM[1]: {ONE: 1, HIGH: 1, TOOK_PART: 1}}


def test_a_missed_window_costs_nothing_and_changes_nothing_for_the_next(
    windows: Windows, roster: Roster, priya: Enrolled
) -> None:
    missed = opened(windows, days=1)
    contributions.choose(priya.keys, {missed: [ONE]})
    year = opening.named(missed).opens_at.year
    before = ledger.promised(year)
    with time_machine.travel(now() + DAY + EXPIRES_AFTER, tick=False):
        assert verify(windows.keys) == []
    assert (before, ledger.promised(year), ledger.spent(year)) == (0.125, 0.0, 0.0)

    later = _next_half_year()
    next_ = windows.open("half-year", later, later + 30 * DAY)
    with time_machine.travel(later + DAY, tick=False):
        contributions.reseal(priya.keys)
    assert released(windows, next_) == {A: {}, B: {}}, "what the missed window held is never counted"
    members = select(Place.name, Place.members_id)
    assert (
        db.session.execute(members.where(Place.window_id == missed).order_by(Place.name)).all()
        == db.session.execute(members.where(Place.window_id == next_).order_by(Place.name)).all()
    )
