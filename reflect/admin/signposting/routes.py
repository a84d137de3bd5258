"""Signposts with the day each was last checked, and the page to change one."""

import re
from datetime import UTC, datetime, time

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.attempts import attempt
from reflect.admin.routes import bp
from reflect.admin.signposting.forms import SignpostForm
from reflect.library import checking
from reflect.web.days import today
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

ADDRESS = re.compile(r"https://[^\s;]+")


@bp.get("/signposts/")
@guard(ADMINISTRATOR)
def signposts(viewer: Viewer) -> Response:
    """Every place to turn, and when somebody last made sure that it is right."""
    present = checking.present_signposts()
    rows = [row for group in present.groups for row in group.rows]
    return page(
        "admin/signposts.html",
        title=_("Signposts"),
        groups=present.groups,
        version=present.version,
        missing=sum(row.fill_in and not row.contact for row in rows),
        # Noon, so that the day is the same in every zone.
        days={row.key: datetime.combine(row.last_checked, time(12), UTC) for row in rows if row.last_checked},
    )


@bp.route("/signposts/<key>", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def signpost(viewer: Viewer, key: str) -> ResponseReturnValue:
    """Change the contact of one, as a new version that people see at once."""
    row = checking.signpost(key)
    form = SignpostForm(data={"contact": row.contact, "detail": row.detail, "checked": today()})
    if form.validate_on_submit() and attempt(form.contact, lambda: _change(viewer, key, form)):
        flash(_("The signpost is changed. People see it at once."))
        return redirect(url_for("admin.signposts"), 303)
    status = 200 if request.method == "GET" else 400
    # Where the library has the words from also holds notes for whoever writes it; people need the address.
    source = next(iter(ADDRESS.findall(row.source)), "")
    return page("admin/signpost.html", status=status, title=_("Change a signpost"), form=form, row=row, source=source)


def _change(viewer: Viewer, key: str, form: SignpostForm) -> None:
    checking.change_signpost(
        key,
        contact=form.contact.data or "",
        detail=form.detail.data or "",
        checked=form.checked.data,
        actor=viewer.person_id,
    )
