"""The test browser, speaking HTTP to a real server instead of calling the app."""

from __future__ import annotations

import http.client
import select
from collections.abc import Iterable
from typing import Any, Self

from werkzeug.test import Client, TestResponse

from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.server import Server

PATIENCE = 30  # seconds


class Wire:
    """A WSGI app that hands each request to the server over one connection, kept open as a browser's is."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        address = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self._leave_what_was_closed()
        try:
            self.connection.request(environ["REQUEST_METHOD"], address, body, _headers(environ))
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        start_response(f"{answer.status} {answer.reason or 'Unknown'}", answer.getheaders())
        return [content]

    def _leave_what_was_closed(self) -> None:
        """Open another connection where the server ended this one, as browsers do: what comes unasked is its end."""
        kept = self.connection.sock
        if kept is not None and select.select([kept], [], [], 0)[0]:
            self.connection.close()


class RemoteBrowser(Browser):
    """One person's browser, on the real server."""

    def __init__(self, server: Server) -> None:
        self.origin = server.base_url
        self.wire = Wire(server)
        self.client = Client(self.wire)  # type: ignore[assignment]

    def open(self, method: str, address: str, **options: Any) -> TestResponse:
        return self.client.open(address, method=method, base_url=self.origin, **options)

    def sign_in(self, person: Enrolled, passphrase: str = PASSPHRASE) -> Browser:
        return self.sign_in_by_page(person, passphrase)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.wire.connection.close()


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    named = {key[5:].replace("_", "-").title(): value for key, value in environ.items() if key.startswith("HTTP_")}
    own = {"Content-Type": environ.get("CONTENT_TYPE"), "Content-Length": environ.get("CONTENT_LENGTH")}
    return {name: value for name, value in {**named, **own}.items() if value}
