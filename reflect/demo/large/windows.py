"""Released figures for the large organisation: the last half-year and quarter, with a row of everybody's in each."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select

from reflect.core.clock import earlier, now
from reflect.demo.large.loading import Done
from reflect.demo.year import HOW_MANY, TAKING_PART, last_year
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit
from reflect.themes import plans, release, windows
from reflect.themes.models import Contribution, PlacedUnit, Window
from reflect.themes.periods import Period
from reflect.themes.rows import NOWHERE, Row, encode
from reflect.vault.windows import contribution_id, seal_row

AT_ONCE = 2_000  # rows


def fill_and_release(keys: Path, cap: float, done: Done, processes: int | None = None) -> None:
    """Open, fill and release a window of each cadence, then open the present ones.

    Args:
        keys: the folder of the windows' private keys.
        cap: what the figures of a year may tell about one person, in rho.
        done: is told how many windows more are released.
    """
    with write_unit():
        plans.adopt(plans.shipped("full" if plans.yearly(plans.shipped("full")) <= cap else "cautious"), cap)
    latest = {period.cadence: period for period in last_year()}
    for period in latest.values():
        with earlier(now() - period.start):
            window_id = windows.open_window(period.cadence, period.name, period.start, period.end, keys, cap)
        _fill(window_id, processes)
        _release(window_id, period, keys, cap)
        done(1)
    windows.open_due(keys, cap)


def _release(window_id: str, period: Period, keys: Path, cap: float) -> None:
    with earlier(now() - period.end):
        release.release(window_id, keys, cap)


def _fill(window_id: str, processes: int | None) -> None:
    """A row for everybody who works here, sealed in several processes."""
    window = db.session.get_one(Window, window_id)
    placed = select(PlacedUnit.unit_id, PlacedUnit.place_id).where(PlacedUnit.window_id == window_id)
    places = dict(db.session.execute(placed).all())
    where = [places.get(unit_id, NOWHERE) for unit_id in db.session.scalars(select(Person.unit_id))]
    chunks = [where[first : first + AT_ONCE] for first in range(0, len(where), AT_ONCE)]
    seal = partial(_rows, window_id, window.public_key, list(window.cells), window.taxonomy)
    db.session.rollback()
    with _mapping(len(chunks), processes) as mapped:
        for rows in mapped(seal, chunks):
            with write_unit():
                db.session.execute(insert(Contribution), rows)


@contextmanager
def _mapping(chunks: int, processes: int | None) -> Iterator[Callable[..., Iterable[Any]]]:
    """`map`, in other processes where there is enough to do for them to begin."""
    if chunks == 1:
        yield map
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield pool.map


def _rows(
    window_id: str, public: bytes, cells: Sequence[str], taxonomy: int, places: Sequence[str]
) -> list[dict[str, object]]:
    """Sealed rows for people who count in these places. The first themes are raised most."""
    dice, weights = Random(), [1 / (place + 2) for place in range(len(cells))]  # noqa: S311 - invented contributions
    rows: list[dict[str, object]] = []
    for place in places:
        took_part = dice.random() < TAKING_PART
        (most,) = dice.choices(list(HOW_MANY), list(HOW_MANY.values()))
        themes = frozenset(dice.choices(cells, weights, k=most)) if took_part else frozenset()
        cid = contribution_id(secrets.token_bytes(32), window_id)
        sealed = seal_row(public, window_id, cid, encode(Row(place, took_part, themes), cells, taxonomy))
        rows.append({"window_id": window_id, "cid": cid, "sealed": sealed})
    return rows
