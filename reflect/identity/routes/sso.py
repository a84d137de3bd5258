"""Signing in at the organisation's provider, and connecting one's account with it."""

import logging
import secrets

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import Conflict
from reflect.identity import enrolment
from reflect.identity.routes import visits
from reflect.identity.routes.browser import after_provider
from reflect.identity.sso import links
from reflect.identity.sso.answers import ProviderRefused
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.addresses import own_address
from reflect.web.errors import refusal
from reflect.web.guards import ANYONE, STEPPED_UP, UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("sso", __name__)
log = logging.getLogger("reflect")
HERE = "here"


@bp.get("/sign-in/with")
@guard(ANYONE)
def start() -> ResponseReturnValue:
    """Go to the provider to sign in. A link, because a form's answer may lead to no other site."""
    return visits.go(visits.SIGN_IN, own_address(request.args.get("next"), url_for("home.index")))


@bp.get("/enrol/<token>/with")
@guard(ANYONE)
def start_from_invitation(token: str) -> ResponseReturnValue:
    """Go to the provider from the page of an invitation, so that both accounts are connected when this one is made."""
    enrolment.invited(token)
    return visits.go(visits.to_enrol(token), url_for("enrolment.enrol", token=token))


@bp.get("/account/link/with")
@guard(UNLOCKED)
def start_from_account(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Go to the provider from the account page, to connect both accounts afterwards."""
    return visits.go(visits.to_link(viewer.person_id), url_for("sso.link"))


@bp.get("/sign-in/back")
@guard(ANYONE)
def back() -> ResponseReturnValue:
    """Come back from the provider: sign in, or go on to the page that connects the two accounts."""
    if HERE not in request.args:
        # From another site the browser keeps our Strict cookies back, and sends them from a page of our own.
        return page("web/reload.html", reload_url=f"{request.full_path}&{HERE}=1")
    visit = visits.back()
    if visit.why == visits.SIGN_IN:
        return _sign_in(visit)
    if links.is_taken(visit.identity):
        raise Conflict(_("That account is connected to somebody here already, so it was not connected to yours."))
    visits.keep(visit)
    return redirect(visit.to)


@bp.route("/account/link", methods=["GET", "POST"])
@guard(STEPPED_UP)
def link(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """Connect one's account with the one at the provider; asks once, when both are known."""
    own, identity = visits.provider().settings, visits.kept(visits.to_link(viewer.person_id))
    if request.method == "POST" and identity is not None:
        with write_unit():
            links.link(viewer.person_id, identity, own.name, session_id=viewer.session_id)
        visits.forget()
        return redirect(url_for("sso.link"), 303)
    linked = links.of_person(viewer.person_id)
    return page("identity/link.html", identity=identity, linked=linked, provider=own.name)


@bp.app_errorhandler(ProviderRefused)
def refused(error: ProviderRefused) -> Response:
    """One plain page, whatever was wrong. The log says what, with nothing that was sent in it."""
    reference = secrets.token_hex(4)
    log.warning("single sign-on %s: %s", reference, error)
    return refusal(
        401,
        _("%(provider)s did not sign you in, so nothing was changed.", provider=visits.provider().settings.name),
        next_url=url_for("identity.sign_in"),
        next_label=_("Try again"),
        reference=reference,
    )


def _sign_in(visit: visits.Visit) -> ResponseReturnValue:
    person_id = links.person_behind(visit.identity)
    if person_id is not None:
        return after_provider(person_id, visit.to, second_factor=visit.identity.second_factor)
    with write_unit(receipt=True):
        links.refused(visit.identity)
    return refusal(
        403,
        _(
            "This account is not connected to anybody here who may sign in. If you have an invitation, open its link "
            "and choose to connect your account there. If you have a passphrase, sign in with it and connect your "
            "account on your account page."
        ),
        next_url=url_for("identity.sign_in"),
        next_label=_("Go to the sign-in page"),
    )
