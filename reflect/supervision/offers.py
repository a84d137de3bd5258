"""What the agenda offers beside one’s own words: released themes, and for supervisors questions of the library."""

from collections.abc import Collection
from dataclasses import dataclass

from reflect.core.errors import BadInput
from reflect.library import sets
from reflect.library.themes import themes
from reflect.supervision.agenda import Kind
from reflect.themes import figures
from reflect.web.language import gettext as _

MOST_THEMES = 6


@dataclass(frozen=True)
class Offer:
    """One thing to bring: `key` names it in a form."""

    key: str
    kind: Kind
    words: str


def offers(person_id: str, *, supervises: bool) -> list[tuple[str, list[Offer]]]:
    """What somebody may bring, under headings: themes of their own released figures, then a supervisor’s questions."""
    found = [(_("Themes that were released"), _themes(person_id))]
    if supervises:
        found += [
            (section.title, [Offer(f"prompt.{each.code}", "prompt", each.question) for each in section.prompts])
            for section in sets.choose_prompts("supervisor")
            if section.audience == "supervisor"
        ]
    return [(heading, offered) for heading, offered in found if offered]


def the_offer(key: str, offered: Collection[tuple[str, list[Offer]]]) -> Offer:
    """One of them.

    Raises:
        BadInput: it is not offered, or nothing was chosen.
    """
    found = next((each for _heading, under in offered for each in under if each.key == key), None)
    if found is None:
        raise BadInput(_("Choose what you bring."))
    return found


def _themes(person_id: str) -> list[Offer]:
    """The themes of the smallest place whose figures they may see, with a question to talk about each."""
    latest = figures.latest(person_id)
    if not latest:
        return []
    discuss = {theme.slug: theme.discuss for theme in themes()}
    released = latest[0][0].themes[:MOST_THEMES]
    return [
        Offer(
            f"theme.{theme.slug}", "theme", _("%(theme)s: %(question)s", theme=theme.name, question=discuss[theme.slug])
        )
        for theme in released
        if theme.slug in discuss
    ]
