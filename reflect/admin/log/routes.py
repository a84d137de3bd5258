"""What was done to people, units and the library, for administrators. Nobody’s own doing is on this page."""

from flask import Blueprint, Response, request

from reflect.audit.events import ADMINISTRATIVE
from reflect.core.ids import ID_PATTERN
from reflect.organisation.log import administrative_log
from reflect.web.event_words import KINDS
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("admin_log", __name__, url_prefix="/admin")


@bp.get("/log")
@guard(ADMINISTRATOR)
def index(viewer: Viewer) -> Response:
    """Administrative events of what this administrator looks after, newest first; one kind with `?kind=`."""
    before, kind = request.args.get("before", ""), request.args.get("kind", "")
    lines, older = administrative_log(viewer.person_id, kind, before if ID_PATTERN.fullmatch(before) else None)
    return page(
        "admin/log.html",
        title=_("What was done"),
        lines=lines,
        older=older,
        first_page=not before,
        kind=kind if kind in ADMINISTRATIVE else "",
        kinds=sorted(((each, str(KINDS[each])) for each in ADMINISTRATIVE), key=lambda pair: pair[1]),
    )
