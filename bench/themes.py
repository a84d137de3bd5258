"""A release of a large window, and the attack on a year of figures with more people than a test has time for."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bench.measure import report
from bench.organisation import app_on_disk
from reflect.core.clock import earlier, now
from reflect.core.settings import Settings
from reflect.organisation import roster
from reflect.storage.db import db, write_unit
from reflect.themes.models import PlacedUnit, Window
from reflect.themes.rows import Row
from tests.support.attacks import PRIOR, fill, release_a_year
from tests.support.people import People
from tests.support.windows import Windows

FEW, MANY = 10_000, 100_000
TO_A_SERVICE, TO_AN_AGENCY = 100, 10_000
AT_ONCE = 25_000  # people put on the roster by one statement
ATTACKED = 20_000
LIMITS = {"service": 0.604, "agency": 0.555}
ALL_YEAR = 0.696


def run() -> None:
    """Seconds and memory of a release, how both grow, and how often the best attacker is right."""
    few, _memory = _release(FEW)
    many, memory = _release(MANY)
    report(f"release of {MANY} rows", many, "s", None, 60)
    report(f"memory of a release of {MANY} rows", memory, "MB", None, 500)
    report(f"release of {MANY} rows against {FEW}", many, "s", few, 12)
    _attack()


def _release(people: int) -> tuple[float, float]:
    """Seconds from the first phase to the end of the command, and the most memory of its process in MB."""
    with app_on_disk() as app, app.app_context():
        settings: Settings = app.extensions["reflect_settings"]
        with earlier(timedelta(days=400)), write_unit():
            _staff(people)
        windows = Windows(app, settings.window_keys)
        window_id = windows.open("half-year", now() - timedelta(days=180), now() - timedelta(hours=1), plan="full")
        _contribute(window_id, people)
        name = db.session.get_one(Window, window_id).name
        db.session.remove()
        return _command(settings, "themes", "release", name)


def _staff(people: int) -> None:
    """A roster of services with a hundred people each, a hundred services to an agency."""
    units = [
        roster.place_unit(("Anywhere", f"Agency {first // TO_AN_AGENCY}", f"Service {first // TO_A_SERVICE}"))
        for first in range(0, people, TO_A_SERVICE)
    ]
    for first in range(0, people, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, people))
        roster.place_people([(f"Person {n}", f"{n}@bench.example", units[n // TO_A_SERVICE]) for n in numbers])


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


def _attack() -> None:
    with app_on_disk() as app, TemporaryDirectory() as keys, app.app_context():
        People(app).on_roster("Somebody Somewhere")
        year = release_a_year(Windows(app, Path(keys)), [random.random() < PRIOR for _person in range(ATTACKED)])
    for level, limit in LIMITS.items():
        report(f"took part or not, one release of one {level}", year.right_from_one(level), "right", None, limit)
    report("took part or not, everything in a year", year.right(year.looks), "right", None, ALL_YEAR)
