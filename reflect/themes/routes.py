"""What was on people's minds: the released figures of one's own places."""

from flask import Blueprint, Response, make_response

from reflect.core.clock import now
from reflect.library.themes import themes
from reflect.themes import figures, sentences, tables
from reflect.themes.pictures import NINE_IN_TEN, picture
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("themes", __name__, url_prefix="/themes")
LEADS = frozenset({"team_lead", "service_lead"})


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
        to_discuss=next(iter(themes()), None),
        leads=bool(LEADS & viewer.roles),
        say=sentences,
    )


@bp.get("/<id:place_id>/<id:window_id>")
@guard(SIGNED_IN)
def shown(viewer: Viewer, place_id: str, window_id: str) -> Response:
    """The picture of one place in one window."""
    found = figures.page_of(viewer.person_id, place_id, window_id)
    heading = found.released.heading
    return page(
        "themes/picture.html",
        title=_("Themes in %(place)s, %(period)s", place=heading.place, period=sentences.period(heading)),
        heading=heading,
        page=found,
        picture=found.picture,
        heat=tables.heat_map(found.windows),
        spread=round(NINE_IN_TEN * found.released.noisy.sigma),
        leads=bool(LEADS & viewer.roles),
        say=sentences,
    )


@bp.get("/<id:place_id>/<id:window_id>/figures.csv")
@guard(SIGNED_IN)
def as_csv(viewer: Viewer, place_id: str, window_id: str) -> Response:
    """The same picture for a spreadsheet."""
    found = figures.page_of(viewer.person_id, place_id, window_id)
    response = make_response(tables.as_csv(found))
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="themes-{found.released.heading.name}.csv"'
    return response
