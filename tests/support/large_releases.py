"""Windows of a synthetic organisation with very many places, released as the command does it.

Windows, sealing, opening, counting and noise are the application's. Places are put straight into the tables, because
so many people fit no roster, and whoever asks says what the rows hold. Nobody says anything about the noise.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes

from sqlalchemy import delete, insert, select

from reflect.core.clock import now
from reflect.storage.db import db, write_unit
from reflect.themes import plans
from reflect.themes.models import TOOK_PART, Cadence, Charge, Contribution, Figure, Place, PlacedUnit, Window
from reflect.themes.periods import A_YEAR, Period, period_at
from reflect.themes.rows import Row, encode
from reflect.vault.windows import contribution_id, seal_row
from tests.support.windows import Windows

LARGEST_FIRST = "partnership", "agency", "service", "everybody"

Contents = Callable[[Sequence[str], Sequence[str]], list[Row]]  # of the smallest places and the themes of a window


@dataclass(frozen=True)
class Look:
    """One release of one level: the figures of each place, in the order of the places."""

    level: str
    year: int
    sigma: float
    figures: list[list[int]]  # a count with noise for each theme, and the last for “took part”


def release_years(windows: Windows, places: int, themes: int, contents: Contents, years: int = 1) -> list[Look]:
    """Open, fill and release every window that the plan has in past calendar years.

    Args:
        places: how many each level has, each within one of its own at the level above.
        themes: how many a window counts.
        contents: the rows of one window.
    """
    last = period_at("quarter", now()).year - 1
    wanted = {level.cadence for level in plans.current()}
    periods = [
        Period(cadence, year, number)
        for year in range(last - years + 1, last + 1)
        for cadence in A_YEAR
        if cadence in wanted
        for number in range(1, A_YEAR[cadence] + 1)
    ]
    looks: list[Look] = []
    for period in periods:
        looks += release_one(windows, period, places, [f"theme-{number}" for number in range(themes)], contents)
    return looks


def release_one(
    windows: Windows,
    period: Period,
    number: int,
    themes: Sequence[str],
    contents: Contents,
    headcount: int | None = None,
) -> Iterator[Look]:
    """Open, fill and release the window of one period. `headcount` is written over what the roster says."""
    cadence: Cadence = period.cadence
    window_id = windows.open(cadence, period.start, now() - timedelta(hours=1))
    places = _spread(window_id, number, themes)
    fill(window_id, contents(places[-1], themes))
    windows.release(window_id)
    return _looks(window_id, period.year, places)


def fill(window_id: str, rows: Sequence[Row]) -> None:
    """Seal rows of as many people into a window, in a write unit of its own."""
    window = db.session.get_one(Window, window_id)
    public, cells, taxonomy = window.public_key, list(window.cells), window.taxonomy
    sealed = []
    for row in rows:
        cid = contribution_id(token_bytes(32), window_id)
        plain = encode(row, cells, taxonomy)
        sealed.append({"window_id": window_id, "cid": cid, "sealed": seal_row(public, window_id, cid, plain)})
    with write_unit():
        db.session.execute(insert(Contribution), sealed)


def _spread(window_id: str, number: int, themes: Sequence[str]) -> list[list[str]]:
    """Give the window so many places of each of its levels instead of those it has. Returns them, the largest first."""
    with write_unit():
        window = db.session.get_one(Window, window_id)
        window.cells = list(themes)
        window.levels = [{**level, "cells": window.cells, "least": 0} for level in window.levels]
        levels = [str(level["level"]) for level in window.levels]
        db.session.execute(delete(PlacedUnit).where(PlacedUnit.window_id == window_id))
        db.session.execute(delete(Place).where(Place.window_id == window_id))
        places: list[list[str]] = []
        above: Sequence[str | None] = [None] * number
        for level in sorted(levels, key=LARGEST_FIRST.index):
            places.append([f"{len(places) + 1}{place:025}" for place in range(number)])
            rows = [
                {"window_id": window_id, "place_id": place, "level": level, "name": level, "parent_id": parent}
                for place, parent in zip(places[-1], above, strict=True)
            ]
            db.session.execute(insert(Place), rows)
            above = places[-1]
    return places


def _looks(window_id: str, year: int, places: list[list[str]]) -> Iterator[Look]:
    cells = [*db.session.get_one(Window, window_id).cells, TOOK_PART]
    found: dict[str, dict[str, int]] = defaultdict(dict)
    statement = select(Figure.place_id, Figure.cell, Figure.value).where(Figure.window_id == window_id)
    for place, cell, value in db.session.execute(statement):
        found[place][cell] = value
    sigmas = dict(db.session.execute(select(Charge.level, Charge.sigma).where(Charge.window_id == window_id)).all())
    for own in places:
        level = db.session.get_one(Place, (window_id, own[0])).level
        yield Look(level, year, sigmas[level], [[found[place][cell] for cell in cells] for place in own])
