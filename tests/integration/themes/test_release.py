"""A window is released once, with noise; what was opened for it is gone, and nobody opens its rows again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text, update

from reflect.audit.models import AuditEvent
from reflect.core.errors import Conflict, NotFound
from reflect.library.themes import themes
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit
from reflect.themes import destruction, release, window_keys
from reflect.themes.models import TOOK_PART, Charge, Contribution, Figure, Place, Window
from reflect.themes.published import digest
from reflect.themes.windows import EXPIRES_AFTER
from tests.support.at_once import at_once
from tests.support.roster import Roster
from tests.support.windows import Windows

OPENS = datetime(2026, 10, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 12, 20, tzinfo=UTC)
AFTER = CLOSES + timedelta(days=1)


@pytest.fixture
def roster(app: Flask) -> Roster:
    """Two services of 60 and 70 people, in an agency of 130, with a small agency of 10 beside it."""
    made = Roster(joined=OPENS - timedelta(days=30))
    made.service("Assessment", 60)
    made.service("Fostering", 70)
    made.service("Night team", 10, agency="Charity")
    return made


def closed(windows: Windows, plan: str = "full") -> str:
    """A half-year window that has closed, with rows of everybody in Assessment. Time stands after its closing."""
    with time_machine.travel(OPENS, tick=False):
        window_id = windows.open("half-year", OPENS, CLOSES, plan=plan)
        place = db.session.scalars(select(Place.place_id).where(Place.name == "Assessment")).one()
        for number in range(12):
            windows.contribute(window_id, place, ["naming-racism"], took_part=number < 6)
    return window_id


def figures() -> list[tuple[str, str, int]]:
    rows = db.session.execute(select(Figure.place_id, Figure.cell, Figure.value).order_by(Figure.place_id, Figure.cell))
    return [tuple(row) for row in rows]


@pytest.mark.usefixtures("roster")
def test_opening_and_releasing_a_window_stand_in_the_trail_once(windows: Windows) -> None:
    window_id = closed(windows)
    with time_machine.travel(AFTER, tick=False):
        windows.release(window_id)
        with pytest.raises(Conflict):
            windows.release(window_id)
    told = db.session.execute(
        select(AuditEvent.event, AuditEvent.details)
        .where(AuditEvent.event.in_(["window-opened", "window-released"]))
        .order_by(AuditEvent.happened_at.desc())
    ).all()
    released = {"window": window_id, "figures": digest(window_id)}
    assert told == [("window-released", released), ("window-opened", {"window": window_id})]
    assert re.fullmatch("[0-9a-f]{64}", released["figures"])


@pytest.mark.usefixtures("roster")
def test_a_second_release_refuses_and_changes_nothing(windows: Windows) -> None:
    window_id = closed(windows)
    with time_machine.travel(AFTER, tick=False):
        done = windows.release("2026-H2")
        assert (done.window_id, done.name) == (window_id, "2026-H2")
        before, charges = figures(), db.session.scalars(select(Charge.rho)).all()
        assert before
        for name in ("2026-H2", "2026-h2", window_id):
            with pytest.raises(Conflict, match="released already"):
                windows.release(name)
        assert figures() == before
        assert db.session.scalars(select(Charge.rho)).all() == charges == [0.125]


@pytest.mark.usefixtures("roster")
def test_nothing_is_left_of_key_and_rows(windows: Windows) -> None:
    window_id = closed(windows)
    assert destruction.remains(window_id, windows.keys)
    with time_machine.travel(AFTER, tick=False):
        windows.release(window_id)
        assert db.session.get_one(Window, window_id).destroyed_at == AFTER
    assert not destruction.remains(window_id, windows.keys)
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 0
    assert list(windows.keys.iterdir()) == []
    if db.engine.dialect.name == "postgresql":
        assert db.session.scalar(text("SELECT count(*) FROM pg_class WHERE relname LIKE 'theme_contribution_%'")) == 0


@pytest.mark.usefixtures("roster")
def test_every_place_has_every_cell_also_where_nobody_contributed(windows: Windows) -> None:
    window_id = closed(windows)
    with time_machine.travel(AFTER, tick=False):
        assert windows.release(window_id).published == {"service": 2}
    counted = {theme.slug for theme in themes() if theme.aggregate == "yes"} | {TOOK_PART}
    for name in ("Assessment", "Fostering"):
        place = db.session.scalars(select(Place.place_id).where(Place.name == name)).one()
        assert {cell for at, cell, _value in figures() if at == place} == counted
    charge = db.session.scalars(select(Charge)).one()
    assert (charge.year, charge.level, charge.rho, charge.sigma) == (2026, "service", 0.125, 4.0)


def test_places_below_the_least_headcount_are_not_published(windows: Windows, roster: Roster) -> None:
    with time_machine.travel(OPENS, tick=False):
        window_id = windows.open("half-year", OPENS, CLOSES, plan="full")
        night = db.session.scalars(select(Place.place_id).where(Place.name == "Night team")).one()
        for _number in range(200):  # who contributes makes no difference
            windows.contribute(window_id, night, ["own-lens"])
    with time_machine.travel(AFTER, tick=False):
        windows.release(window_id)
    assert night not in {place for place, _cell, _value in figures()}
    assert db.session.scalars(select(Place.headcount).where(Place.place_id == night)).one() == 10


def test_headcounts_are_of_the_closing_day_enrolled_or_not(windows: Windows, roster: Roster) -> None:
    window_id = closed(windows)
    unit, moment = roster.units["Assessment"], timedelta(microseconds=1)
    staying, leaving = db.session.scalars(select(Person.id).where(Person.unit_id == unit).limit(2))
    with write_unit():
        for person_id, left_at in ((staying, CLOSES), (leaving, CLOSES - moment)):
            db.session.execute(update(Person).where(Person.id == person_id).values(left_at=left_at))
    roster.people("Assessment", 3, joined=CLOSES - moment)
    roster.people("Assessment", 5, joined=CLOSES)
    with time_machine.travel(AFTER, tick=False):
        windows.release(window_id)
    found = dict(db.session.execute(select(Place.name, Place.headcount)).all())
    assert found == {"Assessment": 62, "Fostering": 70, "Night team": 10}


def test_a_larger_place_counts_those_below_it(windows: Windows, roster: Roster) -> None:
    roster.people("Assessment", 900)
    with time_machine.travel(OPENS, tick=False):
        window_id = windows.open("quarter", OPENS, CLOSES, plan="full")
    with time_machine.travel(AFTER, tick=False):
        assert windows.release(window_id).published == {"agency": 1, "partnership": 1}
    found = dict(db.session.execute(select(Place.name, Place.headcount)).all())
    assert found == {"Social care": 1030, "Charity": 10, "Northbridge": 1040}


@pytest.mark.usefixtures("roster")
def test_delicate_themes_are_not_published_of_a_service(windows: Windows) -> None:
    delicate = {theme.slug for theme in themes() if theme.aggregate == "high"}
    never = {theme.slug for theme in themes() if theme.aggregate == "never"}
    assert delicate
    assert never
    with time_machine.travel(OPENS, tick=False):
        windows.adopt("full")
        half, quarter = (windows.open(cadence, OPENS, CLOSES) for cadence in ("half-year", "quarter"))
    assert not delicate & set(db.session.get_one(Window, half).cells)
    assert delicate <= set(db.session.get_one(Window, quarter).cells)
    assert not never & {*db.session.get_one(Window, half).cells, *db.session.get_one(Window, quarter).cells}


def test_a_service_in_a_window_with_its_agency_gets_no_delicate_figures(windows: Windows, roster: Roster) -> None:
    roster.people("Fostering", 100)
    with time_machine.travel(OPENS, tick=False):
        windows.adopt(
            "levels: [{level: service, cadence: quarter, rho: 0.01, least: 50},"
            " {level: agency, cadence: quarter, rho: 0.01, least: 200}]"
        )
        window_id = windows.open("quarter", OPENS, CLOSES)
    with time_machine.travel(AFTER, tick=False):
        assert windows.release(window_id).published == {"service": 2, "agency": 1}
    delicate = {theme.slug for theme in themes() if theme.aggregate == "high"}
    levels = dict(db.session.execute(select(Place.place_id, Place.level)).all())
    assert {levels[place] for place, cell, _value in figures() if cell in delicate} == {"agency"}


@pytest.mark.usefixtures("roster")
def test_too_early_too_late_unknown_and_without_its_key_are_refused(windows: Windows) -> None:
    window_id = closed(windows)
    with pytest.raises(NotFound), time_machine.travel(AFTER, tick=False):
        windows.release("2025-H1")
    with pytest.raises(Conflict, match="still open"), time_machine.travel(CLOSES - timedelta(seconds=1), tick=False):
        windows.release(window_id)
    with pytest.raises(Conflict, match="90 days"), time_machine.travel(CLOSES + EXPIRES_AFTER, tick=False):
        windows.release(window_id)
    key = window_keys.read(windows.keys, window_id)
    window_keys.destroy(windows.keys, window_id)
    with time_machine.travel(AFTER, tick=False):
        with pytest.raises(Conflict, match="key of 2026-H2"):
            windows.release(window_id)
        window_keys.write(windows.keys, window_id, bytes(32))  # a key, and not its own
        with pytest.raises(Conflict, match="key of 2026-H2"):
            windows.release(window_id)
        with pytest.raises(Conflict, match="as the user who opened it"):
            release.release(window_id, Path(__file__))  # no folder, or one that somebody else may read
        assert figures() == []
        window_keys.destroy(windows.keys, window_id)
        window_keys.write(windows.keys, window_id, key)
        windows.release(window_id)


@pytest.mark.usefixtures("roster")
def test_a_release_over_the_yearly_cap_is_refused(windows: Windows) -> None:
    window_id = closed(windows)
    with write_unit():  # a year that has cost more than windows say, for whatever reason
        db.session.add(Charge(window_id=window_id, level="agency", year=2026, rho=0.4, sigma=1.0))
    with pytest.raises(Conflict, match=r"rho 0\.525, and at most 0\.5"), time_machine.travel(AFTER, tick=False):
        windows.release(window_id)
    assert figures() == []
    assert window_keys.kept(windows.keys) == {window_id}


@pytest.mark.usefixtures("roster")
def test_progress_names_phases_and_never_a_number(windows: Windows) -> None:
    window_id = closed(windows)
    said: list[str] = []
    with time_machine.travel(AFTER, tick=False):
        windows.release(window_id, said.append)
    assert len(said) > 5
    assert not any(character.isdigit() for phase in said for character in phase)


@pytest.mark.usefixtures("roster")
def test_of_two_releases_at_once_one_refuses(windows: Windows, app: Flask) -> None:
    window_id = closed(windows)

    def attempt() -> str:
        try:
            return windows.release(window_id).name
        except Conflict as refused:
            return refused.sentence

    with time_machine.travel(AFTER, tick=False):
        outcomes = sorted(at_once(app, attempt, attempt))
    assert outcomes[0] == "2026-H2"
    assert "released already" in outcomes[1]
    assert len(figures()) == len({(place, cell) for place, cell, _value in figures()}) > 0
    assert not destruction.remains(window_id, windows.keys)
