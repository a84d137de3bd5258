"""Nobody can be sure from the figures about one person, knowing what all others contributed and all else about her.

The attacks run against releases as the command makes them, those of docs/themes.md by its limits and half a percentage
point. A share that is measured from some thousand guesses has an error, so each limit has 4.5 standard errors on top:
0.045 for 2,400 guesses and a limit of 0.599. With that an honest run fails once in ten thousand. A release with a fifth
less noise than it should have would pass these; the width of the noise is measured below, to some per cent.
`make bench` runs the same attacks with many more people.
"""

import math
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from reflect.themes import release
from reflect.themes.mechanism import calibrate
from tests.support import databases
from tests.support.attacks import PRIOR, Released, release_pairs
from tests.support.people import People
from tests.support.promises import OF_A_PILOT, OF_FIVE_YEARS, OF_THE_FULL_PLAN, Promise
from tests.support.windows import Windows

STANDARD_ERRORS = 4.5
PAIRS = {"full": 600, "pilot": 250, "weak": 200}
LEVELS = {"full": {"service": 2, "agency": 4, "partnership": 4}, "pilot": {"everybody": 10}}


def held(promise: Promise, released: Released) -> None:
    """The attacker is right as often as was promised at most."""
    measured = promise.measured(released)
    assert measured.right <= promise.bound(measured, STANDARD_ERRORS)


def awake(promise: Promise, released: Released) -> None:
    """The attacker learns what there is to learn. Below this the limit would say nothing."""
    measured = promise.measured(released)
    assert measured.right >= promise.expected - measured.errors(STANDARD_ERRORS, promise.expected)


@pytest.fixture(scope="module")
def app(databases_once: databases.Databases) -> Iterator[Flask]:
    """The noise does not know the database: SQLite alone, and each plan is released once for all the tests here."""
    app = databases_once.app("sqlite")
    with app.app_context():
        yield app
        databases.empty(app)


@pytest.fixture(scope="module")
def full(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """A year of the full plan."""
    return released(app, tmp_path_factory.mktemp("keys"), "full", PAIRS["full"])


@pytest.fixture(scope="module")
def pilot(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """Five years of a pilot."""
    return released(app, tmp_path_factory.mktemp("keys"), "pilot", PAIRS["pilot"], years=5)


@pytest.fixture(scope="module")
def weak(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """Five years of a pilot with half the noise, which is four times the cost."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(release, "calibrate", lambda rho: calibrate(4 * rho))
        return released(app, tmp_path_factory.mktemp("keys"), "pilot", PAIRS["weak"], years=5)


def released(app: Flask, keys: Path, plan: str, pairs: int, years: int = 1) -> Released:
    """Years of an organisation of its own."""
    databases.empty(app)
    People(app).on_roster("Somebody Somewhere")
    return release_pairs(Windows(app, keys), plan, pairs, years)


def test_the_attacks_see_everything_that_is_released(full: Released, pilot: Released) -> None:
    for plan, seen in (("full", full), ("pilot", pilot)):
        assert {look.level: len(seen.at(look.level)) for look in seen.looks} == LEVELS[plan]


@pytest.mark.parametrize("promise", [*OF_THE_FULL_PLAN, *OF_A_PILOT, *OF_FIVE_YEARS], ids=str)
def test_no_limit_is_below_what_the_noise_allows(promise: Promise) -> None:
    assert promise.expected <= promise.limit + 0.0005


@pytest.mark.parametrize("promise", OF_THE_FULL_PLAN, ids=str)
def test_nobody_is_sure_from_figures_of_the_full_plan(full: Released, promise: Promise) -> None:
    held(promise, full)
    awake(promise, full)


@pytest.mark.parametrize("promise", [*OF_A_PILOT, *OF_FIVE_YEARS], ids=str)
def test_nobody_is_sure_from_five_years_of_a_pilot(pilot: Released, promise: Promise) -> None:
    held(promise, pilot)
    awake(promise, pilot)


@pytest.mark.parametrize("promise", OF_A_PILOT, ids=str)
def test_half_the_noise_is_caught_by_each_attack(weak: Released, promise: Promise) -> None:
    with pytest.raises(AssertionError):
        held(promise, weak)


@pytest.mark.parametrize(("plan", "level"), [(plan, level) for plan, levels in LEVELS.items() for level in levels])
def test_the_noise_has_its_width_and_neighbours_share_none_of_it(
    full: Released, pilot: Released, plan: str, level: str
) -> None:
    seen = {"full": full, "pilot": pilot}[plan]
    sigma = seen.at(level)[0].sigma
    cells = list(seen.noise(level))
    squares = [value * value for figures in cells for value in figures]
    pairs = [one * other for figures in cells for one, other in pairwise(figures)]
    following = [one[-1] * other[0] for one, other in pairwise(cells)]

    # Within 4.5 standard errors, which are √(2/n) for a variance (3 to 5% here) and 1/√n for a correlation (3 to 9%).
    assert mean(squares) / sigma**2 == pytest.approx(1, abs=4.5 * math.sqrt(2 / len(squares)))
    for products in (pairs, following):
        assert mean(products) / sigma**2 == pytest.approx(0, abs=4.5 / math.sqrt(len(products)))


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def coins(number: int) -> list[bool]:
    """Who took part: for each person, a toss."""
    return [random.random() < PRIOR for _person in range(number)]


def test_the_same_attacker_beats_a_page_that_hides_counts_under_five() -> None:
    themes = [1 / (place + 1.5) for place in range(20)]
    right = 0.0
    for took in coins(2_000):
        known = [_raised(themes) if random.random() < 0.6 else frozenset() for _other in range(59)]
        theirs = _raised(themes)
        others = [sum(number in each for each in known) for number in range(20)]
        taking = [count + (number in theirs) for number, count in enumerate(others)]
        if _shown(others) == _shown(taking):
            right += PRIOR
        else:
            right += (_shown(taking if took else others) == _shown(taking)) == took

    assert right / 2_000 >= 0.95


def _raised(prevalence: Sequence[float]) -> frozenset[int]:
    """Three themes of somebody, the common ones more often."""
    picked: set[int] = set()
    while len(picked) < 3:
        picked.update(random.choices(range(len(prevalence)), prevalence))
    return frozenset(picked)


def _shown(counts: Sequence[int]) -> list[int | None]:
    """What a page shows that hides small cells. It does not even say how many took part."""
    return [count if count >= 5 else None for count in counts]
