"""A release of a large window: seconds, memory, how both grow, and what its pages cost then."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from bench.measure import report
from bench.organisation import app_on_disk
from bench.theme_pages import look_at_pages
from reflect.core.clock import earlier, now
from reflect.core.ids import new_id
from reflect.core.settings import Settings
from reflect.organisation import roster
from reflect.organisation.models import UNIT_KINDS, Unit
from reflect.storage.db import db, write_unit
from reflect.themes.models import PlacedUnit, Window
from reflect.themes.rows import Row
from tests.support.large_releases import fill
from tests.support.windows import Windows

FEW, MANY = 10_000, 100_000  # people: ten to a team
UNITS = {FEW: (1, 2, 60, 1_000), MANY: (1, 12, 600, 10_000)}  # partnerships, agencies, services, teams
AT_ONCE = 25_000  # people put on the roster by one statement
BEFORE_ALL_WINDOWS = timedelta(days=4 * 365)


def run() -> None:
    """A release of everybody in a half-year, and the pages of figures in the larger of the two organisations."""
    few, _memory = _measure(FEW)
    many, memory = _measure(MANY)
    of = f"release of {MANY:,} rows, 600 services, 10,000 teams"
    report(of, many, "s", None, 60)
    report(f"memory of a {of}", memory, "MB", None, 500)
    report(f"{of}, against a tenth of it", many, "s", few, 12)


def _measure(people: int) -> tuple[float, float]:
    """Seconds from the first phase to the end of the command, and the most memory of its process in MB."""
    with app_on_disk() as app:
        with app.app_context():
            found = _release(app, people)
        if people == MANY:
            look_at_pages(app)
        return found


def _release(app: Flask, people: int) -> tuple[float, float]:
    settings: Settings = app.extensions["reflect_settings"]
    with earlier(BEFORE_ALL_WINDOWS), write_unit():
        _staff(people)
    windows = Windows(app, settings.window_keys)
    window_id = windows.open("half-year", now() - timedelta(days=180), now() - timedelta(hours=1), plan="full")
    _contribute(window_id, people)
    name = db.session.get_one(Window, window_id).name
    db.session.remove()
    return _command(settings, "themes", "release", name)


def _staff(people: int) -> None:
    """A roster: each unit has about as many below it as the others of its kind."""
    above: list[str | None] = [None]
    for kind, number in zip(UNIT_KINDS, UNITS[people], strict=True):
        ids = [new_id() for _unit in range(number)]
        rows = [
            {"id": unit_id, "parent_id": above[at * len(above) // number], "kind": kind, "name": f"{kind} {at}"}
            for at, unit_id in enumerate(ids)
        ]
        db.session.execute(insert(Unit), rows)
        above = [*ids]
    teams = [str(unit_id) for unit_id in above]
    for first in range(0, people, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, people))
        roster.place_people([(f"Person {n}", f"{n}@bench.example", teams[n % len(teams)]) for n in numbers])


def _contribute(window_id: str, people: int) -> None:
    cells = list(db.session.get_one(Window, window_id).cells)
    placed = select(PlacedUnit.place_id).where(PlacedUnit.window_id == window_id)
    places = sorted(set(db.session.scalars(placed)))
    fill(window_id, [Row(place, True, frozenset(random.sample(cells, 3))) for place in islice(cycle(places), people)])


def _command(settings: Settings, *words: str) -> tuple[float, float]:
    environment = os.environ | {
        "REFLECT_DATABASE_URL": settings.database_url,
        "REFLECT_PEPPER_FILE": str(settings.instance / "pepper"),
        "REFLECT_SECRET_KEY_FILE": str(settings.instance / "secret-key"),
        "REFLECT_WINDOW_KEYS": str(settings.window_keys),
    }
    program = str(Path(sys.executable).with_name("reflect"))
    with subprocess.Popen([program, *words], env=environment, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline()
        begun = time.perf_counter()
        running.stdout.read()
        _pid, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0
    return time.perf_counter() - begun, used.ru_maxrss / 1024
