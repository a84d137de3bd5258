"""What a guide can be made from: the released themes of a place and window, or any theme that is public."""

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.core.errors import BadInput, NotFound
from reflect.core.ids import ID_PATTERN
from reflect.library.themes import ThemeText
from reflect.themes import figures
from reflect.themes.figures import Heading
from reflect.themes.pictures import Picture, Statement
from reflect.themes.public import public_themes
from reflect.themes.sentences import STATEMENTS
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST = 3  # themes in a meeting
MINUTES = (20, 45)
_ORDER = (Statement.OFTEN, Statement.RAISED, Statement.CANNOT_TELL)


@dataclass(frozen=True)
class Offer:
    """The themes to choose from, and where they are from; `said` is what the figures say of each, by slug."""

    themes: tuple[ThemeText, ...]
    said: dict[str, str]
    source: Heading | None
    sources: tuple[Heading, ...]  # other places whose newest figures this person may see

    def chosen(self, slugs: Sequence[str]) -> tuple[ThemeText, ...]:
        """The themes of these slugs, in the order of the offer.

        Raises:
            BadInput: there are none, too many, or one that is not offered.
        """
        wanted = set(slugs)
        if not wanted:
            raise BadInput(_("Choose at least one theme."))
        over = len(wanted) - MOST
        if over > 0:
            raise BadInput(
                ngettext(
                    "Three themes at most fit into a meeting. Untick %(num)d theme.",
                    "Three themes at most fit into a meeting. Untick %(num)d themes.",
                    over,
                )
            )
        found = tuple(theme for theme in self.themes if theme.slug in wanted)
        if len(found) < len(wanted):
            raise BadInput(_("Choose themes from the list."))
        return found


def offer(person_id: str, place_id: str = "", window_id: str = "") -> Offer:
    """What somebody can make a guide from.

    Args:
        place_id: of released figures, with `window_id`. Without both, the newest figures of the smallest place that
            they may see; where nothing is released, every public theme in its order.

    Raises:
        NotFound: these figures are not released, or not theirs to see.
    """
    public = public_themes()
    latest = figures.latest(person_id)
    newest = [released.heading for released, _headings in latest]
    if not place_id and not window_id:
        if not newest:
            return Offer(tuple(public.values()), {}, None, ())
        place_id, window_id = newest[0].place_id, newest[0].window_id
    if not (ID_PATTERN.fullmatch(place_id) and ID_PATTERN.fullmatch(window_id)):
        raise NotFound
    shown = figures.page_of(person_id, place_id, window_id)
    source = shown.released.heading
    said = _said(shown.picture)
    ordered = [*(slug for slug in said if slug in public), *(slug for slug in public if slug not in said)]
    others = (each for each in newest if each.place_id != source.place_id)
    return Offer(tuple(public[slug] for slug in ordered), said, source, tuple(others))


def _said(picture: Picture) -> dict[str, str]:
    """What the figures say of each theme, those that say most first. Nothing where too few took part."""
    if not picture.enough:
        return {}
    ranked = sorted(picture.themes, key=lambda each: (_ORDER.index(each.statement), -each.value))
    return {each.theme.slug: str(STATEMENTS[each.statement]) for each in ranked}
