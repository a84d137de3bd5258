"""Where a person is signed in, and ending it there."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity import sessions
from reflect.storage.db import write_unit
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("sessions", __name__, url_prefix="/account/sessions")


@bp.get("/")
@guard(SIGNED_IN)
def index(viewer: Viewer) -> ResponseReturnValue:
    return page(
        "identity/sessions.html",
        sessions=sessions.of_person(viewer.person_id),
        here=viewer.session_id,
        done=request.args.get("done"),
    )


@bp.post("/<id:session_id>/end")
@guard(SIGNED_IN)
def end(viewer: Viewer, session_id: str) -> ResponseReturnValue:
    """Sign one browser out; this one as well."""
    with write_unit():
        sessions.end_own(viewer.person_id, session_id)
    return redirect(url_for("sessions.index", done="ended"), 303)


@bp.post("/end-others")
@guard(SIGNED_IN)
def end_others(viewer: Viewer) -> ResponseReturnValue:
    """Sign every other browser out."""
    with write_unit():
        sessions.end_others(viewer.person_id, viewer.session_id)
    return redirect(url_for("sessions.index", done="ended"), 303)
