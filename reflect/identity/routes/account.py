"""A person's own account: recovery code, passphrase, and what is known about it."""

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity import codes, keyring, rotation, signing
from reflect.identity.factors import resets
from reflect.identity.forms import ChangePassphraseForm, CodeForm, UnlockForm
from reflect.identity.routes.browser import CODE, confirmed, drop_half, read_half, set_half, sign_in
from reflect.identity.routes.trying import lock_material, own_passphrase
from reflect.organisation import supervising
from reflect.organisation.holds import holds_on
from reflect.organisation.relations import supervisors_of, unit_path
from reflect.storage.db import deployment, write_unit
from reflect.vault import passphrase as policy
from reflect.vault.keys import Keys
from reflect.web.addresses import own_address
from reflect.web.guards import SIGNED_IN, STEPPED_UP, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("account", __name__, url_prefix="/account")
LABEL = _l("Account")


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    return page(
        "identity/account.html",
        units=unit_path(viewer.person_id),
        supervisors=supervisors_of(viewer.person_id),
        asked=supervising.waiting(viewer.person_id),
        holds=holds_on(viewer.person_id),
        reset_at=resets.waiting(viewer.person_id),
        fingerprint=keyring.secrets_of(keys.person).public.fingerprint(),
        on_paper=codes.is_on_paper(viewer.person_id),
        finished=codes.is_confirmed(viewer.person_id),
        changed=request.args.get("changed") == "passphrase",
    )


@bp.route("/recovery-code", methods=["GET", "POST"])
@guard(UNLOCKED)
def recovery_code(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Show a new recovery code until two groups of it are typed back."""
    half = read_half(CODE)
    code = codes.held_code(viewer.person_id, half) if half else None
    if code is None:
        return redirect(url_for("account.new_recovery_code"))
    form, asked = CodeForm(), codes.asked_groups(code, viewer.person_id)
    form.ask_for(asked)
    if form.validate_on_submit():
        if codes.groups_match(code, asked, (form.first.data, form.second.data)):
            first = not codes.is_confirmed(viewer.person_id)
            with write_unit():
                codes.confirm_code(viewer.person_id)
            response = make_response(redirect(url_for("home.leaving" if first else "home.index")))
            drop_half(response, CODE)
            return response
        form.first.errors = (_("These groups do not match the code above. Check both against what you have kept."),)
    status = 200 if request.method == "GET" else 400
    return page(
        "identity/recovery_code.html",
        form=form,
        code=code,
        groups=code.split("-"),
        finished=codes.is_confirmed(viewer.person_id),
        second_factor=deployment().second_factor_required,
        status=status,
    )


@bp.route("/new-recovery-code", methods=["GET", "POST"])
@guard(STEPPED_UP)
def new_recovery_code(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Replace the recovery code; asks once."""
    if request.method == "POST":
        with write_unit():
            half = codes.new_code(keys)
        response = make_response(redirect(url_for("account.recovery_code")))
        set_half(response, CODE, half)
        return response
    return page("identity/new_recovery_code.html")


@bp.route("/confirm", methods=["GET", "POST"])
@guard(SIGNED_IN)
def confirm(viewer: Viewer) -> ResponseReturnValue:
    """Ask for the passphrase once more before something final; the session goes on under new secrets."""
    form, to = UnlockForm(), own_address(request.args.get("next"), url_for("account.index"))
    if form.validate_on_submit():
        keys = own_passphrase(viewer, form.passphrase.data)
        if keys is not None:
            return confirmed(viewer, keys, to)
        form.passphrase.errors = (_("That is not your passphrase."),)
    return page("identity/confirm.html", form=form, status=200 if request.method == "GET" else 400)


@bp.post("/awake")
@guard(UNLOCKED)
def awake(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Count as use of the journal, so that it stays unlocked: what “Stay unlocked” sends."""
    return "", 204


@bp.route("/passphrase", methods=["GET", "POST"])
@guard(UNLOCKED)
def passphrase(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Change the passphrase; with new keys as well when somebody may know the old one."""
    form = ChangePassphraseForm()
    form.about = (viewer.name,)
    if form.validate_on_submit():
        lock = lock_material()
        present = own_passphrase(viewer, form.present.data)
        if present is None:
            form.present.errors = (_("That is not your passphrase."),)
        elif form.known.data:
            new, half = rotation.rotate(present, form.passphrase.data, **lock)
            response = sign_in(new, url_for("account.recovery_code"), second_factor_at=viewer.second_factor_at)
            set_half(response, CODE, half)
            return response
        else:
            signing.change_passphrase(present, form.passphrase.data, **lock, session_id=viewer.session_id)
            return redirect(url_for("account.index", changed="passphrase"))
    return page(
        "identity/passphrase.html",
        form=form,
        suggestion=policy.suggest(),
        status=200 if request.method == "GET" else 400,
    )
