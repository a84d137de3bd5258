"""The page on which people learn about themes."""

from flask import Response

from reflect.themes.learning import words
from reflect.themes.learning.reading import learning_for
from reflect.themes.routes import bp
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/learning")
@guard(SIGNED_IN)
def learning(viewer: Viewer) -> Response:
    """Beside each theme its findings, our questions, the report and the resources of one's own places."""
    return page(
        "themes/learning.html",
        title=_("Learning about the themes"),
        learning=learning_for(viewer.person_id, viewer.roles),
        words=words,
    )
