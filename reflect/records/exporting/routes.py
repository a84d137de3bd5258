"""Take along everything about oneself. It opens with the person's own keys, on its way to them, and is kept nowhere."""

from flask import Blueprint, Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.records.exporting.forms import HINTS, EverythingForm
from reflect.records.exporting.packing import everything
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import STEPPED_UP, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("export", __name__, url_prefix="/account")


@bp.route("/export", methods=["GET", "POST"])
@guard(STEPPED_UP)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Say what it holds and what it is not, then send it. One's own log says that it was made."""
    form = EverythingForm()
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 400
        return page("records/export.html", status=status, title=_("Everything about you"), form=form, hints=HINTS)
    with write_unit():
        record("everything-copied", actor=viewer.person_id, about=viewer.person_id)
    pieces = everything(keys, viewer.person_id, form.kind.data)
    disposition = f"attachment; filename=everything-{now():%Y-%m-%d}.zip"
    return Response(
        stream_with_context(pieces), content_type="application/zip", headers={"Content-Disposition": disposition}
    )
