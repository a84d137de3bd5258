"""Whatever somebody stores as a row, the release goes on, and counts only rows of ours, each with three themes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from reflect.core.ids import new_id
from reflect.storage.db import db
from reflect.themes import windows as opening
from reflect.themes.models import Contribution, Figure, Place, Window
from reflect.themes.release import rows_of
from reflect.themes.rows import NOWHERE, Row, encode
from reflect.themes.tally import tally
from reflect.themes.window_keys import read
from reflect.vault.windows import new_window_key, seal_row
from tests.support.databases import empty
from tests.support.roster import Roster
from tests.support.windows import Windows

OPENS = datetime(2026, 7, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 12, 1, tzinfo=UTC)


@dataclass
class Closed:
    """A window that rows can be put into, good and bad."""

    windows: Windows
    window_id: str
    places: list[str]

    @property
    def window(self) -> Window:
        return db.session.get_one(Window, self.window_id)

    def plain(self, themes: set[int], place: int = 0, *, took_part: bool = True) -> bytes:
        window = self.window
        slugs = frozenset(window.cells[number] for number in themes)
        return encode(Row(self.places[place], took_part, slugs), window.cells, window.taxonomy)

    def seal(self, plain: bytes, cid: bytes, *, window_id: str | None = None, public: bytes | None = None) -> bytes:
        return seal_row(public or self.window.public_key, window_id or self.window_id, cid, plain)

    def counts(self) -> dict[str, list[int]]:
        """The true counts, which the product never shows anybody."""
        window = self.window
        levels = {str(level["level"]): opening.cells_of(level) for level in window.levels}
        places = dict.fromkeys(self.places, ("service", None))
        return tally(rows_of(window, read(self.windows.keys, self.window_id)), window.cells, levels, places)["service"]


def closed(app: Flask, keys: Path) -> Closed:
    roster = Roster(joined=OPENS - timedelta(days=1))
    for name in ("Assessment", "Fostering"):
        roster.service(name, 60)
    windows = Windows(app, keys)
    with time_machine.travel(OPENS, tick=False):
        window_id = windows.open("half-year", OPENS, CLOSES, plan="full")
    return Closed(windows, window_id, list(db.session.scalars(select(Place.place_id).order_by(Place.name))))


def put(window: Closed, plain: bytes) -> None:
    cid = secrets.token_bytes(16)
    window.windows.store(window.window_id, cid, window.seal(plain, cid))


def foreign_place(window: Closed) -> None:
    plain = window.plain({0})
    put(window, new_id().encode() + plain[26:])


def tampered(window: Closed) -> None:
    cid = secrets.token_bytes(16)
    sealed = bytearray(window.seal(window.plain({0}), cid))
    sealed[-1] ^= 1
    window.windows.store(window.window_id, cid, bytes(sealed))


def replayed(window: Closed) -> None:
    """A row that is there already, stored once more under another name."""
    sealed = window.seal(window.plain({1}), secrets.token_bytes(16))
    for _copy in range(2):
        window.windows.store(window.window_id, secrets.token_bytes(16), sealed)


def of_another_window(window: Closed) -> None:
    cid = secrets.token_bytes(16)
    window.windows.store(window.window_id, cid, window.seal(window.plain({2}), cid, window_id=new_id()))


def to_another_key(window: Closed) -> None:
    cid, (_private, public) = secrets.token_bytes(16), new_window_key()
    window.windows.store(window.window_id, cid, window.seal(window.plain({2}), cid, public=public))


BAD: dict[str, Callable[[Closed], None]] = {
    "empty": lambda w: w.windows.store(w.window_id, secrets.token_bytes(16), b""),
    "noise": lambda w: w.windows.store(w.window_id, secrets.token_bytes(16), secrets.token_bytes(99)),
    "only a prefix": lambda w: w.windows.store(w.window_id, secrets.token_bytes(16), b"H\x01\x01"),
    "huge": lambda w: w.windows.store(w.window_id, secrets.token_bytes(16), b"H\x01\x01" + bytes(300_000)),
    "sealed nothing": lambda w: put(w, b""),
    "too long": lambda w: put(w, w.plain({0}) + b"\0"),
    "oversized": lambda w: put(w, w.plain({0}) * 2000),
    "too short": lambda w: put(w, w.plain({0})[:-1]),
    "neither yes nor no": lambda w: put(w, w.plain({0})[:-3] + b"\x07" + w.plain({0})[-2:]),
    "took part twice": lambda w: put(w, w.plain({0})[:26] + b"\x02" + w.plain({0})[27:]),
    "another taxonomy": lambda w: put(w, w.plain({0})[:-2] + b"\xff\xff"),
    "no place": lambda w: put(w, b"\xff" * 26 + w.plain({0})[26:]),
    "nowhere": lambda w: put(w, NOWHERE.encode() + w.plain({0})[26:]),
    "did not take part": lambda w: put(w, w.plain({0, 1, 2}, took_part=False)),
    "foreign place": foreign_place,
    "tampered": tampered,
    "replayed": replayed,
    "of another window": of_another_window,
    "to another key": to_another_key,
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_row_counts_nothing_and_stops_nothing(app: Flask, tmp_path: Path, kind: str) -> None:
    window = closed(app, tmp_path / "keys")
    put(window, window.plain({0}))
    before = window.counts()
    BAD[kind](window)
    assert db.session.scalar(select(func.count()).select_from(Contribution)) > 1
    assert window.counts() == before
    release(window)


GOOD = st.tuples(st.sets(st.integers(0, 11), max_size=6), st.integers(0, 1), st.booleans())
ROWS = st.lists(GOOD | st.sampled_from(sorted(BAD)), max_size=12)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_a_release_depends_only_on_the_clamped_good_rows(sqlite_app: Flask, tmp_path: Path, rows: list) -> None:
    empty(sqlite_app)
    window = closed(sqlite_app, tmp_path / "keys")
    width = len(window.window.cells)
    expected = {place: [0] * (width + 1) for place in window.places}
    for row in rows:
        if isinstance(row, str):
            BAD[row](window)
            continue
        themes, place, took_part = row
        put(window, window.plain(themes, place, took_part=took_part))
        for cell in [*sorted(themes)[:3], width] if took_part else []:
            expected[window.places[place]][cell] += 1
    assert window.counts() == expected
    release(window)


def release(window: Closed) -> None:
    with time_machine.travel(CLOSES, tick=False):
        window.windows.release(window.window_id)
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 0
    assert set(db.session.scalars(select(Figure.place_id))) == set(window.places)
