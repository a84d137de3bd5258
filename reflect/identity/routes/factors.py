"""A person's second factors: which they have, adding an authenticator app, removing one."""

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.identity import codes, qr
from reflect.identity.factors import apps, devices, own
from reflect.identity.forms import NewAppForm
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import STEPPED_UP, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("factors", __name__, url_prefix="/account/factors")

# What somebody without a second factor still reaches: setting one up, the way there, and the way out.
OPEN_PARTS = {"factors", "passkeys", "devices", "here", "identity"}
OPEN_PAGES = {"account.recovery_code", "account.new_recovery_code", "account.confirm", "account.awake"}
# While the account is being set up, its first words come before.
FIRST_WORDS = {"journal.first", "journal.save", "journal.draft"}


def where_to_finish(viewer: Viewer, administers: bool) -> str | None:
    """Where somebody goes first who has no second factor, or administers without a passkey, where that is asked."""
    settings = current_app.extensions["reflect_settings"]
    if request.blueprint in OPEN_PARTS or request.endpoint in OPEN_PAGES:
        return None
    if settings.second_factor_required and not viewer.factors and viewer.second_factor_at is None:
        if request.endpoint in FIRST_WORDS and not codes.is_confirmed(viewer.person_id):
            return None
        return url_for("factors.index")
    if administers and settings.administrators_need_passkey and "passkey" not in viewer.factors:
        return url_for("factors.index")
    return None


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    settings = current_app.extensions["reflect_settings"]
    administers = "administrator" in viewer.roles and settings.administrators_need_passkey
    return page(
        "identity/factors.html",
        factors=own.of_person(viewer.person_id),
        unlocking={factor.id for factor, _salt in devices.that_unlock(viewer.person_id)},
        required=settings.second_factor_required,
        needs_passkey=administers and "passkey" not in viewer.factors,
        done=request.args.get("done"),
    )


@bp.post("/app/start")
@guard(UNLOCKED)
def start_app(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Make a seed for a new app, then show it."""
    with write_unit():
        apps.begin(viewer.person_id, _key())
    return redirect(url_for("factors.app"), 303)


@bp.route("/app", methods=["GET", "POST"])
@guard(STEPPED_UP)
def app(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Show the seed of the app that is being set up, until its first code is typed."""
    new, form = apps.unconfirmed(viewer.person_id), NewAppForm()
    if new is None:
        return redirect(url_for("factors.index"))
    if form.validate_on_submit():
        with write_unit():
            right = apps.confirm(new, form.name.data.strip(), form.code.data, _key())
            if right:
                own.added(own.one(viewer.person_id, new.id), session_id=viewer.session_id)
        if right:
            return redirect(url_for("factors.index", done="added"), 303)
        form.code.errors = (_("That is not the app’s present code. Check that your phone’s clock is right."),)
    secret, address = apps.secret(new, _key()), apps.address(new, _key(), viewer.email)
    return page(
        "identity/new_app.html",
        form=form,
        groups=[secret[at : at + 4] for at in range(0, len(secret), 4)],
        address=address,
        code=qr.squares(address),
        status=200 if request.method == "GET" else 400,
    )


@bp.route("/<id:factor_id>/remove", methods=["GET", "POST"])
@guard(STEPPED_UP)
def remove(viewer: Viewer, keys: Keys, factor_id: str) -> ResponseReturnValue:
    """Remove one factor; asks once."""
    factor = own.one(viewer.person_id, factor_id)
    if request.method == "POST":
        with write_unit():
            own.remove(factor, session_id=viewer.session_id)
        return redirect(url_for("factors.index", done="removed"), 303)
    return page("identity/remove_factor.html", factor=factor)


def _key() -> bytes:
    key: bytes = current_app.extensions["reflect_settings"].factor_key
    return key
