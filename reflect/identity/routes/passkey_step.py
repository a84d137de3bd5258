"""The second step of signing in, shown by a passkey."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from reflect.identity.factor_models import PendingSignIn
from reflect.identity.factors import challenges, passkeys
from reflect.identity.factors.passkeys import PasskeyRefused
from reflect.identity.factors.pending import Waiting
from reflect.identity.forms import AppCodeForm, PasskeyAnswerForm
from reflect.identity.routes.browser import after_second_factor
from reflect.identity.routes.devices import site
from reflect.identity.routes.second_step import asked_for, back_to_the_start, step_page
from reflect.identity.routes.trying import accepted, waiting_here
from reflect.storage.db import write_unit
from reflect.web.errors import refusal
from reflect.web.guards import ANYONE, guard
from reflect.web.language import gettext as _

bp = Blueprint("passkey_step", __name__, url_prefix="/sign-in/passkey")


@bp.post("/options")
@guard(ANYONE)
def options() -> ResponseReturnValue:
    """What to ask the passkeys of whoever's passphrase has just opened, with a challenge that is answered once."""
    waiting = waiting_here()
    if waiting is None:
        return refusal(401, _("This took too long. Go back and sign in again."))
    with write_unit():
        challenge = challenges.ask(PendingSignIn, waiting.row_id)
    return jsonify(publicKey=passkeys.request_options(passkeys.of_person(waiting.person_id), site(), challenge))


@bp.post("/")
@guard(ANYONE)
def show() -> ResponseReturnValue:
    """Sign in with what a passkey answered."""
    waiting, form = waiting_here(), PasskeyAnswerForm()
    if waiting is None:
        return back_to_the_start()
    with write_unit():
        challenge = challenges.take(PendingSignIn, waiting.row_id)
    answer = form.passkey.data if form.validate() else ""
    if accepted(waiting, "factor", "passkey", lambda: _holds(waiting, answer, challenge)):
        return after_second_factor(waiting, asked_for())
    again = AppCodeForm(formdata=None)
    again.form_errors = [str(PasskeyRefused().sentence)]
    return step_page(waiting, again)


def _holds(waiting: Waiting, answer: str, challenge: bytes | None) -> bool:
    try:
        passkeys.accept(waiting.person_id, answer, challenge, site())
    except PasskeyRefused:
        return False
    return True
