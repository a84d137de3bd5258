"""Actions on pages: adding, changing and taking away, notes on them, and many places together."""

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.storage.db import write_unit
from reflect.themes import sentences, spreadsheet
from reflect.themes.actions import notes, plan, showing
from reflect.themes.actions import overview as together
from reflect.themes.actions.forms import ActionForm, NoteForm
from reflect.themes.actions.plan import Planned
from reflect.themes.actions.words import OVERDUE, PROGRESS, RECOMMENDATIONS, WORDS
from reflect.themes.belonging import Here
from reflect.themes.public import public_names
from reflect.themes.routes import bp
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.pages import page
from reflect.web.viewer import Viewer

FILTERS = {**PROGRESS, OVERDUE: _l("Overdue")}


@bp.get("/teams/<id:unit_id>/actions/new")
@guard(SIGNED_IN)
def new_action(viewer: Viewer, unit_id: str) -> Response:
    """An action to fill in."""
    form = ActionForm(formdata=None)
    form.show(None)
    return _write(plan.unit_to_plan(viewer.person_id, unit_id), form)


@bp.post("/teams/<id:unit_id>/actions/new")
@guard(SIGNED_IN)
def add_action(viewer: Viewer, unit_id: str) -> ResponseReturnValue:
    """Add it to the unit’s plan."""
    here, form = plan.unit_to_plan(viewer.person_id, unit_id), ActionForm()
    if not form.validate():
        return _write(here, form, status=400)
    try:
        with write_unit():
            plan.add(viewer.person_id, unit_id, form.draft(unit_id))
    except BadInput as refused:
        form.form_errors.append(refused.sentence)
        return _write(here, form, status=400)
    flash(_("The action is in the plan."))
    return redirect(url_for(".team", unit_id=unit_id), 303)


@bp.get("/actions/<id:planned_id>")
@guard(SIGNED_IN)
def action(viewer: Viewer, planned_id: str) -> Response:
    """One action with its notes, and the figures that it waits for."""
    here, found = plan.one(viewer.person_id, planned_id)
    form = NoteForm(formdata=None, data={"progress": found.progress})
    return _action(viewer, here, found, form)


@bp.post("/actions/<id:planned_id>")
@guard(SIGNED_IN)
def add_note(viewer: Viewer, planned_id: str) -> ResponseReturnValue:
    """Say how far it is."""
    here, found = plan.one(viewer.person_id, planned_id)
    plan.noting(here, found, viewer.person_id)
    form = NoteForm()
    if not form.validate():
        return _action(viewer, here, found, form, 400)
    try:
        with write_unit():
            notes.add_note(viewer.person_id, planned_id, form.progress.data, form.note.data or "")
    except BadInput as refused:
        form.note.errors = [refused.sentence]
        return _action(viewer, here, found, form, 400)
    flash(_("Noted."))
    return redirect(url_for(".action", planned_id=planned_id), 303)


@bp.get("/actions/<id:planned_id>/change")
@guard(SIGNED_IN)
def changing_action(viewer: Viewer, planned_id: str) -> Response:
    """An action to be changed."""
    here, found = _led(viewer, planned_id)
    form = ActionForm(formdata=None)
    form.show(found)
    return _write(here, form, found)


@bp.post("/actions/<id:planned_id>/change")
@guard(SIGNED_IN)
def change_action(viewer: Viewer, planned_id: str) -> ResponseReturnValue:
    """Change it. Where somebody else has, what was typed stays on the page, beside how it is now."""
    here, found = _led(viewer, planned_id)
    form = ActionForm()
    if not form.validate():
        return _write(here, form, found, status=400)
    try:
        with write_unit():
            plan.change(viewer.person_id, planned_id, form.draft(here.unit_id), form.base.data or "")
    except BadInput as refused:
        form.form_errors.append(refused.sentence)
        return _write(here, form, found, status=400)
    except Conflict as refused:
        form.form_errors.append(refused.sentence)
        here, found = _led(viewer, planned_id)
        form.base.data = plan.version_of(found)
        return _write(here, form, found, conflict=True, status=409)
    flash(_("Changed."))
    return redirect(url_for(".action", planned_id=planned_id), 303)


@bp.get("/actions/<id:planned_id>/remove")
@guard(SIGNED_IN)
def removing_action(viewer: Viewer, planned_id: str) -> Response:
    """Ask once."""
    _here, found = _led(viewer, planned_id)
    return page("themes/remove_action.html", title=_("Delete this action?"), action=found)


@bp.post("/actions/<id:planned_id>/remove")
@guard(SIGNED_IN)
def remove_action(viewer: Viewer, planned_id: str) -> ResponseReturnValue:
    """Take it away, with its notes."""
    with write_unit():
        unit_id = plan.remove(viewer.person_id, planned_id)
    flash(_("The action is gone."))
    return redirect(url_for(".team", unit_id=unit_id), 303)


@bp.get("/actions")
@guard(SIGNED_IN)
def actions(viewer: Viewer) -> Response:
    """The actions of all places that somebody leads from above, by recommendation and place."""
    wanted = request.args.get("progress", "")
    return page(
        "themes/actions.html",
        title=_("Actions by recommendation and place"),
        overview=together.overview(viewer.person_id, wanted),
        wanted=wanted if wanted in FILTERS else "",
        filters=FILTERS,
        recommendations=RECOMMENDATIONS,
        words=WORDS,
    )


@bp.get("/actions.csv")
@guard(SIGNED_IN)
def actions_csv(viewer: Viewer) -> Response:
    """The same for a spreadsheet."""
    response = make_response(together.as_csv(viewer.person_id))
    response.content_type = spreadsheet.TYPE
    response.headers["Content-Disposition"] = 'attachment; filename="actions.csv"'
    return response


def _led(viewer: Viewer, planned_id: str) -> tuple[Here, Planned]:
    here, found = plan.one(viewer.person_id, planned_id)
    plan.unit_to_plan(viewer.person_id, here.unit_id)
    return here, found


def _write(
    here: Here, form: ActionForm, found: Planned | None = None, *, conflict: bool = False, status: int = 200
) -> Response:
    return page(
        "themes/write_action.html",
        status=status,
        title=_("Change this action") if found else _("Add an action"),
        here=here,
        form=form,
        action=found,
        conflict=conflict,
        offered=form.offer(here.unit_id, found),
        names=public_names() if conflict else {},
        say=showing,
        words=WORDS,
    )


def _action(viewer: Viewer, here: Here, found: Planned, form: NoteForm, status: int = 200) -> Response:
    return page(
        "themes/action.html",
        status=status,
        title=_("Action"),
        here=here,
        action=found,
        form=form,
        notes=notes.notes_of(found.id),
        theme=public_names().get(found.theme, found.theme) if found.theme else None,
        shown=showing.shown(viewer.person_id, found.shown_by) if found.shown_by else None,
        may_note=plan.may_note(here, found, viewer.person_id),
        may_write=plan.may_write(here),
        say=sentences,
        words=WORDS,
    )
