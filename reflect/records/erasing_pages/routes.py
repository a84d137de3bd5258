"""Erase one's own account: said plainly what goes and what stays, confirmed by typing, and final."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import Conflict
from reflect.identity.routes.browser import CODE, UNLOCK, drop_half
from reflect.notices.reading import LASTS as NOTICES_LAST
from reflect.records import erasing, inventory
from reflect.records.erasing_pages.forms import EraseForm
from reflect.storage.db import deployment
from reflect.vault.keys import Keys
from reflect.web.guards import STEPPED_UP, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer, depart

bp = Blueprint("erasing", __name__, url_prefix="/account")


@bp.route("/erase", methods=["GET", "POST"])
@guard(STEPPED_UP)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Say what goes and what stays; then do it, and sign out. With it goes the journal of before starting again."""
    form = EraseForm()
    form.expected = viewer.email
    if form.validate_on_submit():
        erasing.erase(viewer.person_id, actor=viewer.person_id, by_themselves=True)
        depart()
        flash(_("Your account is erased. Nothing in it can be opened any more, by anybody."))
        response = redirect(url_for("identity.sign_in"), 303)
        for half in (UNLOCK, CODE):
            drop_half(response, half)
        return response
    return page(
        "records/erase.html",
        status=200 if request.method == "GET" else 400,
        title=_("Erase your account"),
        form=form,
        refused=_why_not(viewer),
        reflections=inventory.planned(inventory.selves(viewer.person_id)).get("journal_entry", 0),
        earlier=len(inventory.selves(viewer.person_id)) > 1,
        backup_days=deployment().backup_days,
        notice_days=NOTICES_LAST.days,
    )


def _why_not(viewer: Viewer) -> str:
    try:
        erasing.refuse(viewer.person_id, by_themselves=True)
    except Conflict as refused:
        return refused.sentence
    return ""
