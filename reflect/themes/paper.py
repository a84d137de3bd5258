"""A picture for paper: the same words, bars and ranges as a tagged PDF, which never changes once it is released."""

from pathlib import Path

from reflect.themes import sentences
from reflect.themes.figures import Page
from reflect.themes.pictures import NINE_IN_TEN, Statement, ThemePicture
from reflect.themes.tables import HeatMap, heat_map
from reflect.themes.wording import Wording
from reflect.web import pdf
from reflect.web.language import ZONE, ngettext
from reflect.web.language import gettext as _

LAYOUT = Path(__file__).with_name("paper.typ")


def as_pdf(shown: Page) -> bytes:
    """One place and window as a PDF, the same bytes always: it is dated with the day of the release.

    Raises:
        pdf.CannotShow: no font here has a character of the place's name.
    """
    heading, picture, heat = shown.released.heading, shown.picture, _heat(shown)
    wording = Wording(window for window, _enough in heat.windows)
    released = heading.released_at.astimezone(ZONE)
    return pdf.as_pdf(
        LAYOUT,
        {
            "title": _("Themes in %(place)s, %(period)s", place=heading.place, period=sentences.period(heading)),
            "date": [released.year, released.month, released.day],
            "headline": sentences.headline(picture, heading),
            "facts": [
                [_("People who work here"), f"{heading.headcount:,}"],
                [_("Took part"), sentences.took_part(picture)],
            ],
            "about": _("Not about a team: figures are for everybody who works in a place."),
            "note": str(sentences.NOTE),
            "shares": picture.participation is not None,
            "rows": [_row(each, picture.reach, wording) for each in picture.themes],
            "parts": _parts(shown),
            "windows": [wording.periods[window.window_id] for window, _enough in heat.windows],
            "heat": [
                {"name": row.theme, "said": [cell.words for cell in row.cells]} for row in wording.of_windows(heat)
            ],
            "ending": [_noise(shown)],
            "words": _words(shown),
        },
    )


def _row(each: ThemePicture, reach: float, wording: Wording) -> dict[str, object]:
    return {
        "name": each.theme.name,
        "definition": each.theme.definition,
        "said": wording.statements[each.statement],
        "sure": each.statement is not Statement.CANNOT_TELL,
        "share": wording.share(each.percent) if each.percent else "",
        **{name: round(getattr(each, name) / reach, 4) for name in ("value", "low", "high")},
    }


def _parts(shown: Page) -> list[dict[str, object]]:
    if not shown.picture.enough:
        return []
    return [
        {"title": _("The highest figures"), "sentences": [sentences.highest(shown.picture)]},
        {"title": _("What changed"), "sentences": sentences.changes(shown.picture, shown.before)},
    ]


def _heat(shown: Page) -> HeatMap:
    return heat_map(shown.windows) if shown.picture.enough else HeatMap((), ())


def _noise(shown: Page) -> dict[str, object]:
    spread = round(NINE_IN_TEN * shown.released.noisy.sigma)
    return {
        "title": _("What the noise means"),
        "sentences": [
            ngettext(
                "Reflect adds a random number to each count before anybody sees it, and keeps neither the count nor "
                "the number. Here it lies between −%(num)d and +%(num)d person, 9 times in 10. One range in ten "
                "is wrong, and nobody can tell which. Use a picture to begin a conversation, not as a measurement.",
                "Reflect adds a random number to each count before anybody sees it, and keeps neither the count nor "
                "the number. Here it lies between −%(num)d and +%(num)d people, 9 times in 10. One range in ten "
                "is wrong, and nobody can tell which. Use a picture to begin a conversation, not as a measurement.",
                spread,
            ),
            _("Do not look for who said what, and ask nobody whether they took part."),
        ],
    }


def _words(shown: Page) -> dict[str, object]:
    columns = [_("Theme"), _("What can be said"), _("Figure and range")]
    if shown.picture.participation is not None:
        columns.append(_("Share of the people who work here"))
    return {
        "every": _("Every theme"),
        "bars": f"{sentences.BARS} {sentences.scale(shown.picture)}",
        "columns": columns,
        "windows": _("Window by window"),
        "within": _("Compare only within one window: read each column by itself."),
    }
