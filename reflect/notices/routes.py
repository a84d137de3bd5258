"""The pages of notices, and which of them come by mail."""

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.ids import ID_PATTERN
from reflect.notices import reading
from reflect.notices.forms import MailForm
from reflect.notices.texts import TEXTS
from reflect.storage.db import write_unit
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("notices", __name__)


@bp.get("/notices/")
@guard(SIGNED_IN)
def index(viewer: Viewer) -> Response:
    """One's notices, newest first. Looking at them marks nothing: that is a button."""
    before = request.args.get("before", "")
    rows, older = reading.page_of(viewer.person_id, before if ID_PATTERN.fullmatch(before) else None)
    return page("notices/index.html", title=_("Notices"), rows=rows, older=older, first_page=not before)


@bp.post("/notices/read")
@guard(SIGNED_IN)
def read_all(viewer: Viewer) -> ResponseReturnValue:
    with write_unit():
        reading.mark_all_read(viewer.person_id)
    return redirect(url_for(".index"), 303)


@bp.post("/notices/<id:notice_id>/follow")
@guard(SIGNED_IN)
def follow(viewer: Viewer, notice_id: str) -> ResponseReturnValue:
    """Mark one read, and go on to what it is about."""
    with write_unit():
        endpoint = reading.follow(viewer.person_id, notice_id)
    return redirect(url_for(endpoint), 303)


@bp.route("/account/notices", methods=["GET", "POST"])
@guard(SIGNED_IN)
def preferences(viewer: Viewer) -> ResponseReturnValue:
    """Which notices come by mail. Those about the safety of the account always do."""
    form = MailForm(data={"kinds": reading.by_mail(viewer.person_id)})
    if form.validate_on_submit():
        with write_unit():
            reading.choose_mail(viewer.person_id, form.kinds.data or [])
        flash(_("Your choice is saved."))
        return redirect(url_for(".preferences"), 303)
    return page(
        "notices/preferences.html",
        form=form,
        always=[text.subject for text in TEXTS.values() if text.important and "link" not in text.details],
        mailed=bool(current_app.extensions["reflect_settings"].mail_url),
        status=200 if request.method == "GET" else 400,
    )
