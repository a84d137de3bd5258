"""Unlocking with a passkey on its own device, beside the passphrase."""

from flask import Blueprint, current_app, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity import unlocking
from reflect.identity.factors import challenges, devices, passkeys
from reflect.identity.factors.passkeys import PasskeyRefused, Site
from reflect.identity.forms import PasskeyAnswerForm, UnlockForm
from reflect.identity.models import SignInSession
from reflect.identity.routes.browser import UNLOCK, set_half
from reflect.identity.routes.trying import own_lock
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.addresses import own_address
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.signals import unlocked
from reflect.web.viewer import Viewer

bp = Blueprint("devices", __name__)


def site() -> Site:
    """What passkeys are tied to here."""
    settings = current_app.extensions["reflect_settings"]
    return Site(settings.host, settings.base_url)


def unlock_page(viewer: Viewer, form: UnlockForm, *, status: int) -> ResponseReturnValue:
    """The page that asks for the passphrase, and offers the device where one unlocks."""
    return page(
        "identity/unlock.html",
        form=form,
        to=own_address(request.args.get("next"), url_for("home.index")),
        has_device=devices.has_device(viewer.person_id),
        status=status,
    )


def opened(keys: Keys, half: str) -> ResponseReturnValue:
    """Go on with the journal unlocked, whichever way it was opened."""
    unlocked.send(keys.person, keys=keys)
    response = make_response(redirect(own_address(request.args.get("next"), url_for("home.index"))))
    set_half(response, UNLOCK, half)
    return response


@bp.post("/unlock/device/options")
@guard(SIGNED_IN)
def options(viewer: Viewer) -> ResponseReturnValue:
    """What to ask the person's passkeys, with a challenge that is answered once."""
    with write_unit():
        challenge = challenges.ask(SignInSession, viewer.session_id)
    return jsonify(devices.request_options(devices.that_unlock(viewer.person_id), site(), challenge))


@bp.post("/unlock/device")
@guard(SIGNED_IN)
def unlock(viewer: Viewer) -> ResponseReturnValue:
    """Unlock with what a passkey gave: its signature is checked, and its secret opens the slot."""
    with write_unit():
        challenge = challenges.take(SignInSession, viewer.session_id)
    answer = PasskeyAnswerForm()
    keys = own_lock(viewer, lambda: _opened_by(answer, viewer, challenge))
    if keys is None:
        form = UnlockForm(formdata=None)
        form.form_errors = [_("The passkey was not accepted. Try again, or type your passphrase.")]
        return unlock_page(viewer, form, status=400)
    with write_unit():
        half = unlocking.open_here(keys, viewer.session_id)
    return opened(keys, half)


def _opened_by(answer: PasskeyAnswerForm, viewer: Viewer, challenge: bytes | None) -> Keys | None:
    if not answer.validate():
        return None
    try:
        with write_unit():
            passkey = passkeys.accept(viewer.person_id, answer.passkey.data, challenge, site())
            return devices.open_with_device(viewer.person_id, passkey, answer.secret.data)
    except PasskeyRefused:
        return None
