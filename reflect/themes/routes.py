"""What was on people's minds: the released figures of one's own places."""

from flask import Blueprint, Response, make_response, request

from reflect.core.ids import ID_PATTERN
from reflect.library import signposts
from reflect.themes import belonging, children, comparing, figures, paper, possible, sentences, spreadsheet, tables
from reflect.themes.pictures import NINE_IN_TEN
from reflect.themes.trends import trends
from reflect.themes.wording import Wording
from reflect.web import pdf
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("themes", __name__, url_prefix="/themes")
LEADS = frozenset(belonging.LEADS)


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
        trends=trends(found),
        beside_above=comparing.beside_above(found),
        wording=Wording((heading, *found.earlier)),
        below=found.below,
        spread=round(NINE_IN_TEN * found.released.noisy.sigma),
        leads=bool(LEADS & viewer.roles),
        possible=possible,
        say=sentences,
    )


@bp.get("/<id:place_id>/<id:window_id>/places")
@guard(SIGNED_IN)
def below(viewer: Viewer, place_id: str, window_id: str) -> Response:
    """A place and those below it that the viewer may see, in one window; where they are many, page by page."""
    after = request.args.get("after", "")
    last = after if ID_PATTERN.fullmatch(after) else None
    found = children.children_of(viewer.person_id, place_id, window_id, last)
    heading = found.whole.heading
    return page(
        "themes/below.html",
        title=_("%(place)s and the places below it, %(period)s", place=heading.place, period=sentences.period(heading)),
        below=found,
        table=comparing.of_below(found),
        wording=Wording(),
        leads=bool(LEADS & viewer.roles),
        say=sentences,
    )


@bp.get("/<id:place_id>/together")
@guard(SIGNED_IN)
def together(viewer: Viewer, place_id: str) -> Response:
    """All windows of one place so far, added up."""
    found = figures.together_of(viewer.person_id, place_id)
    return page(
        "themes/together.html",
        title=_("All windows so far together in %(place)s", place=found.place),
        together=found,
        picture=found.picture,
        leads=bool(LEADS & viewer.roles),
        possible=possible,
        say=sentences,
        wording=Wording(),
    )


@bp.get("/reading")
@guard(SIGNED_IN)
def reading(viewer: Viewer) -> Response:
    """How to read figures without looking for people in them, and what nothing may mean."""
    groups = [signposts.racism_at_work(), signposts.signpost_group(signposts.SUPPORT)]
    return page("themes/reading.html", title=_("Reading figures well"), groups=groups)


@bp.get("/<id:place_id>/<id:window_id>/figures.csv")
@guard(SIGNED_IN)
def as_csv(viewer: Viewer, place_id: str, window_id: str) -> Response:
    """The same picture for a spreadsheet."""
    found = figures.page_of(viewer.person_id, place_id, window_id)
    response = make_response(tables.as_csv(found))
    response.content_type = spreadsheet.TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="themes-{found.released.heading.name}.csv"'
    return response


@bp.get("/<id:place_id>/<id:window_id>/figures.pdf")
@guard(SIGNED_IN)
def as_pdf(viewer: Viewer, place_id: str, window_id: str) -> Response:
    """The same picture for paper."""
    found = figures.page_of(viewer.person_id, place_id, window_id)
    response = make_response(paper.as_pdf(found))
    response.content_type = pdf.TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="themes-{found.released.heading.name}.pdf"'
    return response
