"""What comes in the provider's name and is not from it, or not for us, signs nobody in and connects nothing."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select

from reflect.core.clock import now
from reflect.identity.link_models import IdentityLink
from reflect.identity.models import SignInSession
from reflect.storage.db import db
from tests.support.browser import Browser, Page
from tests.support.joined import come_back, connect, go, joined, there_and_back
from tests.support.people import Enrolled, People
from tests.support.provider import CLIENT, SECRET, Claims, Provider, standing, unsigned

CANARY = "canary-in-a-token"


@pytest.fixture(scope="module")
def stood() -> Iterator[Provider]:
    with standing() as provider:
        yield provider


@pytest.fixture
def provider(stood: Provider) -> Provider:
    """The provider, honest again; every token of its holds a word that must not be found anywhere."""
    fresh = Provider(stood.issuer, key=stood.key, more={"email": CANARY})
    vars(stood).update(vars(fresh))
    return stood


@pytest.fixture
def own(sqlite_app: Flask, provider: Provider) -> Iterator[Flask]:
    with joined(sqlite_app, provider.settings("mfa")) as both:
        yield both


@pytest.fixture
def priya(own: Flask, provider: Provider) -> Enrolled:
    priya = People(own).enrol("Priya Nair")
    connect(priya, provider)
    return priya


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def refuses(page: Page, log: pytest.LogCaptureFixture) -> None:
    """A plain page with a reference, which is in the log with a reason; nothing has begun or changed."""
    assert page.status == 401, page.text
    assert "Northbridge did not sign you in, so nothing was changed." in page.text
    reference = page.text.rpartition("give this reference: ")[2]
    (line,) = [record.getMessage() for record in log.records if "single sign-on" in record.getMessage()]
    assert reference
    assert line.startswith(f"single sign-on {reference}: ")
    for hidden in (CANARY, "eyJ", SECRET):
        assert hidden not in log.text + page.html
    db.session.rollback()
    assert db.session.scalars(select(SignInSession)).all() == []
    assert len(db.session.scalars(select(IdentityLink)).all()) <= 1


def signed_by(key: RSAKey) -> Callable[[Claims], str]:
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)


def hs256(secret: bytes) -> Callable[[Claims], str]:
    def sign(claims: Claims) -> str:
        parts = ({"alg": "HS256", "kid": "1"}, claims)
        text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
        signature = hmac.new(secret, text.encode(), hashlib.sha256).digest()
        return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    return sign


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def with_(**changes: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **changes}


def later(seconds: int) -> int:
    return int(now().timestamp()) + seconds


LIES: dict[str, Callable[[], Callable[[Claims], Claims]]] = {
    "another nonce": lambda: with_(nonce="another"),
    "no nonce": lambda: without("nonce"),
    "a nonce that is no text": lambda: with_(nonce=["another"]),
    "another issuer": lambda: with_(iss="https://elsewhere.example"),
    "the issuer with a slash": lambda: lambda claims: {**claims, "iss": claims["iss"] + "/"},
    "no issuer": lambda: without("iss"),
    "no audience": lambda: without("aud"),
    "an empty audience": lambda: with_(aud=[]),
    "an audience of no letters": lambda: with_(aud=""),
    "another audience": lambda: with_(aud="another"),
    "others as well": lambda: with_(aud=[CLIENT, "another"]),
    "others as well, asked for by us": lambda: with_(aud=[CLIENT, "another"], azp=CLIENT),
    "asked for by others": lambda: with_(azp="another"),
    "run out": lambda: with_(exp=later(-61), iat=later(-361)),
    "never running out": lambda: without("exp"),
    "made tomorrow": lambda: with_(iat=later(86_400), exp=later(87_000)),
    "made at no time": lambda: without("iat"),
    "about nobody": lambda: without("sub"),
    "about no letters": lambda: with_(sub=""),
    "about a number": lambda: with_(sub=1),
    "about somebody with a very long name": lambda: with_(sub="a" * 256),
    "about somebody who breaks the database": lambda: with_(sub="a\0"),
    "ways that are no list": lambda: with_(amr="mfa"),
    "ways that are no words": lambda: with_(amr=[["mfa"]]),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_says_something_else(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture, lie: str
) -> None:
    provider.twist = LIES[lie]()
    refuses(there_and_back(Browser(own), provider), log)


SIGNATURES: dict[str, Callable[[Provider], Callable[[Claims], str]]] = {
    "none": lambda _provider: unsigned,
    "the client's secret": lambda _provider: hs256(SECRET.encode()),
    "the provider's public key": lambda provider: hs256(provider.key.as_pem(private=False)),
    "somebody else's key": lambda _provider: signed_by(RSAKey.generate_key(2048, {"kid": "1"})),
    "a key that is not there": lambda provider: (
        lambda claims: jwt.encode({"alg": "RS256", "kid": "9"}, claims, provider.key)
    ),
    "an algorithm we do not take": lambda provider: (
        lambda claims: jwt.encode({"alg": "RS384", "kid": "1"}, claims, provider.key, algorithms=["RS384"])
    ),
    "nothing at all": lambda _provider: lambda _claims: "not.a.token",
    "one letter changed": lambda provider: lambda claims: signed_by(provider.key)(claims)[:-8] + "AAAAAAAA",
}


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_token_that_the_provider_did_not_sign(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture, signature: str
) -> None:
    provider.sign = SIGNATURES[signature](provider)
    refuses(there_and_back(Browser(own), provider), log)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"error": "invalid_grant", "error_description": CANARY},
        {"access_token": "1", "token_type": "Bearer"},
        {"access_token": "1", "token_type": "Bearer", "id_token": None},
        [],
        b"no document",
    ],
)
def test_an_exchange_that_gives_no_token(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture, answer: object
) -> None:
    provider.answers = lambda _answer: answer
    refuses(there_and_back(Browser(own), provider), log)


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": "http://elsewhere.example/keys"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_describes_another_is_not_even_asked(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture, document: dict[str, Any]
) -> None:
    provider.about_itself = document
    refuses(Browser(own).get("/sign-in/with"), log)


def test_a_provider_that_is_not_there(own: Flask, log: pytest.LogCaptureFixture) -> None:
    with standing() as gone:
        settings = gone.settings()
    with joined(own, settings) as alone:
        refuses(Browser(alone).get("/sign-in/with"), log)


def test_somebody_who_says_no_there(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture
) -> None:
    provider.refuses = True
    refuses(there_and_back(Browser(own), provider), log)


def test_an_answer_is_good_once(own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture) -> None:
    browser = Browser(own)
    address = provider.consent(go(browser))
    assert come_back(browser, address).address.startswith("/unlock")
    with db.engine.begin() as connection:
        connection.execute(SignInSession.__table__.delete())
    refuses(come_back(browser, address), log)
    assert provider.asked.count("/token") == 1, "it is not even asked again"


def test_an_answer_that_was_refused_is_not_tried_again(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture
) -> None:
    browser = Browser(own)
    address = provider.consent(go(browser))
    provider.twist = with_(aud=[])
    refuses(come_back(browser, address), log)
    provider.twist = dict
    log.clear()
    refuses(come_back(browser, address), log)
    assert provider.asked.count("/token") == 1


def test_a_code_is_good_once(own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture) -> None:
    browser = Browser(own)
    used = provider.consent(go(browser))
    assert come_back(browser, used).address.startswith("/unlock")
    with db.engine.begin() as connection:
        connection.execute(SignInSession.__table__.delete())
    fresh = provider.consent(go(browser))
    state = fresh.partition("&state=")[2]
    refuses(come_back(browser, f"{used.partition('&state=')[0]}&state={state}"), log)


def test_an_answer_to_another_browser(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture
) -> None:
    """Somebody who lets another person's browser finish what theirs began, to be taken for one another."""
    theirs = provider.consent(go(Browser(own)))
    victim = Browser(own)
    refuses(come_back(victim, theirs), log)
    log.clear()
    go(victim)
    refuses(come_back(victim, theirs), log)
    assert "/token" not in provider.asked


