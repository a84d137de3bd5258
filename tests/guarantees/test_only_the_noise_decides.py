"""Which places and cells are shown depends on the public roster and the plan, and on who contributed by noise alone.

Releases of this module add no noise: what still differs from one release to another differs by who contributed.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from reflect.storage.db import db
from reflect.themes import figures as reading
from reflect.themes.listed import places_page
from reflect.themes.models import TOOK_PART, Charge, Figure, Place, Window
from tests.support.databases import empty
from tests.support.people import People
from tests.support.roster import PARTNERSHIP, Roster
from tests.support.windows import Windows
from tests.support.without_noise import without_noise

OPENS = datetime(2026, 7, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 9, 1, tzinfo=UTC)
# People on the roster by service. Of services, the first two are a cluster; the last is alone and too small.
CARE, CHARITY = {"Adoption": 20, "Bridges": 30, "Court team": 170}, {"Night team": 49}
THEMES = ("naming-racism", "child-voice", "own-lens", "stereotypes")
ROWS = st.lists(
    st.tuples(st.sampled_from(sorted(CARE | CHARITY)), st.sets(st.sampled_from(THEMES)), st.booleans()), max_size=25
)


@dataclass(frozen=True)
class Shown:
    """Everything about two releases and the pages made of them but the numbers themselves."""

    cells: frozenset[tuple[str, str, str]]  # window, place, cell
    headcounts: frozenset[tuple[str, str, int | None]]
    costs: frozenset[tuple[str, str, float, float]]
    pages: tuple[tuple[str, ...], ...]


def release(app: Flask, keys: Path, rows: list) -> tuple[Shown, dict[str, int]]:
    """Release a half-year and a quarter to which these people contributed. Also returns what one cell counts."""
    empty(app)
    roster = Roster(joined=OPENS - timedelta(days=1))
    for agency, services in (("Care", CARE), ("Charity", CHARITY)):
        for name, people in services.items():
            roster.service(name, people, agency=agency)
    windows = Windows(app, keys)
    windows.adopt("full")
    with time_machine.travel(OPENS, tick=False):
        opened = [windows.open(cadence, OPENS, CLOSES) for cadence in ("half-year", "quarter")]
        for window_id in opened:
            cells = db.session.get_one(Window, window_id).cells
            for service, themes, took_part in rows:
                windows.contribute(window_id, roster.units[service], themes & set(cells), took_part=took_part)
    with time_machine.travel(CLOSES, tick=False):
        for window_id in opened:
            windows.release(window_id)
        director = People(app).enrol("Ines Duarte", roles=("service_lead",), unit=(PARTNERSHIP,))
        pages = tuple(
            (released.heading.place, *released.noisy.values, *(heading.name for heading in headings))
            for released, headings in reading.latest(director.person_id)
        )
        pages += tuple((each.place, each.name) for each in places_page(director.person_id).places)
    return _shown(pages), _took_part()


def _shown(pages: tuple[tuple[str, ...], ...]) -> Shown:
    at = (Place.window_id == Figure.window_id) & (Place.place_id == Figure.place_id)
    figures = select(Window.name, Place.name.label("place"), Figure.cell).join(Place, at)
    counts = select(Window.name, Place.name.label("place"), Place.headcount)
    costs = select(Window.name, Charge.level, Charge.rho, Charge.sigma)
    return Shown(
        frozenset(tuple(row) for row in db.session.execute(figures.join(Window, Window.id == Figure.window_id))),
        frozenset(tuple(row) for row in db.session.execute(counts.join(Window, Window.id == Place.window_id))),
        frozenset(tuple(row) for row in db.session.execute(costs.join(Window, Window.id == Charge.window_id))),
        pages,
    )


def _took_part() -> dict[str, int]:
    at = (Place.window_id == Figure.window_id) & (Place.place_id == Figure.place_id)
    statement = select(Place.name, Figure.value).join(Figure, at).where(Figure.cell == TOOK_PART)
    return dict(db.session.execute(statement).all())


@pytest.fixture(scope="module")
def nobody() -> dict[str, Shown]:
    """What is shown when nobody contributes, once it was made."""
    return {}


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # no smaller one is looked for: each is two releases
)
@given(rows=ROWS)
def test_who_contributed_decides_nothing_but_numbers(
    sqlite_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nobody: dict[str, Shown], rows: list
) -> None:
    without_noise(monkeypatch)
    if not nobody:
        nobody["contributed"], figures = release(sqlite_app, tmp_path / "keys", [])
        assert set(figures) == {"Adoption and Bridges", "Court team", "Care"}
        assert set(figures.values()) == {0}

    shown, figures = release(sqlite_app, tmp_path / "keys", rows)

    assert shown == nobody["contributed"]
    took_part = Counter(service for service, _themes, took_part in rows if took_part)
    assert figures == {
        "Adoption and Bridges": took_part["Adoption"] + took_part["Bridges"],
        "Court team": took_part["Court team"],
        "Care": sum(took_part[service] for service in CARE),
    }, "the seam adds no noise, so the numbers are the true ones"
