"""From the invitation's link to a passphrase."""

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity import enrolment
from reflect.identity.forms import NewPassphraseForm
from reflect.identity.routes.browser import CODE, set_half, sign_in
from reflect.organisation.relations import unit_path
from reflect.storage.db import deployment
from reflect.vault import passphrase as policy
from reflect.web.guards import ANYONE, guard
from reflect.web.pages import page

bp = Blueprint("enrolment", __name__)


@bp.route("/enrol/<token>", methods=["GET", "POST"])
@guard(ANYONE)
def enrol(token: str) -> ResponseReturnValue:
    """Choose a passphrase. It makes the keys, signs in, and goes on to the first words."""
    person = enrolment.invited(token)
    form = NewPassphraseForm()
    form.about = (person.name, person.email)
    if form.validate_on_submit():
        keys, half = enrolment.enrol(
            person.person_id,
            form.passphrase.data,
            current_app.extensions["reflect_peppers"],
            current_app.extensions["reflect_cost"],
        )
        response = sign_in(keys, url_for("journal.first"))
        set_half(response, CODE, half)
        return response
    return page(
        "identity/enrol.html",
        form=form,
        person=person,
        units=unit_path(person.person_id),
        suggestion=policy.suggest(),
        second_factor=deployment().second_factor_required,
        status=200 if request.method == "GET" else 400,
    )