def test_a_code_of_another_browser(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture
) -> None:
    theirs, victim = provider.consent(go(Browser(own))), Browser(own)
    mine = provider.consent(go(victim))
    mixed = f"{theirs.partition('&state=')[0]}&state={mine.partition('&state=')[2]}"
    refuses(come_back(victim, mixed), log)


def test_another_issuer_in_the_answer(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture
) -> None:
    browser = Browser(own)
    refuses(come_back(browser, f"{provider.consent(go(browser))}&iss=https://elsewhere.example"), log)


def test_an_answer_after_ten_minutes(
    own: Flask, provider: Provider, priya: Enrolled, log: pytest.LogCaptureFixture
) -> None:
    browser = Browser(own)
    address = provider.consent(go(browser))
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1), tick=False):
        refuses(come_back(browser, address), log)


@pytest.mark.parametrize("query", ["", "&code=1", "&state=", "&code=1&state=", "&state=%00", "&code=1&state=ü"])
def test_an_answer_that_nobody_asked_for(own: Flask, log: pytest.LogCaptureFixture, query: str) -> None:
    refuses(Browser(own).get(f"/sign-in/back?here=1{query}"), log)


def test_a_refused_answer_connects_nothing(own: Flask, provider: Provider, log: pytest.LogCaptureFixture) -> None:
    sam, browser = People(own).enrol("Sam Okafor"), Browser(own)
    browser.sign_in(sam)
    provider.twist = with_(aud=[])
    assert there_and_back(browser, provider, "/account/link/with").status == 401
    assert "Connect my account" not in browser.get("/account/link").text
    assert db.session.scalars(select(IdentityLink)).all() == []
