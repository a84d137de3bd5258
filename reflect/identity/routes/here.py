"""Unlocking without leaving the page: what the script of a page asks while somebody is in the middle of a sentence."""

from flask import Blueprint, jsonify, make_response
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.identity import sessions, unlocking
from reflect.identity.routes.browser import UNLOCK, set_half
from reflect.identity.routes.trying import own_passphrase
from reflect.storage.db import write_unit
from reflect.web.forms import sent_json
from reflect.web.guards import SIGNED_IN, guard
from reflect.web.language import gettext as _
from reflect.web.signals import unlocked
from reflect.web.viewer import Viewer

MOST = 1024  # characters, as on the page that asks for a passphrase
bp = Blueprint("here", __name__)


@bp.get("/account/here")
@guard(SIGNED_IN)
def standing(viewer: Viewer) -> ResponseReturnValue:
    """How this browser stands, for a page that was open meanwhile: {"csrf", "locks_in", "ends_in"}, in seconds.

    Somebody may have signed in again in another tab: then the page's form token was another session's. Looking does
    not count as use of the journal. `locks_in` is null while it is locked.
    """
    left = unlocking.time_left(viewer.session_id)
    return jsonify(csrf=generate_csrf(), locks_in=left and int(left.total_seconds()), ends_in=_ends_in(viewer))


@bp.post("/unlock/here")
@guard(SIGNED_IN)
def unlock(viewer: Viewer) -> ResponseReturnValue:
    """Unlock with {"passphrase": …}. Wrong tries count as on the page that asks for it; `standing` says the rest."""
    keys = own_passphrase(viewer, _passphrase())
    if keys is None:
        raise BadInput(_("That is not your passphrase."))
    with write_unit():
        sessions.passphrase_typed(viewer.session_id)
        half = unlocking.open_here(keys, viewer.session_id)
    unlocked.send(keys.person, keys=keys)
    response = make_response("", 204)
    set_half(response, UNLOCK, half)
    return response


def _passphrase() -> str:
    sent = sent_json()
    text = sent.get("passphrase") if isinstance(sent, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= MOST:
        raise BadInput(_("Type your passphrase."))
    return text


def _ends_in(viewer: Viewer) -> int | None:
    return int((viewer.ends_at - now()).total_seconds()) if viewer.ends_at else None
