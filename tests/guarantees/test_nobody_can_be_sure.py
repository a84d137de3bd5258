"""Nobody can be sure from the figures whether somebody took part, knowing what all others contributed.

The attacks run against a release as the command makes it. The limits are those of docs/themes.md and half a percentage
point. An attack on a few thousand people is measured with an error, so `margin` allows three standard errors on top.
Expected are 0.599, 0.550 and 0.680: with the half point, an honest run fails once in tens of thousands.
"""

import math
import random
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from reflect.themes import release
from reflect.themes.mechanism import calibrate
from reflect.themes.models import Cadence
from reflect.themes.periods import A_YEAR
from tests.support import databases
from tests.support.attacks import PRIOR, Year, release_a_year
from tests.support.people import People
from tests.support.windows import Windows

PEOPLE = 4_000
TOLERANCE = 0.005
ONE_SERVICE, ONE_AGENCY, ALL_YEAR = 0.599, 0.550, 0.691
LEVELS = "service", "agency", "partnership"
RELEASES = {"service": 2, "agency": 4, "partnership": 4}


def margin(limit: float, trials: int) -> float:
    """Three standard errors of a share that is measured in so many trials: 0.0164 for 8,000 and 0.599."""
    return 3 * math.sqrt(limit * (1 - limit) / trials)


def nobody_is_sure_from_one(year: Year, level: str, limit: float) -> None:
    """The promise for one release of a level, of which the year has several."""
    trials = len(year.took_part) * len(year.at(level))
    assert year.right_from_one(level) <= limit + TOLERANCE + margin(limit, trials)


@pytest.fixture(scope="module")
def app(databases_once: databases.Databases) -> Iterator[Flask]:
    """The noise does not know the database: SQLite alone, and a year is released once for all the tests here."""
    app = databases_once.app("sqlite")
    with app.app_context():
        yield app
        databases.empty(app)


@pytest.fixture(scope="module")
def year(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Year:
    return released(app, tmp_path_factory.mktemp("keys"))


def released(app: Flask, keys: Path, cadences: Collection[Cadence] = tuple(A_YEAR)) -> Year:
    """A year of an organisation of its own."""
    databases.empty(app)
    People(app).on_roster("Somebody Somewhere")
    return release_a_year(Windows(app, keys), coins(PEOPLE), cadences)


def coins(number: int) -> list[bool]:
    """Who took part: for each person, a toss."""
    return [random.random() < PRIOR for _person in range(number)]


def test_the_attack_sees_everything_that_is_released_in_a_year(year: Year) -> None:
    assert {level: len(year.at(level)) for level in LEVELS} == RELEASES


def test_one_release_of_a_service_does_not_show_who_took_part(year: Year) -> None:
    nobody_is_sure_from_one(year, "service", ONE_SERVICE)


def test_one_release_of_an_agency_does_not_show_who_took_part(year: Year) -> None:
    nobody_is_sure_from_one(year, "agency", ONE_AGENCY)


def test_everything_in_a_year_does_not_show_who_took_part(year: Year) -> None:
    assert year.right(year.looks) <= ALL_YEAR + TOLERANCE + margin(ALL_YEAR, PEOPLE)


def test_the_attack_learns_what_there_is_to_learn(year: Year) -> None:
    # Below these the attacker would be asleep, and the limits above would say nothing.
    assert year.right_from_one("service") >= 0.599 - 1.5 * margin(0.599, 2 * PEOPLE)
    assert year.right(year.looks) >= 0.680 - 1.5 * margin(0.680, PEOPLE)


def test_half_the_noise_is_caught(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Half the standard deviation is four times rho.
    monkeypatch.setattr(release, "calibrate", lambda rho: calibrate(4 * rho))
    weak = released(app, tmp_path, ("half-year",))

    with pytest.raises(AssertionError):
        nobody_is_sure_from_one(weak, "service", ONE_SERVICE)


@pytest.mark.parametrize("level", LEVELS)
def test_the_noise_has_its_width_and_neighbours_share_none_of_it(year: Year, level: str) -> None:
    sigma = year.at(level)[0].sigma
    cells = list(year.noise(level))
    squares = [value * value for figures in cells for value in figures]
    pairs = [one * other for figures in cells for one, other in pairwise(figures)]
    following = [one[-1] * other[0] for one, other in pairwise(cells)]

    # Within 4.5 standard errors, which are √(2/n) for a variance (4% here) and 1/√n for a correlation (3 to 5%).
    assert mean(squares) / sigma**2 == pytest.approx(1, abs=4.5 * math.sqrt(2 / len(squares)))
    for products in (pairs, following):
        assert mean(products) / sigma**2 == pytest.approx(0, abs=4.5 / math.sqrt(len(products)))


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def test_the_same_attacker_beats_a_page_that_hides_counts_under_five() -> None:
    themes = [1 / (place + 1.5) for place in range(20)]
    right = 0.0
    for took_part in coins(2_000):
        known = [_raised(themes) if random.random() < 0.6 else frozenset() for _other in range(59)]
        theirs = _raised(themes)
        others = [sum(number in each for each in known) for number in range(20)]
        taking = [count + (number in theirs) for number, count in enumerate(others)]
        if _shown(others) == _shown(taking):
            right += PRIOR
        else:
            right += (_shown(taking if took_part else others) == _shown(taking)) == took_part

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
