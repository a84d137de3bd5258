"""Resources beside the themes: the list of them, one to add or change, and removing it after asking once."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.attempts import attempt
from reflect.admin.learning.forms import ResourceForm
from reflect.admin.routes import bp
from reflect.admin.units import reading as units
from reflect.core.errors import BadInput, Conflict
from reflect.storage.db import write_unit
from reflect.themes.learning import resources as verbs
from reflect.themes.learning import words
from reflect.themes.learning.resources import ResourceText
from reflect.web.days import today
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/learning/")
@guard(ADMINISTRATOR)
def resources(viewer: Viewer) -> Response:
    """What people of one's units find beside the themes."""
    return page(
        "admin/resources.html",
        title=_("Resources for learning about themes"),
        resources=verbs.looked_after_by(viewer.person_id),
        themes={theme.slug: theme.public_name for theme in verbs.to_choose()},
        kinds=words.KINDS,
    )


@bp.route("/learning/new", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def new_resource(viewer: Viewer) -> ResponseReturnValue:
    """Add one."""
    form = _form(viewer, ResourceForm(data={"kind": "local", "checked": today()}))
    if form.validate_on_submit() and attempt(
        form.unit, lambda: verbs.add(viewer.person_id, form.unit.data, form.content())
    ):
        flash(_("The resource is added. People see it at once."))
        return redirect(url_for("admin.resources"), 303)
    return _page(form, _("Add a resource"))


@bp.route("/learning/<id:resource_id>", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def change_resource(viewer: Viewer, resource_id: str) -> ResponseReturnValue:
    """Change one, or note that somebody has checked it. Where somebody else has changed it, both are shown."""
    row = verbs.resource(viewer.person_id, resource_id)
    before = {**vars(row), "unit": row.unit_id, "checked": row.checked_on, "themes": list(row.themes)}
    before |= {"base": row.version}
    form = _form(viewer, ResourceForm(data=before if request.method == "GET" else None), row)
    if not form.validate_on_submit():
        return _page(form, _("Change a resource"), row)
    try:
        with write_unit():
            verbs.change(viewer.person_id, resource_id, form.unit.data, form.content(), form.base.data or "")
    except BadInput as refused:
        form.unit.errors = (refused.sentence,)
        return _page(form, _("Change a resource"), row)
    except Conflict as refused:
        form.form_errors.append(refused.sentence)
        row = verbs.resource(viewer.person_id, resource_id)
        form.base.data = row.version
        return _page(form, _("Change a resource"), row, conflict=True)
    flash(_("The resource is changed. People see it at once."))
    return redirect(url_for("admin.resources"), 303)


@bp.route("/learning/<id:resource_id>/remove", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def remove_resource(viewer: Viewer, resource_id: str) -> ResponseReturnValue:
    """Ask once, then remove it."""
    row = verbs.resource(viewer.person_id, resource_id)
    if request.method == "GET":
        return page("admin/remove_resource.html", title=_("Remove “%(title)s”?", title=row.title), row=row)
    with write_unit():
        verbs.remove(viewer.person_id, resource_id)
    flash(_("The resource is removed."))
    return redirect(url_for("admin.resources"), 303)


def _form(viewer: Viewer, form: ResourceForm, row: ResourceText | None = None) -> ResourceForm:
    """Offer the units that this administrator looks after, the one where it is even if that was closed, and themes."""
    form.unit.choices = units.choices(viewer.person_id)
    if row is not None and row.unit_id not in dict(form.unit.choices):
        form.unit.choices.append((row.unit_id, row.unit))
    form.themes.choices = [(theme.slug, theme.public_name) for theme in verbs.to_choose()]
    return form


def _page(form: ResourceForm, title: str, row: ResourceText | None = None, *, conflict: bool = False) -> Response:
    status = 200 if request.method == "GET" else 409 if conflict else 400
    names = dict(form.themes.choices)
    return page(
        "admin/resource.html",
        status=status,
        title=title,
        form=form,
        row=row,
        conflict=conflict,
        names=names,
        kinds=words.KINDS,
    )
