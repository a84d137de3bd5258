"""Windows open as the plan says, side by side, once each, and never for more than the year allows."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from reflect.core.errors import BadInput, Conflict
from reflect.library.models import Edition
from reflect.library.themes import themes
from reflect.organisation.models import Unit
from reflect.storage.db import db, write_unit
from reflect.themes import plans, window_keys
from reflect.themes import windows as opening
from reflect.themes.models import Place, PlacedUnit, PlanLevel, Window
from reflect.themes.periods import period_named
from reflect.vault.windows import public_half
from tests.support.library import borrowed
from tests.support.roster import Roster
from tests.support.windows import Windows

OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def roster(app: Flask) -> Roster:
    """One service of 60 people."""
    made = Roster(joined=datetime(2026, 1, 1, tzinfo=UTC))
    made.service("Assessment", 60, team="North team")
    return made


def names_taking(moment: datetime) -> list[str]:
    with time_machine.travel(moment, tick=False):
        return sorted(window.name for window in opening.taking())


def opened_at(windows: Windows, moment: datetime) -> list[str]:
    with time_machine.travel(moment, tick=False):
        return opening.open_due(windows.keys)


@pytest.mark.usefixtures("roster")
def test_quarters_and_half_years_run_side_by_side(windows: Windows) -> None:
    assert sorted(opened_at(windows, OCTOBER)) == ["2026-H2", "2026-Q4"]
    assert opened_at(windows, OCTOBER + timedelta(days=1)) == []
    assert names_taking(OCTOBER - timedelta.resolution) == []
    assert names_taking(OCTOBER) == ["2026-H2", "2026-Q4"]
    assert names_taking(NEW_YEAR - timedelta.resolution) == ["2026-H2", "2026-Q4"]
    assert names_taking(NEW_YEAR) == []
    assert sorted(opened_at(windows, NEW_YEAR)) == ["2027-H1", "2027-Q1"]
    assert opened_at(windows, datetime(2027, 4, 1, 9, tzinfo=UTC)) == ["2027-Q2"]
    assert names_taking(datetime(2027, 4, 2, tzinfo=UTC)) == ["2027-H1", "2027-Q2"]


@pytest.mark.usefixtures("roster")
def test_a_window_fixes_its_levels_themes_and_places(windows: Windows) -> None:
    opened_at(windows, OCTOBER)
    quarter, half = (opening.named(name) for name in ("2026-Q4", "2026-H2"))
    assert [(level["level"], level["rho"], level["least"]) for level in half.levels] == [("service", 0.125, 50)]
    assert {level["level"] for level in quarter.levels} == {"agency", "partnership"}
    assert half.taxonomy == themes()[0].taxonomy_version
    assert half.closes_at == period_named("2026-H2").end
    with write_unit():
        plans.adopt(plans.shipped("pilot"), 0.5)
    assert [level["level"] for level in opening.named("2026-H2").levels] == ["service"]
    assert opened_at(windows, NEW_YEAR) == ["2027-H1"]
    assert [level["level"] for level in opening.named("2027-H1").levels] == ["everybody"]


@pytest.mark.usefixtures("roster")
def test_a_team_counts_in_the_smallest_place_that_each_window_has(windows: Windows) -> None:
    opened_at(windows, OCTOBER)
    units = dict(db.session.execute(select(Unit.kind, Unit.id)).all())
    for name, smallest in (("2026-H2", "service"), ("2026-Q4", "agency")):
        window_id = opening.named(name).id
        statement = select(PlacedUnit.place_id).where(
            PlacedUnit.window_id == window_id, PlacedUnit.unit_id == units["team"]
        )
        assert db.session.scalars(statement).one() == units[smallest]
    above = dict(db.session.execute(select(Place.level, Place.parent_id)).all())
    assert above == {"service": None, "agency": units["partnership"], "partnership": None}
    nowhere = select(PlacedUnit.unit_id).where(PlacedUnit.window_id == opening.named("2026-H2").id)
    assert not {units["agency"], units["partnership"]} & set(db.session.scalars(nowhere))


def test_a_level_that_the_organisation_does_not_have_spends_nothing(windows: Windows, app: Flask) -> None:
    roster = Roster(joined=datetime(2026, 1, 1, tzinfo=UTC))
    roster.service("Gone", 0)
    with write_unit():
        db.session.delete(db.session.get_one(Unit, roster.units["Gone"]))
    assert opened_at(windows, OCTOBER) == ["2026-Q4"]
    assert window_keys.kept(windows.keys) == {opening.named("2026-Q4").id}


def test_an_empty_organisation_opens_nothing(windows: Windows) -> None:
    assert opened_at(windows, OCTOBER) == []
    assert window_keys.kept(windows.keys) == set()


@pytest.mark.usefixtures("roster")
def test_without_published_themes_nothing_opens(windows: Windows) -> None:
    with borrowed():
        with write_unit():
            for edition in db.session.scalars(select(Edition).where(Edition.kind == "themes")):
                edition.status = "retired"
        with pytest.raises(BadInput, match="No themes are published"):
            opened_at(windows, OCTOBER)
    assert window_keys.kept(windows.keys) == set()


@pytest.mark.usefixtures("roster")
def test_the_key_lies_beside_the_database_for_its_owner_alone(windows: Windows) -> None:
    opened_at(windows, OCTOBER)
    assert windows.keys.stat().st_mode & 0o777 == 0o700
    for window in db.session.scalars(select(Window)):
        assert (windows.keys / f"{window.id}.key").stat().st_mode & 0o777 == 0o600
        assert public_half(window_keys.read(windows.keys, window.id)) == window.public_key
    assert window_keys.kept(windows.keys) == set(db.session.scalars(select(Window.id)))


@pytest.mark.usefixtures("roster")
def test_a_second_window_of_the_same_name_is_refused_and_leaves_no_key(windows: Windows) -> None:
    first = windows.open("half-year", OCTOBER, NEW_YEAR)
    with pytest.raises(Conflict, match="opened already"):
        windows.open("half-year", OCTOBER + timedelta(days=1), NEW_YEAR)
    assert window_keys.kept(windows.keys) == {first}


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize(
    ("name", "opens", "closes"),
    [
        ("2026-Q4", OCTOBER, NEW_YEAR),
        ("Autumn", OCTOBER, NEW_YEAR),
        ("2026-H2", NEW_YEAR, NEW_YEAR),
    ],
)
def test_a_window_has_the_name_of_its_period_and_closes_after_it_opens(
    windows: Windows, name: str, opens: datetime, closes: datetime
) -> None:
    with pytest.raises(BadInput):
        opening.open_window("half-year", name, opens, closes, windows.keys)


@pytest.mark.usefixtures("roster")
def test_a_year_that_is_promised_away_opens_nothing_more(windows: Windows) -> None:
    windows.open("quarter", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC), plan="full")
    windows.open("half-year", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC), plan="pilot")
    with pytest.raises(Conflict, match=r"2026 cost a person rho 0\.546875, and at most 0\.5"):
        windows.open("half-year", OCTOBER, NEW_YEAR)
    with pytest.raises(Conflict, match=r"at most 0\.5"):
        opening.open_window("half-year", "2026-H2", OCTOBER, NEW_YEAR, windows.keys, cap=10.0)
    windows.open("half-year", NEW_YEAR, datetime(2027, 7, 1, tzinfo=UTC))
    assert db.session.scalar(select(func.count()).select_from(Window)) == 3


@pytest.mark.usefixtures("roster")
def test_a_lower_cap_refuses_the_full_plan_and_takes_the_cautious_one(windows: Windows) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        with pytest.raises(BadInput, match=r"at most 0\.25"):
            opening.open_due(windows.keys, 0.25)
        windows.adopt("cautious")
        assert sorted(opening.open_due(windows.keys, 0.25)) == ["2026-H2", "2026-Q4"]


@pytest.mark.usefixtures("roster")
def test_no_setting_lifts_the_cap(windows: Windows) -> None:
    with write_unit():
        db.session.add(PlanLevel(level="service", cadence="half-year", rho=1.0, least=50))
    with time_machine.travel(OCTOBER, tick=False), pytest.raises(BadInput, match=r"at most 0\.5"):
        opening.open_due(windows.keys, 10.0)


@pytest.mark.usefixtures("roster")
def test_the_first_window_of_a_pilot_may_close_after_eight_weeks(windows: Windows) -> None:
    windows.adopt("pilot")
    closes = OCTOBER + timedelta(weeks=8)
    with time_machine.travel(OCTOBER, tick=False):
        for too in (closes - timedelta.resolution, NEW_YEAR + timedelta.resolution):
            with pytest.raises(BadInput, match="8 weeks"):
                opening.open_due(windows.keys, closes_at=too)
        assert opening.open_due(windows.keys, closes_at=closes) == ["2026-H2"]
    assert opening.named("2026-H2").closes_at == closes
    with time_machine.travel(NEW_YEAR, tick=False), pytest.raises(BadInput, match="first window"):
        opening.open_due(windows.keys, closes_at=NEW_YEAR + timedelta(weeks=9))


@pytest.mark.usefixtures("roster")
def test_no_other_plan_closes_early(windows: Windows) -> None:
    with time_machine.travel(OCTOBER, tick=False), pytest.raises(BadInput, match="plan for everybody"):
        opening.open_due(windows.keys, closes_at=OCTOBER + timedelta(weeks=9))


@pytest.mark.usefixtures("roster")
def test_a_quarter_for_everybody_never_reaches_into_the_next(windows: Windows) -> None:
    windows.adopt("levels: [{level: everybody, cadence: quarter, rho: 0.1, least: 20}]")
    with time_machine.travel(OCTOBER - timedelta(days=60), tick=False), pytest.raises(BadInput, match="first window"):
        opening.open_due(windows.keys, closes_at=OCTOBER + timedelta(days=30))
