"""The second step of signing in: a code from an app, a passkey, or the recovery code when all of them are lost."""

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity import recovery
from reflect.identity.factors import apps, own
from reflect.identity.factors.pending import Waiting
from reflect.identity.forms import AppCodeForm, LostFactorForm, bad_code
from reflect.identity.routes.browser import CODE, PENDING, after_second_factor, drop_half, set_half, sign_in
from reflect.identity.routes.trying import accepted, own_passphrase, waiting_here
from reflect.storage.db import write_unit
from reflect.vault.errors import BadRecoveryCode
from reflect.vault.keys import Keys
from reflect.web.addresses import own_address
from reflect.web.guards import ANYONE, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page

bp = Blueprint("second_step", __name__, url_prefix="/sign-in")


@bp.route("/second-step", methods=["GET", "POST"])
@guard(ANYONE)
def show() -> ResponseReturnValue:
    """Ask for the second factor of who has just shown in this browser what comes first."""
    form, waiting = AppCodeForm(), waiting_here()
    if waiting is None:
        return back_to_the_start()
    if form.validate_on_submit():
        key, code = current_app.extensions["reflect_settings"].factor_key, form.code.data
        if accepted(waiting, "factor", "app", lambda: apps.take(waiting.person_id, code, key) is not None):
            return after_second_factor(waiting, asked_for())
        form.code.errors = (_("That code is not right, or was used already. Wait for the next one."),)
    return step_page(waiting, form)


@bp.route("/lost", methods=["GET", "POST"])
@guard(ANYONE)
def lost() -> ResponseReturnValue:
    """Sign in with the recovery code beside the passphrase, when every second factor is lost. All of them go."""
    form, waiting = LostFactorForm(), waiting_here()
    if waiting is None:
        return back_to_the_start()
    if waiting.keys is not None:
        del form.passphrase
    keys = _opened_with_both(form, waiting) if form.validate_on_submit() else None
    if keys is not None:
        with write_unit():
            half = own.replace_lost(waiting, keys)
        response = sign_in(keys, url_for("account.recovery_code"))
        set_half(response, CODE, half)
        drop_half(response, PENDING)
        return response
    if waiting_here() is None:
        return back_to_the_start()
    status = 200 if request.method == "GET" else 400
    return page("identity/lost_factor.html", form=form, to=asked_for(), status=status)


def step_page(waiting: Waiting, form: AppCodeForm) -> ResponseReturnValue:
    """The page of the second step, with what was wrong; or the way back when the tries have run out by now."""
    if waiting_here() is None:
        return back_to_the_start()
    return page(
        "identity/second_step.html",
        form=form,
        kinds={factor.kind for factor in own.of_person(waiting.person_id)},
        to=asked_for(),
        unlocks=waiting.keys is not None,
        status=200 if request.method == "GET" else 400,
    )


def back_to_the_start() -> ResponseReturnValue:
    """The one answer when nobody waits behind the cookie: too late, too often, forged or never there."""
    response = redirect(url_for("identity.sign_in", again="1", next=request.args.get("next")))
    drop_half(response, PENDING)
    return response


def asked_for() -> str:
    """Where somebody wanted to go before they were asked to sign in."""
    return own_address(request.args.get("next"), url_for("home.index"))


def _opened_with_both(form: LostFactorForm, waiting: Waiting) -> Keys | None:
    """The keys, when both passphrase and recovery code open them."""

    def opens() -> bool:
        return recovery.open_own_with_code(waiting.person_id, form.code.data) is not None

    keys = waiting.keys or own_passphrase(waiting, form.passphrase.data)
    if keys is None:
        form.passphrase.errors = (_("That is not your passphrase."),)
        return None
    try:
        if accepted(waiting, "recovery", "recovery-code", opens):
            return keys
    except BadRecoveryCode as bad:
        form.code.errors = (bad_code(bad),)
        return None
    form.code.errors = (_("That is not your recovery code. Check it against what you have kept."),)
    return None
