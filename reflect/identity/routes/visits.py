"""A visit to the organisation's provider, as this browser's signed cookie holds it: what was asked, and who answered.

The cookie is the browser's own, so what one browser asked can be answered in no other. Each question is good for one
answer.
"""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, redirect, request, session
from werkzeug.wrappers import Response as BaseResponse

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.identity.sso.answers import Identity, ProviderRefused

if TYPE_CHECKING:
    from reflect.identity.sso.provider import Provider

ASKED = "asked_provider"
ANSWERED = "provider_answered"
ASKED_LASTS = timedelta(minutes=10)
ANSWERED_LASTS = timedelta(minutes=30)  # to read the page of an invitation, and choose a passphrase
SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Visit:
    """Somebody who is back from the provider: who they are there, why they went, and where they go on."""

    identity: Identity
    why: str
    to: str


def to_enrol(token: str) -> str:
    """The reason of a visit from one invitation's page."""
    return f"enrol {hashlib.sha256(token.encode()).hexdigest()}"


def to_link(person_id: str) -> str:
    """The reason of a visit from one person's account page."""
    return f"link {person_id}"


def provider() -> "Provider":
    """The provider of this deployment.

    Raises:
        NotFound: none is set up.
    """
    found: Provider | None = current_app.extensions["reflect_provider"]
    if found is None:
        raise NotFound
    return found


def go(why: str, to: str) -> BaseResponse:
    """Send this browser to the provider. An earlier question of it is forgotten.

    Raises:
        ProviderRefused: the provider cannot be reached, or is not the one that was set up.
    """
    asked = provider().ask()
    secret = {"state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier}
    session[ASKED] = {**secret, "why": why, "to": to, "at": now().timestamp()}
    return redirect(asked.address)


def back() -> Visit:
    """Who comes back with the present request.

    Raises:
        NotFound: no provider is set up.
        ProviderRefused: this browser did not ask, or too long ago, or the answer is not to be believed.
    """
    asked, given, there = session.get(ASKED) or {}, request.args, provider()
    if not hmac.compare_digest(asked.get("state", secrets.token_hex()).encode(), given.get("state", "").encode()):
        raise ProviderRefused("this browser did not ask, or has had its answer")
    del session[ASKED]
    if not _lately(asked, ASKED_LASTS):
        raise ProviderRefused("it was asked too long ago")
    if given.get("iss", there.settings.issuer) != there.settings.issuer:  # RFC 9207
        raise ProviderRefused("another issuer answered")
    if "code" not in given:
        raise ProviderRefused("it said no" if given.get("error") == "access_denied" else "it gave no code")
    identity = there.answer(given["code"], asked["nonce"], asked["verifier"])
    return Visit(identity, asked["why"], asked["to"])


def keep(visit: Visit) -> None:
    """Hold who answered, until the person says on a page of ours that the two accounts are to be connected."""
    session[ANSWERED] = {"identity": asdict(visit.identity), "why": visit.why, "at": now().timestamp()}


def kept(why: str) -> Identity | None:
    """Who answered a visit of this reason, a short while ago."""
    held: dict[str, Any] = session.get(ANSWERED) or {}
    return Identity(**held["identity"]) if held.get("why") == why and _lately(held, ANSWERED_LASTS) else None


def forget() -> None:
    """Let go of who answered."""
    session.pop(ANSWERED, None)


def _lately(held: dict[str, Any], lasts: timedelta) -> bool:
    return bool(now().timestamp() - held["at"] < lasts.total_seconds())
