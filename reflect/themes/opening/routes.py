"""The page that opens themes, for everybody; a lead's begins with their own team or unit."""

from flask import Response

from reflect.core.clock import now
from reflect.library.themes import ThemeText, themes
from reflect.themes import figures, possible, sentences
from reflect.themes.actions.words import WORDS
from reflect.themes.pictures import picture
from reflect.themes.routes import LEADS, bp
from reflect.themes.team.reading import own
from reflect.web.days import today
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/")
@guard(SIGNED_IN)
def index(viewer: Viewer) -> Response:
    """The latest picture of each place that the viewer may see, or what will stand here one day."""
    return page(
        "themes/index.html",
        title=_("Themes"),
        places=[
            (headings, sentences.headline(picture(released.noisy, released.themes), released.heading))
            for released, headings in figures.latest(viewer.person_id)
        ],
        awaited=figures.awaited(now()),
        to_discuss=_to_discuss(),
        leads=bool(LEADS & viewer.roles),
        own=own(viewer.person_id),
        words=WORDS,
        possible=possible,
        say=sentences,
    )


def _to_discuss() -> ThemeText | None:
    """The theme whose question is offered this week: each of those that are shown in public in turn."""
    public = [theme for theme in themes() if theme.public_name is not None]
    return public[today().isocalendar().week % len(public)] if public else None
