"""The organisation's identity provider, asked over OpenID Connect who somebody is. The only import of Authlib.

The rules are those of OpenID Connect Core 1.0, 3.1.2 and 3.1.3, and of OWASP ASVS 5.0, chapter 10: the code flow with
PKCE, state and nonce; the issuer compared letter by letter; and nobody but us as the audience. What a token may be
signed with is written here: a provider that is forged would say so itself.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from reflect.core.clock import now
from reflect.core.settings import IdentityProvider, is_private
from reflect.identity.sso.answers import Identity, ProviderRefused

ALGORITHMS = ["RS256", "ES256", "PS256"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
PATIENCE = (5, 10)  # seconds to connect, and between two parts of an answer
LEEWAY = 60  # seconds between its clock and ours
KEPT = timedelta(hours=1)
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, 2


@dataclass(frozen=True)
class Question:
    """What a browser is sent to the provider with, and what it has to bring back."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Provider:
    """One provider as this process knows it: what it says of itself, and its keys, for an hour."""

    def __init__(self, settings: IdentityProvider, redirect_uri: str) -> None:
        self.settings = settings
        self.redirect_uri = redirect_uri
        self._documents: dict[str, tuple[dict[str, Any], datetime]] = {}

    def ask(self) -> Question:
        """Where to send a browser, with secrets that are good for this one visit.

        Raises:
            ProviderRefused: the provider cannot be reached, or is not the one that was set up.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with _refusing(), self._client() as client:
            address, _state = client.create_authorization_url(
                self._metadata()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Question(address, state, nonce, verifier)

    def answer(self, code: str, nonce: str, verifier: str) -> Identity:
        """Who came back with this code.

        Raises:
            ProviderRefused: the code was used or is somebody else's, or what it is exchanged for is not to be believed.
        """
        with _refusing(), self._client() as client:
            token = client.fetch_token(
                self._metadata()["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                timeout=PATIENCE,
                allow_redirects=False,
            )
            return self._believed(token, nonce)

    def _client(self) -> OAuth2Session:
        methods = self._metadata().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        # In the body rather than the header where both are taken: there nothing has to be escaped twice.
        method = "client_secret_post" if "client_secret_post" in methods else "client_secret_basic"
        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            token_endpoint_auth_method=method,
            scope="openid profile",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )

    def _metadata(self) -> dict[str, Any]:
        issuer = self.settings.issuer
        document = self._document(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if document.get("issuer") != issuer:
            raise ProviderRefused("another issuer describes itself there")
        for name in ENDPOINTS:
            if not is_private(document[name]):
                raise ProviderRefused(f"its {name} is open to others")
        return document

    def _document(self, address: str, *, anew: bool = False) -> dict[str, Any]:
        """A JSON document of the provider's, fetched at most once an hour."""
        kept, until = self._documents.get(address, ({}, now()))
        if until > now() and not anew:
            return kept
        answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
        if answer.status_code != requests.codes.ok:
            raise ProviderRefused(f"it answered {answer.status_code}")
        document = answer.json()
        if not isinstance(document, dict):
            raise ProviderRefused("its answer is no document")
        self._documents[address] = document, now() + KEPT
        return document

    def _believed(self, token: dict[str, Any], nonce: str) -> Identity:
        """Who an ID token is about, when all of it is as it has to be."""
        signed, own = self._signed(token["id_token"]), self.settings
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": own.issuer},
                "aud": {"essential": True, "value": own.client_id},
                "nonce": {"essential": True},
            },
            {"nonce": nonce, "client_id": own.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(leeway=LEEWAY)
        # Said again in our own words: a library's defaults have been kinder than this.
        if claims["iss"] != own.issuer or claims["aud"] not in (own.client_id, [own.client_id]):
            raise ProviderRefused("it is for somebody else, or for others as well")
        if not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
            raise ProviderRefused("it answers another question")
        if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT or not claims["sub"].isprintable():
            raise ProviderRefused("it names nobody")
        shown = {claims.get("acr"), *claims.get("amr", ())} & own.second_factor
        name = claims.get("preferred_username") or claims.get("name")
        return Identity(own.issuer, claims["sub"], bool(shown), str(name or "")[:100])

    def _signed(self, text: str) -> jwt.Token:
        """An ID token that one of the provider's keys has signed, in a way that is written here."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(text, self._keys(), registry=registry)
        except InvalidKeyIdError:  # it has new keys since we asked
            return jwt.decode(text, self._keys(anew=True), registry=registry)

    def _keys(self, *, anew: bool = False) -> KeySet:
        return KeySet.import_key_set(self._document(self._metadata()["jwks_uri"], anew=anew))  # type: ignore[arg-type]


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever goes wrong with what a stranger sent is one refusal, whose reason holds nothing of it."""
    try:
        yield
    except (requests.RequestException, AuthlibBaseError, JoseError, LookupError, TypeError, ValueError) as error:
        raise ProviderRefused(f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()) from None
    except AttributeError:
        raise ProviderRefused("something has the wrong form") from None
