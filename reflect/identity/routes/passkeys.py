"""A person's passkeys: adding one, and letting one unlock the journal. Removing is on the page of all factors.

Each is a new way in, so the passphrase was typed a moment ago.
"""

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity.factors import challenges, devices, own, passkeys
from reflect.identity.factors.passkeys import PasskeyRefused
from reflect.identity.forms import NewPasskeyForm, PasskeyAnswerForm
from reflect.identity.models import SignInSession
from reflect.identity.routes.devices import site
from reflect.storage.db import write_unit
from reflect.vault.devices import new_salt
from reflect.vault.keys import Keys
from reflect.web.guards import STEPPED_UP, UNLOCKED, guard
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("passkeys", __name__, url_prefix="/account/passkeys")


@bp.post("/options")
@guard(STEPPED_UP)
def new_options(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """What to make a passkey with, and the salt to ask it with for what unlocks."""
    with write_unit():
        challenge = challenges.ask(SignInSession, viewer.session_id)
    options = passkeys.creation_options(viewer.person_id, viewer.email, viewer.name, site(), challenge)
    return jsonify(publicKey=options, salt=devices.as_text(new_salt()))


@bp.route("/new", methods=["GET", "POST"])
@guard(STEPPED_UP)
def new(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Name a new passkey and make it. It may unlock the journal from now on, too."""
    form = NewPasskeyForm()
    if request.method == "POST":
        challenge = _taken(viewer)
        if form.validate():
            try:
                with write_unit():
                    added = passkeys.add(
                        viewer.person_id,
                        form.name.data.strip(),
                        form.passkey.data,
                        challenge,
                        site(),
                        session_id=viewer.session_id,
                    )
                    unlocks = form.unlocks.data and form.secret.data
                    if unlocks:
                        devices.add_device(keys, added, form.salt.data, form.secret.data)
            except PasskeyRefused as refused:
                form.form_errors = [refused.sentence]
            else:
                # Asked for, and the device did not give it: its own page says so, and offers it once more.
                if form.unlocks.data and not unlocks:
                    return redirect(url_for("passkeys.device", factor_id=added))
                return redirect(url_for("factors.index", done="added"))
    return page("identity/new_passkey.html", form=form, status=200 if request.method == "GET" else 400)


@bp.post("/<id:factor_id>/device/options")
@guard(STEPPED_UP)
def device_options(viewer: Viewer, keys: Keys, factor_id: str) -> ResponseReturnValue:
    """What to ask one passkey, with a salt that it was never asked with."""
    passkey = own.one(viewer.person_id, factor_id)
    with write_unit():
        challenge = challenges.ask(SignInSession, viewer.session_id)
    salt = new_salt()
    return jsonify(**devices.request_options([(passkey, salt)], site(), challenge), salt=devices.as_text(salt))


@bp.route("/<id:factor_id>/device", methods=["GET", "POST"])
@guard(STEPPED_UP)
def device(viewer: Viewer, keys: Keys, factor_id: str) -> ResponseReturnValue:
    """Let a passkey unlock the journal from now on, after it was shown; of one that does, offer to stop it."""
    passkey, form = own.one(viewer.person_id, factor_id), PasskeyAnswerForm()
    if request.method == "POST":
        challenge = _taken(viewer)
        try:
            if not form.validate():
                raise PasskeyRefused
            with write_unit():
                shown = passkeys.accept(viewer.person_id, form.passkey.data, challenge, site())
                devices.add_device(keys, shown, form.salt.data, form.secret.data)
        except PasskeyRefused as refused:
            form.form_errors = [refused.sentence]
        else:
            return redirect(url_for("factors.index", done="unlocks"))
    unlocks = factor_id in {each.id for each, _salt in devices.that_unlock(viewer.person_id)}
    status = 200 if request.method == "GET" else 400
    return page("identity/device.html", form=form, passkey=passkey, unlocks=unlocks, status=status)


@bp.post("/<id:factor_id>/device/stop")
@guard(UNLOCKED)
def stop(viewer: Viewer, keys: Keys, factor_id: str) -> ResponseReturnValue:
    """Let a passkey unlock nothing any more. It stays a second factor."""
    own.one(viewer.person_id, factor_id)
    with write_unit():
        devices.forget_device(viewer.person_id, factor_id)
    return redirect(url_for("factors.index", done="locked"))


def _taken(viewer: Viewer) -> bytes | None:
    with write_unit():
        return challenges.take(SignInSession, viewer.session_id)
