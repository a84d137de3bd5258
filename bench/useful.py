"""How much the released figures tell, measured on releases of places whose people are known.

Twenty themes, the commonest raised by 45 in 100 of those who take part and the others less and less often, 2.4 themes
each. What is said of the figures is what pages say.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from bench.measure import report
from bench.organisation import app_on_disk
from reflect.core.clock import now
from reflect.themes.models import Cadence
from reflect.themes.periods import Period, period_at
from reflect.themes.pictures import Noisy, Picture, Statement, ThemeName, picture
from reflect.themes.rows import Row
from tests.support.large_releases import release_one
from tests.support.people import People
from tests.support.windows import Windows

THEMES = 20
HOW_MANY = {1: 1, 2: 4, 3: 5}  # themes of one person, by weight: 2.4 on average
EACH = [2.4 * (1 / (place + 2)) / sum(1 / (each + 2) for each in range(THEMES)) for place in range(THEMES)]
TOP = 5


@dataclass(frozen=True)
class Seen:
    """One place in one window: how many people raised each theme, its figures, and what a page shows."""

    truth: list[int]
    values: list[int]
    picture: Picture

    @property
    def off(self) -> float:
        """By how many percentage points the bars are off, on average."""
        bars = {each.theme.slug: each.value for each in self.picture.themes}
        shares = {_slug(number): count / self.picture.headcount for number, count in enumerate(self.truth)}
        return 100 * fmean(abs(bars[slug] - shares[slug]) for slug in bars)

    @property
    def missed(self) -> float:
        """Which part of the five themes that most people raised is not among the five highest figures."""
        return 1 - len(set(_highest(self.truth)) & set(_highest(self.values))) / TOP

    @property
    def raised(self) -> list[int]:
        """How many people did raise each theme that the page calls raised."""
        called = {each.theme.slug for each in self.picture.themes if each.statement is not Statement.CANNOT_TELL}
        return [count for number, count in enumerate(self.truth) if _slug(number) in called]


def run() -> None:
    """Error and missed themes of a service and an agency, and what a small service with few taking part learns."""
    for level, cadence, people, windows, points, missed in (
        ("service", "half-year", 100, 1000, 3.4, 0.32),
        ("agency", "quarter", 300, 400, 2.3, 0.25),
    ):
        seen = _release(level, cadence, people, 0.6, windows)  # type: ignore[arg-type]
        of = f"one {level} of {people}, 60% taking part, {windows} windows"
        report(f"error of a bar, {of}", fmean(each.off for each in seen if each.picture.enough), "points", None, points)
        report(f"missed of the five most raised themes, {of}", fmean(each.missed for each in seen), "", None, missed)
    seen = _release("service", "half-year", 100, 0.25, 1500)
    of = "one service of 100, 25% taking part, 1500 windows"
    report(f"windows without a theme called raised, {of}", fmean(not each.raised for each in seen), "", None, 0.35)
    false = fmean(sum(count <= 1 for count in each.raised) for each in seen)
    report(f"themes called raised that one person raised or none, {of}", false, "a window", None, 0.1)


def _release(level: str, cadence: Cadence, people: int, share: float, number: int) -> list[Seen]:
    themes = [[_raised() for _person in range(round(share * people))] for _place in range(number)]
    with app_on_disk() as app, TemporaryDirectory() as keys, app.app_context():
        People(app).on_roster("Somebody Somewhere")
        windows = Windows(app, Path(keys))
        windows.adopt("full")
        period = Period(cadence, period_at(cadence, now()).year - 1, 1)
        slugs = [_slug(each) for each in range(THEMES)]
        looks = release_one(windows, period, number, slugs, _rows(themes))
        look = next(each for each in looks if each.level == level)
    names = [ThemeName(slug, slug, "") for slug in slugs]
    seen = []
    for own, (*values, took_part) in zip(themes, look.figures, strict=True):
        counts = Counter(theme for person in own for theme in person)
        shown = picture(Noisy(people, look.sigma, took_part, dict(zip(slugs, values, strict=True))), names)
        seen.append(Seen([counts[each] for each in range(THEMES)], values, shown))
    return seen


def _rows(themes: Sequence[Sequence[Sequence[int]]]) -> Callable[[Sequence[str], Sequence[str]], list[Row]]:
    def contents(places: Sequence[str], slugs: Sequence[str]) -> list[Row]:
        pairs = zip(places, themes, strict=True)
        return [Row(place, True, frozenset(slugs[each] for each in person)) for place, own in pairs for person in own]

    return contents


def _raised() -> list[int]:
    """The themes of one person. Each is among them as often as `EACH` says (systematic sampling, Madow 1949)."""
    number = random.choices(list(HOW_MANY), list(HOW_MANY.values()))[0]
    order = random.sample(range(THEMES), THEMES)
    marks = [0.0, *accumulate(EACH[theme] * number / 2.4 for theme in order)]
    marks[-1] = number
    first = random.random()
    return [theme for theme, one, two in zip(order, marks, marks[1:], strict=False) if _whole(one, two, first)]


def _whole(one: float, two: float, first: float) -> bool:
    """Whether one of the marks `first`, `first` + 1, … lies from `one` to just below `two`."""
    return int(two - first + 1) > int(one - first + 1)


def _highest(numbers: Sequence[int]) -> list[int]:
    return sorted(range(THEMES), key=lambda each: -numbers[each])[:TOP]


def _slug(number: int) -> str:
    return f"theme-{number}"
