"""Places side by side in one window. Their sizes and their noise differ, so that no order is in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.themes.children import Below, Part
from reflect.themes.figures import Page
from reflect.themes.pictures import ThemeName, ThemePicture, picture


@dataclass(frozen=True)
class SideBySide:
    """Each theme in each place. None where too few took part, or where it was not released."""

    places: tuple[Part, ...]
    rows: tuple[tuple[ThemeName, tuple[ThemePicture | None, ...]], ...]


def side_by_side(places: Sequence[Part], themes: Sequence[ThemeName]) -> SideBySide:
    """Some places of one window, in their order, and the themes in theirs."""
    drawn = [{each.theme.slug: each for each in place.picture.themes} for place in places]
    return SideBySide(
        places=tuple(places),
        rows=tuple((theme, tuple(pictures.get(theme.slug) for pictures in drawn)) for theme in themes),
    )


def beside_above(page: Page) -> SideBySide | None:
    """A place beside the one that it is part of; None where that one has no figures in this window."""
    if page.above is None:
        return None
    above = Part(page.above.heading, picture(page.above.noisy, page.above.themes))
    return side_by_side((Part(page.released.heading, page.picture), above), page.released.themes)


def of_below(below: Below) -> SideBySide:
    """A place and those below it. The themes are those that any of them says something of."""
    places = (below.whole, *below.places)
    themes = {each.theme.slug: each.theme for place in places for each in place.picture.themes}
    return side_by_side(places, tuple(themes.values()))
