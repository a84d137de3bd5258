"""How a theme went from window to window, for those themes alone that moved further than noise could move them."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.themes.figures import MOST_WINDOWS, Heading, Page, Released
from reflect.themes.pictures import ThemeName, ThemePicture, picture, reach_of


@dataclass(frozen=True)
class Point:
    """One window of a trend. `theme` is None where too few took part, or where it was defined otherwise."""

    heading: Heading
    theme: ThemePicture | None
    enough: bool


@dataclass(frozen=True)
class Trend:
    """One theme in the windows of one length, the oldest first, and the share of people that the top stands for."""

    theme: ThemeName
    points: tuple[Point, ...]
    reach: float

    @property
    def steps(self) -> list[tuple[int, ThemePicture, ThemePicture]]:
        """Neighbouring windows that both say something, with the number of the first: what a line can join."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return [(n, one.theme, next_.theme) for n, (one, next_) in enumerate(pairs) if one.theme and next_.theme]


def trends(page: Page) -> tuple[Trend, ...]:
    """The trends of those themes that changed since the window before."""
    if not page.picture.changed:
        return ()
    cadence = page.released.heading.cadence
    windows = [each for each in page.windows if each.heading.cadence == cadence][:MOST_WINDOWS]
    drawn = [(each, _by_theme(each)) for each in reversed(windows)]
    return tuple(_trend(changed.theme, drawn) for changed in page.picture.changed)


def _by_theme(released: Released) -> dict[ThemeName, ThemePicture]:
    return {each.theme: each for each in picture(released.noisy, released.themes).themes}


def _trend(theme: ThemeName, drawn: Sequence[tuple[Released, dict[ThemeName, ThemePicture]]]) -> Trend:
    points = tuple(Point(released.heading, themes.get(theme), released.noisy.enough) for released, themes in drawn)
    return Trend(theme, points, reach_of(point.theme for point in points if point.theme))
