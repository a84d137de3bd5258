"""Accepting to start again, and the way into an earlier journal whose secret was found again."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity import rotation, starting_again
from reflect.identity.forms import NewPassphraseForm, RecoverForm, SignInForm, bad_code
from reflect.identity.routes.browser import CODE, after_passphrase, set_half, sign_in
from reflect.identity.routes.trying import lock_material, tried_lock
from reflect.organisation.relations import names_of, unit_path
from reflect.vault import passphrase as policy
from reflect.vault.errors import BadRecoveryCode
from reflect.vault.keys import Keys
from reflect.web.guards import ANYONE, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import current_viewer

bp = Blueprint("starting_again", __name__)


@bp.route("/start-again/<token>", methods=["GET", "POST"])
@guard(ANYONE)
def accept(token: str) -> ResponseReturnValue:
    """Choose a passphrase for a new journal beside the earlier one. Nothing is changed before that."""
    person = starting_again.offered(token)
    form = NewPassphraseForm()
    form.about = (person.name, person.email)
    if form.validate_on_submit():
        keys, half = starting_again.accept(token, form.passphrase.data, **lock_material())
        response = sign_in(keys, url_for("journal.first"))
        set_half(response, CODE, half)
        return response
    return page(
        "identity/start_again.html",
        form=form,
        person=person,
        units=unit_path(person.person_id),
        suggestion=policy.suggest(),
        status=200 if request.method == "GET" else 400,
    )


@bp.route("/sign-in/earlier-journal", methods=["GET", "POST"])
@guard(ANYONE)
def earlier() -> ResponseReturnValue:
    """Open an earlier journal with the present address and the earlier passphrase."""
    form = SignInForm()
    if form.validate_on_submit():
        email, passphrase = form.email.data, form.passphrase.data
        keys = tried_lock(
            "sign-in",
            "passphrase",
            email,
            lambda: starting_again.open_earlier_with_passphrase(
                email, passphrase, **lock_material(), signed_in=_signed_in()
            ),
        )
        if keys is not None:
            return after_passphrase(keys, url_for("home.index"))
        form.passphrase.errors = (_("The e-mail address and passphrase do not match an earlier journal here."),)
    return page("identity/earlier.html", form=form, status=200 if request.method == "GET" else 400)


@bp.route("/recover/earlier-journal", methods=["GET", "POST"])
@guard(ANYONE)
def recover_earlier() -> ResponseReturnValue:
    """Open an earlier journal with the present address and the earlier recovery code, and replace both secrets."""
    form = RecoverForm()
    if form.validate_on_submit():
        keys = _opened_by_code(form)
        if keys is not None and form.judge(names_of([keys.person])[keys.person].name):
            new, half = rotation.rotate(keys, form.passphrase.data, used_code=True, **lock_material())
            response = after_passphrase(new, url_for("account.recovery_code"))
            set_half(response, CODE, half)
            return response
    status = 200 if request.method == "GET" else 400
    return page("identity/recover_earlier.html", form=form, suggestion=policy.suggest(), status=status)


def _opened_by_code(form: RecoverForm) -> Keys | None:
    email, code = form.email.data, form.code.data
    try:
        keys = tried_lock(
            "recovery",
            "recovery-code",
            email,
            lambda: starting_again.open_earlier_with_code(email, code, signed_in=_signed_in()),
        )
    except BadRecoveryCode as bad:
        form.code.errors = (bad_code(bad),)
        return None
    if keys is None:
        form.code.errors = (_("The e-mail address and recovery code do not match an earlier journal here."),)
    return keys


def _signed_in() -> str | None:
    viewer = current_viewer()
    return viewer.person_id if viewer is not None else None
