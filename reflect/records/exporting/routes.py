"""Take along everything about oneself. It opens with the person's own keys, on its way to them, and is kept nowhere."""

from flask import Blueprint, Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.records.exporting import turns
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
        return _page(form, 200 if request.method == "GET" else 400)
    turn = turns.take()
    if turn is None:
        form.form_errors.append(_("Others are saving theirs just now, which takes a while. Try again in some minutes."))
        return _page(form, 503)
    try:
        with write_unit():
            record("everything-copied", actor=viewer.person_id, about=viewer.person_id)
    except BaseException:
        turn.give_back()
        raise
    pieces = turn.while_sent(everything(keys, viewer.person_id, form.kind.data))
    response = Response(stream_with_context(pieces), content_type="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename=everything-{now():%Y-%m-%d}.zip"
    response.call_on_close(turn.give_back)
    return response


def _page(form: EverythingForm, status: int) -> Response:
    return page("records/export.html", status=status, title=_("Everything about you"), form=form, hints=HINTS)
