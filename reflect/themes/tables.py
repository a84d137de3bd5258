"""Released figures as tables: theme by window for the page, and a file for a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reflect.themes import sentences, spreadsheet
from reflect.themes.figures import MOST_WINDOWS, Heading, Page, Released
from reflect.themes.pictures import Statement, ThemeName
from reflect.web.language import gettext as _

Reworded = Literal["reworded"]


@dataclass(frozen=True)
class HeatMap:
    """What may be said of each theme in each window, in words.

    None where it was not released or too few took part; “reworded” where a window defined it in other words.
    """

    windows: tuple[tuple[Heading, bool], ...]  # newest first, with whether enough people took part
    rows: tuple[tuple[ThemeName, tuple[Statement | Reworded | None, ...]], ...]


def heat_map(windows: Sequence[Released]) -> HeatMap:
    """The statements of one place's windows, this one first, side by side. The rows are the themes of the first."""
    shown = windows[:MOST_WINDOWS]
    return HeatMap(
        windows=tuple((each.heading, each.noisy.enough) for each in shown),
        rows=tuple((theme, tuple(_statement(each, theme) for each in shown)) for theme in windows[0].themes),
    )


def _statement(released: Released, theme: ThemeName) -> Statement | Reworded | None:
    if not released.noisy.enough or theme.slug not in released.noisy.values:
        return None
    return released.noisy.statement(theme.slug) if theme in released.themes else "reworded"


def as_csv(shown: Page) -> bytes:
    """One place and window as a file for a spreadsheet, the same bytes always."""
    heading, picture = shown.released.heading, shown.picture
    rows: list[list[object]] = [
        [_("Place"), heading.place],
        [_("Window"), sentences.period(heading)],
        [_("People who work here"), heading.headcount],
        [_("Took part"), sentences.took_part(picture)],
        [_("Note"), sentences.NOTE],
        [_("Noise"), _("Random noise was added to each figure. From and to are right 9 times in 10.")],
        [],
        [_("Theme"), _("Statement"), _("About %"), _("From %"), _("To %")],
    ]
    for theme in picture.themes:
        percent = theme.percent
        numbers = (percent.about, percent.low, percent.high) if percent else ()
        rows.append([theme.theme.name, sentences.STATEMENTS[theme.statement], *numbers])
    return spreadsheet.file_of(rows)
