"""An identity provider of our own, which is honest until a test makes it lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from reflect.core.clock import now
from reflect.core.settings import IdentityProvider

CLIENT = "reflect"
SECRET = "a secret that only the two of them know"
Claims = dict[str, Any]


@dataclass
class Provider:
    """Whoever goes there is signed in as `subject` at once."""

    issuer: str
    subject: str = "account-1"
    more: Claims = field(default_factory=dict)  # further claims
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))
    # The lies: what it does to the claims, the token, the document about itself and its answers.
    twist: Callable[[Claims], Claims] = dict
    sign: Callable[[Claims], str] | None = None
    about_itself: Claims = field(default_factory=dict)
    answers: Callable[[Claims], Any] = dict
    refuses: bool = False
    key_id: str = "1"
    given: dict[str, dict[str, str]] = field(default_factory=dict)  # what was asked for, by the code that was given
    asked: list[str] = field(default_factory=list)

    def settings(self, *second_factor: str) -> IdentityProvider:
        """How a deployment is set up for it."""
        return IdentityProvider(self.issuer, CLIENT, SECRET, "Northbridge", frozenset(second_factor))

    def consent(self, address: str) -> str:
        """Sign in there, at the address that the browser was sent to. Returns where it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/authorize?"), address
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        if self.refuses:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe()
        self.given[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def document(self) -> Claims:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            # A forged provider would say that anything goes.
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            **self.about_itself,
        }

    def keys(self) -> Claims:
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, fields: dict[str, str], authorization: str) -> tuple[int, Any]:
        """Exchange a code, once, for whoever holds the verifier and the client's secret."""
        assert authorization == f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"
        asked = self.given.pop(fields["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(fields["code_verifier"].encode()).digest())
        if asked is None or asked["code_challenge"] != challenge.rstrip(b"=").decode():
            return 400, {"error": "invalid_grant"}
        assert asked["code_challenge_method"] == "S256"
        at = int(now().timestamp())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": at, "exp": at + 300}
        claims = self.twist({**claims, "nonce": asked["nonce"], **self.more})
        signed = self.sign(claims) if self.sign else jwt.encode({"alg": "RS256", "kid": self.key_id}, claims, self.key)
        return 200, self.answers({"access_token": "unused", "token_type": "Bearer", "id_token": signed})


def unsigned(claims: Claims) -> str:
    """A token that says that it needs no signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


@contextmanager
def standing() -> Iterator[Provider]:
    """A provider that answers on a port of its own."""
    server = ThreadingHTTPServer(("localhost", 0), _Handler)
    server.daemon_threads = False
    provider = server.provider = Provider(f"http://localhost:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        path = urlsplit(self.path).path
        provider.asked.append(path)
        if path == "/authorize":
            return self._to(provider.consent(f"{provider.issuer}{self.path}"))
        found = {"/.well-known/openid-configuration": provider.document, "/keys": provider.keys}.get(path)
        return self._send(200, found()) if found else self._send(404, {})

    def do_POST(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        self._send(*provider.token(fields, self.headers.get("Authorization", "")))

    def _to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, document: Any) -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""
