"""Placing a hold on somebody's account, after a page that says what it does; and lifting it."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput
from reflect.organisation import holds
from reflect.organisation.models import Person
from reflect.organisation.scope import person_protected
from reflect.records.officer.holding.forms import HoldForm
from reflect.records.officer.routes import bp
from reflect.records.searches.asking import people_at
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import DATA_PROTECTION, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/holds/new")
@guard(DATA_PROTECTION)
def new_hold(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """On whose account, and why."""
    return _form(HoldForm(formdata=None))


@bp.post("/holds/new")
@guard(DATA_PROTECTION)
def place_hold(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Say what it does and does not; after the yes, place it."""
    form = HoldForm()
    person = _person(viewer, form) if form.validate() else None
    if person is None:
        return _form(form, status=400)
    if request.form.get("confirmed") != "yes":
        title = _("Place a hold on the account of %(name)s?", name=person.name)
        return page(
            "data_protection/place_hold.html", title=title, form=form, person=person, why=holds.REASONS[form.why.data]
        )
    with write_unit():
        holds.place(viewer.person_id, person, form.why.data)
    flash(_("The hold is placed. %(name)s is told.", name=person.name))
    return redirect(url_for(".index"), 303)


@bp.route("/holds/<id:hold_id>/lift", methods=["GET", "POST"])
@guard(DATA_PROTECTION)
def lift_hold(viewer: Viewer, keys: Keys, hold_id: str) -> ResponseReturnValue:
    """Ask once, then lift it."""
    hold = holds.hold_seen_by(viewer.person_id, hold_id)
    if request.method == "GET":
        return page("data_protection/lift_hold.html", title=_("Lift the hold on %(name)s?", name=hold.name), hold=hold)
    with write_unit():
        holds.lift(viewer.person_id, person_protected(viewer.person_id, hold.person_id))
    flash(_("The hold is lifted. %(name)s is told.", name=hold.name))
    return redirect(url_for(".index"), 303)


def _person(viewer: Viewer, form: HoldForm) -> Person | None:
    try:
        people = people_at(viewer.person_id, form.address.data or "")
        if len(people) > 1:
            raise BadInput(_("Enter one address. Each hold is placed by itself."))
    except BadInput as bad:
        form.address.errors = [bad.sentence]
        return None
    return people[0]


def _form(form: HoldForm, status: int = 200) -> Response:
    return page("data_protection/new_hold.html", status=status, title=_("Place a hold"), form=form)
