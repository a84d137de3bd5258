"""The page that opens themes, for everybody, and the list of all places whose figures somebody may see."""

from collections.abc import Iterable

from flask import Response, request

from reflect.core.clock import now
from reflect.library.themes import ThemeText
from reflect.themes import figures, listed, possible, sentences
from reflect.themes.actions.words import WORDS
from reflect.themes.pictures import picture
from reflect.themes.public import named, public_themes
from reflect.themes.routes import LEADS, bp
from reflect.themes.team.reading import own
from reflect.web.days import today
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

LONGEST_SEARCH = 100


@bp.get("/")
@guard(SIGNED_IN)
def index(viewer: Viewer) -> Response:
    """The latest pictures of the viewer's own places and of those above, or what will stand here one day.

    A lead's begins with their own team or unit.
    """
    latest, public = figures.latest(viewer.person_id), public_themes()
    near = [released.heading.place_id for released, _headings in latest]
    return page(
        "themes/index.html",
        title=_("Themes"),
        places=[
            (headings, sentences.headline(picture(released.noisy, released.themes), released.heading))
            for released, headings in latest
        ],
        # Nobody else looks downwards.
        more="service_lead" in viewer.roles and listed.are_more(viewer.person_id, near),
        awaited=figures.awaited(now()),
        to_discuss=_to_discuss(public.values()),
        leads=bool(LEADS & viewer.roles),
        own=own(viewer.person_id, named(public)),
        words=WORDS,
        possible=possible,
        say=sentences,
    )


@bp.get("/places/")
@guard(SIGNED_IN)
def places(viewer: Viewer) -> Response:
    """All places that the viewer may see, by name, 30 a page (`?q=` part of a name)."""
    search = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return page(
        "themes/places.html",
        title=_("All places whose figures you can see"),
        page=listed.places_page(viewer.person_id, search, request.args.get("after")),
        search=search,
        say=sentences,
    )


def _to_discuss(public: Iterable[ThemeText]) -> ThemeText | None:
    """The theme whose question is offered this week: each of those that are shown in public in turn."""
    themes = [theme for theme in public if theme.public_name is not None]
    return themes[today().isocalendar().week % len(themes)] if themes else None
