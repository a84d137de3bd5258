"""Stopping the reset of one's own second factors that an administrator asked for."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.identity.factors import resets
from reflect.storage.db import write_unit
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.viewer import Viewer

bp = Blueprint("resets", __name__, url_prefix="/account/reset-of-factors")


@bp.post("/stop")
@guard(SIGNED_IN)
def stop(viewer: Viewer) -> ResponseReturnValue:
    """Keep one's second factors as they are."""
    with write_unit():
        resets.stop(viewer.person_id, actor=viewer.person_id)
    return redirect(url_for("account.index"), 303)
