"""Sign in, unlock, lock, sign out, leave, and use a recovery code."""

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.audit.trail import record
from reflect.identity import recovery, rotation, sessions, signing, unlocking
from reflect.identity.forms import RecoverForm, SignInForm, UnlockForm, bad_code
from reflect.identity.routes.browser import CODE, UNLOCK, after_passphrase, drop_half, set_half
from reflect.identity.routes.browser import sign_in as sign_in_with
from reflect.identity.routes.devices import opened, unlock_page
from reflect.identity.routes.trying import lock_material, own_passphrase, tried_lock
from reflect.organisation.relations import names_of
from reflect.storage.db import write_unit
from reflect.vault import passphrase as policy
from reflect.vault.errors import BadRecoveryCode
from reflect.vault.keys import Keys
from reflect.web.addresses import own_address
from reflect.web.guards import ANYONE, SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.leaving import leave_page
from reflect.web.pages import page
from reflect.web.viewer import Viewer, current_viewer, depart

bp = Blueprint("identity", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@guard(ANYONE)
def sign_in() -> ResponseReturnValue:
    form, to = SignInForm(), own_address(request.args.get("next"), url_for("home.index"))
    if current_viewer() is not None and request.method == "GET":
        return redirect(to)
    if form.validate_on_submit():
        email, passphrase = form.email.data, form.passphrase.data
        keys = tried_lock(
            "sign-in",
            "passphrase",
            email,
            lambda: signing.open_with_passphrase(email, passphrase, **lock_material()),
        )
        if keys is not None:
            return after_passphrase(keys, to)
        form.passphrase.errors = (
            _("The e-mail address and passphrase do not match an account here. Check both and try again."),
        )
    again = request.method == "GET" and "again" in request.args
    return page("identity/sign_in.html", form=form, to=to, again=again, status=200 if request.method == "GET" else 400)


@bp.route("/unlock", methods=["GET", "POST"])
@guard(SIGNED_IN)
def unlock(viewer: Viewer) -> ResponseReturnValue:
    form = UnlockForm()
    if form.validate_on_submit():
        keys = own_passphrase(viewer, form.passphrase.data)
        if keys is not None:
            with write_unit():
                sessions.passphrase_typed(viewer.session_id)
                half = unlocking.open_here(keys, viewer.session_id)
            return opened(keys, half)
        form.passphrase.errors = (_("That is not your passphrase."),)
    return unlock_page(viewer, form, status=200 if request.method == "GET" else 400)


@bp.post("/lock")
@guard(SIGNED_IN)
def lock(viewer: Viewer) -> ResponseReturnValue:
    with write_unit():
        unlocking.close(viewer.session_id)
    response = make_response(redirect(url_for("identity.unlock")))
    drop_half(response, UNLOCK)
    return response


@bp.post("/sign-out")
@guard(SIGNED_IN)
def sign_out(viewer: Viewer) -> ResponseReturnValue:
    return _sign_out(viewer, make_response(redirect(url_for("identity.sign_in"))))


@bp.get("/leave")
@guard(ANYONE)
def leave() -> ResponseReturnValue:
    """Quick exit: it ends the session although it is a GET, because it must work as a plain link."""
    viewer, response = current_viewer(), leave_page()
    return _sign_out(viewer, response) if viewer else response


@bp.route("/recover", methods=["GET", "POST"])
@guard(ANYONE)
def recover() -> ResponseReturnValue:
    form = RecoverForm()
    if form.validate_on_submit():
        keys = _opened_by_code(form)
        if keys is not None and form.judge(names_of([keys.person])[keys.person].name):
            new, half = rotation.rotate(keys, form.passphrase.data, used_code=True, **lock_material())
            here, to = current_viewer(), url_for("account.recovery_code")
            if here is not None and here.person_id == new.person and here.second_factor_at is not None:
                response = sign_in_with(new, to, second_factor_at=here.second_factor_at)
            else:
                response = after_passphrase(new, to)
            set_half(response, CODE, half)
            return response
    status = 200 if request.method == "GET" else 400
    return page("identity/recover.html", form=form, suggestion=policy.suggest(), status=status)


def _opened_by_code(form: RecoverForm) -> Keys | None:
    email, code, here = form.email.data, form.code.data, current_viewer()
    signed_in = here.person_id if here is not None else None
    try:
        keys = tried_lock(
            "recovery", "recovery-code", email, lambda: recovery.open_with_code(email, code, signed_in=signed_in)
        )
    except BadRecoveryCode as bad:
        form.code.errors = (bad_code(bad),)
        return None
    if keys is None:
        form.code.errors = (
            _("The e-mail address and recovery code do not match an account here. Check both and try again."),
        )
    return keys


def _sign_out(viewer: Viewer, response: Response) -> Response:
    with write_unit(receipt=True):
        sessions.end(viewer.session_id)
        record("signed-out", actor=viewer.person_id, about=viewer.person_id, session=viewer.session_id)
    depart()
    drop_half(response, UNLOCK)
    drop_half(response, CODE)
    return response
