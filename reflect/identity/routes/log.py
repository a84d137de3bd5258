"""What happened to one's account and to what one shared."""

from flask import Blueprint, Response, request

from reflect.core.ids import ID_PATTERN
from reflect.organisation.log import own_log
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("account_log", __name__, url_prefix="/account")


@bp.get("/log")
@guard(SIGNED_IN)
def index(viewer: Viewer) -> Response:
    before = request.args.get("before", "")
    lines, older = own_log(viewer.person_id, before if ID_PATTERN.fullmatch(before) else None)
    return page(
        "identity/log.html",
        title=_("What happened to your account and your things"),
        lines=lines,
        older=older,
        first_page=not before,
    )
