"""What released figures may be said to show. Only the figures are asked: no database, no raw counts, no clock.

Figures carry noise, so what is said must hold against it (docs/themes.md says where the numbers come from). With twenty
themes that nobody raised, a lower bar than `SURE` would call one of them raised in most windows.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

NINE_IN_TEN = 1.645  # standard deviations either way that hold nine times in ten
SURE = 2.8  # standard deviations above nothing that a theme needs to be called raised
ENOUGH = 3.0  # standard deviations above nothing that taking part needs, before anything is said
OFTEN = 0.15  # of the people who work there, at the lower end of the range
FEWEST_FOR_PERCENT = 100  # people
STEP = 5  # percentages are given to the nearest
HIGHEST = 3
REACHES = (0.1, 0.25, 0.5, 1.0)


class Statement(Enum):
    """What may be said of a theme in one window."""

    CANNOT_TELL = "cannot-tell"
    RAISED = "raised"
    OFTEN = "often-raised"


class NoChange(Enum):
    """Why no change since the window before is shown."""

    FIRST = "there is no window before"
    REGROUPED = "other services or teams counted there in the window before"
    TOO_FEW_BEFORE = "too few took part in the window before"
    OTHER_THEMES = "no theme was defined in the same words"
    WITHIN_NOISE = "no difference is larger than noise alone could make"


@dataclass(frozen=True)
class Noisy:
    """The released figures of one place and window: counts of people with noise in them, below nothing at times.

    Of several windows added up, every number is a sum over them, the headcount too.
    """

    headcount: int
    sigma: float
    took_part: float
    values: Mapping[str, float]  # by the theme's slug
    windows: int = 1

    @property
    def enough(self) -> bool:
        """Whether enough people took part to say anything at all."""
        return self.took_part >= ENOUGH * self.sigma

    @property
    def in_percent(self) -> bool:
        """Whether enough people work there, in an average window, for percentages."""
        return self.headcount >= FEWEST_FOR_PERCENT * self.windows

    def statement(self, slug: str) -> Statement:
        """What may be said of a theme that these figures hold."""
        value = self.values[slug]
        if value <= SURE * self.sigma:
            return Statement.CANNOT_TELL
        return Statement.OFTEN if self.range_of(slug)[0] >= OFTEN * self.headcount else Statement.RAISED

    def range_of(self, slug: str) -> tuple[float, float]:
        """From and to how many people raised a theme, right nine times in ten."""
        spread = NINE_IN_TEN * self.sigma
        return self.within(self.values[slug] - spread), self.within(self.values[slug] + spread)

    def within(self, people: float) -> float:
        """A number of people, no fewer than none and no more than work there."""
        return min(max(people, 0), self.headcount)


@dataclass(frozen=True)
class ThemeName:
    """How a theme was called in public when its window opened."""

    slug: str
    name: str
    definition: str


@dataclass(frozen=True)
class Percent:
    """Shares of the people who work there, in steps of five. `about` is left out where we cannot tell."""

    about: int | None
    low: int
    high: int


@dataclass(frozen=True)
class ThemePicture:
    """One theme: what may be said, and its bar and range in shares (0..1) of the people who work there."""

    theme: ThemeName
    statement: Statement
    value: float
    low: float
    high: float
    percent: Percent | None  # None under a hundred people
    change: Literal["more", "fewer"] | None


@dataclass(frozen=True)
class Picture:
    """What one window shows of one place. Without enough people taking part, nothing but that."""

    headcount: int
    enough: bool
    participation: int | None  # per cent; None under a hundred people, or when too few took part
    themes: tuple[ThemePicture, ...]  # what was raised often first, then as the themes are listed
    highest: tuple[ThemePicture, ...]  # three at most, and none that cannot be told apart from chance
    no_change: NoChange | None  # None when a theme changed, or when nothing is said at all

    @property
    def reach(self) -> float:
        """The share that every bar is drawn up to, so that short bars can be told apart."""
        return reach_of(self.themes)

    def called(self, statement: Statement) -> tuple[ThemePicture, ...]:
        """The themes of which this may be said."""
        return tuple(each for each in self.themes if each.statement is statement)

    @property
    def changed(self) -> tuple[ThemePicture, ...]:
        """The themes that more or fewer people raised than in the window before."""
        return tuple(each for each in self.themes if each.change)


def reach_of(themes: Iterable[ThemePicture]) -> float:
    """The smallest share, of a few round ones, that every range ends below."""
    most = max((each.high for each in themes), default=1)
    return next(reach for reach in REACHES if most <= reach)


def picture(
    figures: Noisy, themes: Sequence[ThemeName], before: Noisy | None = None, *, regrouped: bool = False
) -> Picture:
    """What these figures show.

    Args:
        figures: what was released; every theme of `themes` has its value there.
        themes: the themes of the window, in their order.
        before: the figures of the same place in the window before, with only those themes whose words are the same.
        regrouped: there was a window before, and other services or teams counted there; then `before` is None.
    """
    if not figures.enough:
        return Picture(figures.headcount, False, None, (), (), None)
    drawn = [_theme(figures, theme, before) for theme in themes]
    by_value = sorted(drawn, key=lambda each: -figures.values[each.theme.slug])
    return Picture(
        headcount=figures.headcount,
        enough=True,
        participation=_percent(figures.within(figures.took_part), figures),
        themes=tuple(sorted(drawn, key=lambda each: -list(Statement).index(each.statement))),
        highest=tuple(each for each in by_value[:HIGHEST] if each.statement is not Statement.CANNOT_TELL),
        no_change=None if any(each.change for each in drawn) else _why_none(figures, before, regrouped),
    )


def _theme(figures: Noisy, theme: ThemeName, before: Noisy | None) -> ThemePicture:
    statement, (low, high) = figures.statement(theme.slug), figures.range_of(theme.slug)
    value, people = figures.within(figures.values[theme.slug]), max(figures.headcount, 1)
    percent = None
    if figures.in_percent:
        # The ends are rounded outwards, so that the range still holds nine times in ten.
        percent = Percent(
            about=None if statement is Statement.CANNOT_TELL else _percent(value, figures),
            low=STEP * math.floor(100 * low / people / STEP),
            high=min(STEP * math.ceil(100 * high / people / STEP), 100),
        )
    change = _change(figures, before, theme.slug)
    return ThemePicture(theme, statement, value / people, low / people, high / people, percent, change)


def _percent(people: float, figures: Noisy) -> int | None:
    if not figures.in_percent:
        return None
    return STEP * math.floor(100 * people / figures.headcount / STEP + 0.5)


def _change(figures: Noisy, before: Noisy | None, slug: str) -> Literal["more", "fewer"] | None:
    if before is None or not before.enough or slug not in before.values:
        return None
    difference = figures.values[slug] - before.values[slug]
    if abs(difference) <= SURE * math.hypot(figures.sigma, before.sigma):
        return None
    return "more" if difference > 0 else "fewer"


def _why_none(figures: Noisy, before: Noisy | None, regrouped: bool) -> NoChange:
    if before is None:
        return NoChange.REGROUPED if regrouped else NoChange.FIRST
    if not before.enough:
        return NoChange.TOO_FEW_BEFORE
    return NoChange.WITHIN_NOISE if figures.values.keys() & before.values.keys() else NoChange.OTHER_THEMES
