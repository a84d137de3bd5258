"""Bring a file of the roster in: look at what it would do, then do exactly that."""

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from reflect.admin.importing import tokens
from reflect.admin.importing.forms import RosterFileForm
from reflect.admin.routes import bp
from reflect.core.errors import BadInput
from reflect.identity import invitations, standing
from reflect.organisation import roster_file
from reflect.organisation.importing import MOST_BYTES, Plan, check_roster, import_roster
from reflect.storage.db import write_unit
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

# The file as text that a form can carry, and what a form has around it.
LONGEST_FORM = MOST_BYTES * 3 // 2
SHOWN = 200  # of each kind of change; the rest is counted


@bp.route("/import", methods=["GET", "POST"])
@guard(ADMINISTRATOR, most_bytes=LONGEST_FORM)
def import_file(viewer: Viewer) -> ResponseReturnValue:
    """Choose a file, and see what it would do. Nothing is written."""
    form = RosterFileForm()
    if not form.validate_on_submit():
        status = 200 if request.method == "GET" else 400
        return page("admin/import.html", status=status, title=_("Import people"), form=form)
    data = form.file.data.read(MOST_BYTES + 1)
    plan = check_roster(data, actor=viewer.person_id)
    if plan.problems:
        form.file.errors = (
            _("Nothing was imported. Mend the lines that this page lists, then choose the file again."),
        )
        return page("admin/import.html", status=400, title=_("Import people"), form=form, problems=plan.problems)
    return _plan_page(viewer, plan, tokens.pack(data))


@bp.post("/import/confirm")
@guard(ADMINISTRATOR, most_bytes=LONGEST_FORM)
def confirm_import(viewer: Viewer) -> ResponseReturnValue:
    """Import what was checked. If the roster has changed since, look again first."""
    packed = request.form.get("packed", "")
    secret = current_app.config["SECRET_KEY"]
    checked = tokens.read(secret, viewer.person_id, packed, request.form.get("token", ""))
    if checked is None:
        raise BadInput(_("This is not the file that was checked, so nothing was imported. Choose it again."))
    with write_unit():
        plan = import_roster(
            checked.data, actor=viewer.person_id, enrolled=standing.enrolled(), as_shown=checked.digest
        )
        if plan.imported:
            invitations.take_back_of_leaders((each.person_id, each.role) for each in plan.roles)
    if plan.problems:
        form = RosterFileForm(formdata=None)
        form.file.errors = (_("The roster has changed since, and nothing was imported."),)
        return page("admin/import.html", status=409, title=_("Import people"), form=form, problems=plan.problems)
    if not plan.imported:
        return _plan_page(viewer, plan, packed, changed=True)
    return page("admin/imported.html", title=_("Imported"), plan=plan, shown=SHOWN)


@bp.get("/import/template.csv")
@guard(ADMINISTRATOR)
def import_template(viewer: Viewer) -> Response:
    """A file to begin with."""
    response = make_response(roster_file.template())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=reflect-people.csv"
    return response


def _plan_page(viewer: Viewer, plan: Plan, packed: str, *, changed: bool = False) -> Response:
    secret = current_app.config["SECRET_KEY"]
    return page(
        "admin/import_plan.html",
        status=409 if changed else 200,
        title=_("What the file would do"),
        plan=plan,
        packed=packed,
        token=tokens.issue(secret, viewer.person_id, packed, plan.digest),
        changed=changed,
        shown=SHOWN,
    )
