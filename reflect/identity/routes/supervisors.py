"""Who supervises one: everybody who was named, and one's own yes or no to whoever is new."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.organisation import supervising
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import STEPPED_UP, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("supervisors", __name__, url_prefix="/account/supervisors")


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Whom one has confirmed, and who waits for an answer."""
    return page("identity/supervisors.html", named=supervising.supervisions_of(viewer.person_id))


@bp.route("/<id:relation_id>/confirm", methods=["GET", "POST"])
@guard(STEPPED_UP)
def confirm(viewer: Viewer, keys: Keys, relation_id: str) -> ResponseReturnValue:
    """Say yes, after the passphrase once more: from now on one can share with them."""
    if request.method != "POST":
        relation = supervising.waiting_one(viewer.person_id, relation_id)
        return page("identity/confirm_supervisor.html", relation=relation)
    with write_unit():
        name = supervising.confirm(viewer.person_id, relation_id)
    flash(_("%(name)s is your supervisor. Nothing is shared by it: you choose what to share.", name=name))
    return redirect(url_for(".index"), 303)


@bp.post("/<id:relation_id>/decline")
@guard(UNLOCKED)
def decline(viewer: Viewer, keys: Keys, relation_id: str) -> ResponseReturnValue:
    """Say no. An administrator sees it, and may ask again."""
    with write_unit():
        name = supervising.decline(viewer.person_id, relation_id)
    flash(_("You said that %(name)s is not your supervisor. Nothing is shared with them as one.", name=name))
    return redirect(url_for(".index"), 303)
