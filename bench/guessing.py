"""How often the best attacker is right about one person, from more releases than a test has time for."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bench.measure import report
from bench.organisation import app_on_disk
from reflect.themes import release
from reflect.themes.mechanism import calibrate
from tests.support.attacks import Released, release_pairs
from tests.support.people import People
from tests.support.promises import OF_A_PILOT, OF_FIVE_YEARS, OF_THE_FULL_PLAN, Promise
from tests.support.windows import Windows

PAIRS = {"full": 10_000, "pilot": 3_000}  # each person is asked about in each window: up to 80,000 guesses of one kind
PAIRS_WEAK = {"full": 2_000, "pilot": 500}
STANDARD_ERRORS = 3
PROMISES = {"full": OF_THE_FULL_PLAN, "pilot": [*OF_A_PILOT, *OF_FIVE_YEARS]}
YEARS = {"full": 1, "pilot": 5}


def run() -> None:
    """Each line of the table, against its limit; then with half the noise, which must be above it."""
    for plan, promises in PROMISES.items():
        released = _released(plan, PAIRS[plan])
        for promise in promises:
            _held(promise, released)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(release, "calibrate", lambda rho: calibrate(4 * rho))
        for plan, promises in PROMISES.items():
            weak = _released(plan, PAIRS_WEAK[plan])
            for promise in promises:
                _caught(promise, weak)


def _released(plan: str, pairs: int) -> Released:
    with app_on_disk() as app, TemporaryDirectory() as keys, app.app_context():
        People(app).on_roster("Somebody Somewhere")
        return release_pairs(Windows(app, Path(keys)), plan, pairs, YEARS[plan])


def _held(promise: Promise, released: Released) -> None:
    measured = promise.measured(released)
    margin = measured.errors(STANDARD_ERRORS, promise.limit)
    name = f"{promise}: at most {promise.limit}, expected {promise.expected:.3f}"
    goal = round(promise.bound(measured, STANDARD_ERRORS), 3)
    report(f"{name}, {measured.guesses:,} guesses, margin {margin:.3f}", measured.right, "right", None, goal)


def _caught(promise: Promise, weak: Released) -> None:
    measured = promise.measured(weak)
    bound = promise.bound(measured, STANDARD_ERRORS)
    report(f"{promise}: its limit and margin against half the noise", bound, "right", measured.right, 1)
