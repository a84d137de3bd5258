"""From the invitation's link to a passphrase."""

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.clock import now
from reflect.identity import enrolment
from reflect.identity.forms import NewPassphraseForm
from reflect.identity.routes import visits
from reflect.identity.routes.browser import CODE, set_half, sign_in
from reflect.organisation.relations import unit_path
from reflect.storage.db import deployment
from reflect.vault import passphrase as policy
from reflect.web.guards import ANYONE, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page

bp = Blueprint("enrolment", __name__)


@bp.route("/enrol/<token>", methods=["GET", "POST"])
@guard(ANYONE)
def enrol(token: str) -> ResponseReturnValue:
    """Choose a passphrase. It makes the keys, signs in, and goes on to the first words."""
    person = enrolment.invited(token)
    form = NewPassphraseForm()
    form.about = (person.name, person.email)
    identity, own = visits.kept(visits.to_enrol(token)), deployment().identity_provider
    linking = (identity, own.name) if identity and own else None
    if form.validate_on_submit() and _still_connecting(form, linking):
        keys, half = enrolment.enrol(
            person.person_id,
            form.passphrase.data,
            current_app.extensions["reflect_peppers"],
            current_app.extensions["reflect_cost"],
            linking=linking,
        )
        shown_there = now() if identity and identity.second_factor else None
        response = sign_in(keys, url_for("journal.first"), second_factor_at=shown_there)
        set_half(response, CODE, half)
        return response
    return page(
        "identity/enrol.html",
        form=form,
        person=person,
        identity=identity,
        token=token,
        units=unit_path(person.person_id),
        suggestion=policy.suggest(),
        second_factor=deployment().second_factor_required,
        status=200 if request.method == "GET" else 400,
    )


def _still_connecting(form: NewPassphraseForm, linking: object) -> bool:
    """Whether who was told that two accounts will be connected gets that: not when it took them too long."""
    if "connecting" not in request.form or linking is not None:
        return True
    form.form_errors = [_("It is too long since you signed in there. Do so again, or go on without.")]
    return False
