"""The tree of units, the page of each, groups of small services, and an agency's words."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.attempts import attempt
from reflect.admin.routes import bp
from reflect.admin.units import reading
from reflect.admin.units.forms import ClusterForm, MoveForm, NewUnitForm, RenameForm, WordsForm
from reflect.core.errors import Conflict, NotFound
from reflect.organisation import clusters, units, words
from reflect.organisation.models import UNIT_KINDS
from reflect.organisation.scope import unit_in_scope
from reflect.organisation.words import Words
from reflect.storage.db import write_unit
from reflect.web.forms import Form
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/units")
@guard(ADMINISTRATOR)
def units_tree(viewer: Viewer) -> Response:
    """Every unit that this administrator looks after, as a tree."""
    return page("admin/units.html", title=_("Units"), units=reading.tree(viewer.person_id), year=clusters.years()[0])


@bp.route("/units/new", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def new_unit(viewer: Viewer) -> ResponseReturnValue:
    """Make a unit inside another."""
    form = NewUnitForm()
    form.parent.choices = _parents(viewer)
    if request.method == "GET":
        form.parent.data = request.args.get("in", "")
    if form.validate_on_submit():
        made: list[str] = []
        if attempt(
            form.name,
            lambda: made.append(units.add_unit(form.name.data, form.parent.data, actor=viewer.person_id)),
        ):
            return _done(made[0], _("The unit is made."))
    status = 200 if request.method == "GET" else 400
    return page("admin/new_unit.html", status=status, title=_("Add a unit"), form=form)


@bp.get("/units/<id:unit_id>")
@guard(ADMINISTRATOR)
def unit(viewer: Viewer, unit_id: str) -> Response:
    """One unit, and what can be done with it."""
    return _unit_page(viewer, unit_id)


@bp.post("/units/<id:unit_id>/rename")
@guard(ADMINISTRATOR)
def rename_unit(viewer: Viewer, unit_id: str) -> ResponseReturnValue:
    unit_in_scope(viewer.person_id, unit_id)
    form = RenameForm()
    if form.validate() and attempt(
        form.name, lambda: units.rename_unit(unit_id, form.name.data, actor=viewer.person_id)
    ):
        return _done(unit_id, _("The name is changed."))
    return _unit_page(viewer, unit_id, rename=form)


@bp.post("/units/<id:unit_id>/move")
@guard(ADMINISTRATOR)
def move_unit(viewer: Viewer, unit_id: str) -> ResponseReturnValue:
    unit_in_scope(viewer.person_id, unit_id)
    form = MoveForm()
    form.parent.choices = _parents(viewer)
    if form.validate() and attempt(
        form.parent, lambda: units.move_unit(unit_id, form.parent.data, actor=viewer.person_id)
    ):
        return _done(unit_id, _("The unit is moved, with everybody in it."))
    return _unit_page(viewer, unit_id, move=form)


@bp.post("/units/<id:unit_id>/close")
@guard(ADMINISTRATOR)
def close_unit(viewer: Viewer, unit_id: str) -> ResponseReturnValue:
    """Close a unit; refused while there are people or units inside."""
    unit_in_scope(viewer.person_id, unit_id)
    form = Form()
    try:
        with write_unit():
            units.close_unit(unit_id, actor=viewer.person_id)
    except Conflict as refused:
        form.form_errors = [refused.sentence]
        return _unit_page(viewer, unit_id, close=form, status=409)
    return _done(unit_id, _("The unit is closed."))


@bp.route("/units/<id:unit_id>/words", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def agency_words(viewer: Viewer, unit_id: str) -> ResponseReturnValue:
    """What an agency calls reflection, supervision and record."""
    agency = unit_in_scope(viewer.person_id, unit_id)
    if agency.kind != "agency":
        raise NotFound
    form = WordsForm(data=vars(words.words_of_unit(unit_id) or words.our_words()))
    if form.validate_on_submit():
        chosen = Words(form.reflection.data, form.supervision.data, form.record.data, form.police.data)
        if attempt(form.reflection, lambda: words.choose_words(unit_id, chosen, actor=viewer.person_id)):
            return _done(unit_id, _("The words are saved. Pages for this agency use them from now on."))
    status = 200 if request.method == "GET" else 400
    return page(
        "admin/words.html", status=status, title=_("Words of %(name)s", name=agency.name), form=form, unit=agency
    )


@bp.route("/units/clusters/<int:year>", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def service_clusters(viewer: Viewer, year: int) -> ResponseReturnValue:
    """Small services that are counted together in a year."""
    if year not in clusters.years():
        raise NotFound
    services = {row.id: " / ".join(row.path) for row in reading.tree(viewer.person_id) if _counts(row)}
    groups = {
        name: ids for name, ids in clusters.clusters_of(year).items() if any(unit_id in services for unit_id in ids)
    }
    taken = {unit_id for ids in groups.values() for unit_id in ids}
    form = ClusterForm()
    form.services.choices = [(unit_id, path) for unit_id, path in services.items() if unit_id not in taken]
    if form.validate_on_submit() and attempt(
        form.services,
        lambda: clusters.put_together(year, form.name.data, form.services.data, actor=viewer.person_id),
    ):
        flash(_("They are counted together in %(year)s.", year=year))
        return redirect(url_for("admin.service_clusters", year=year), 303)
    return page(
        "admin/clusters.html",
        status=200 if request.method == "GET" else 400,
        title=_("Small services counted together in %(year)s", year=year),
        form=form,
        year=year,
        years=clusters.years(),
        groups=groups,
        services=services,
    )


@bp.post("/units/clusters/<int:year>/apart")
@guard(ADMINISTRATOR)
def take_apart(viewer: Viewer, year: int) -> ResponseReturnValue:
    """Count the services of one group alone again."""
    group = clusters.clusters_of(year).get(request.form.get("cluster", ""), [])
    for unit_id in group:
        unit_in_scope(viewer.person_id, unit_id)
    if not group:
        raise NotFound(_("There is no such group any more."))
    with write_unit():
        clusters.take_apart(year, group, actor=viewer.person_id)
    flash(_("They are counted alone again."))
    return redirect(url_for("admin.service_clusters", year=year), 303)


def _counts(row: reading.UnitRow) -> bool:
    return row.kind == "service" and row.closed_at is None


def _parents(viewer: Viewer) -> list[tuple[str, str]]:
    """Where a unit can be: in any that is open and no team."""
    rows = reading.tree(viewer.person_id)
    return [(row.id, " / ".join(row.path)) for row in rows if row.kind != UNIT_KINDS[-1] and row.closed_at is None]


def _unit_page(
    viewer: Viewer,
    unit_id: str,
    *,
    rename: RenameForm | None = None,
    move: MoveForm | None = None,
    close: Form | None = None,
    status: int = 400,
) -> Response:
    unit_in_scope(viewer.person_id, unit_id)
    rows = reading.tree(viewer.person_id)
    row = next(row for row in rows if row.id == unit_id)
    sent = rename or move or close
    if move is None:
        move = MoveForm(formdata=None, data={"parent": row.parent_id})
        move.parent.choices = _parents(viewer)
    return page(
        "admin/unit.html",
        status=status if sent else 200,
        title=row.name,
        unit=row,
        inside=[each for each in rows if each.parent_id == unit_id],
        rename=rename or RenameForm(formdata=None, data={"name": row.name}),
        move=move,
        form=sent,
    )


def _done(unit_id: str, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("admin.unit", unit_id=unit_id), 303)
