"""Each request has an id, one line in the log, and counts in the figures: none of them says who, or what about."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request

from reflect.core.logs import present
from reflect.core.settings import Settings
from reflect.web.metrics import Metrics
from reflect.web.parts import part_of, told

# What proxies make: hexadecimal digits, so that nobody can put words into the log.
WELL_FORMED = re.compile(r"[0-9a-f-]{8,36}")
ID, ENDPOINT = "reflect.request_id", "reflect.endpoint"
ASKED_ALL_THE_TIME = {"health", "assets"}
READS = {"GET", "HEAD", "OPTIONS"}
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
log = logging.getLogger("reflect")


def init_app(app: Flask, settings: Settings) -> None:
    """Watch every request, outside everything else, so that what fails on the way is seen as well."""
    metrics = Metrics(settings.metrics_folder, settings.metrics_token)
    app.extensions["reflect_metrics"] = metrics
    app.wsgi_app = Watched(app, app.wsgi_app, metrics, settings.trusted_proxies > 0)  # type: ignore[method-assign]

    @app.url_value_preprocessor
    def note(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        request.environ[ENDPOINT] = endpoint


class Watched:
    """The app, with somebody at the door who notes when an answer left and how it went."""

    def __init__(self, app: Flask, inside: Wsgi, metrics: Metrics, trusts_proxy: bool) -> None:
        self.app, self.inside, self.metrics, self.trusts_proxy = app, inside, metrics, trusts_proxy

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request, under the id that its lines in the log and its answer carry."""
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.trusts_proxy else ""
        request_id = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        environ[ID] = request_id
        status, began, before = 500, time.perf_counter(), present.set(request_id)

        def start(line: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal status
            status = int(line[:3])
            return start_response(line, [*headers, ("X-Request-ID", request_id)], *more)

        try:
            return self.inside(environ, start)
        finally:
            # An answer that is made while it is sent counts until its first part.
            self._note(environ, status, time.perf_counter() - began)
            present.reset(before)

    def _note(self, environ: dict[str, Any], status: int, seconds: float) -> None:
        endpoint = environ.get(ENDPOINT)
        part = part_of(endpoint)
        level = logging.WARNING if status >= 500 else logging.DEBUG if part in ASKED_ALL_THE_TIME else logging.INFO
        if log.isEnabledFor(level):
            extra = {"endpoint": told(endpoint), "status": status, "ms": round(seconds * 1000, 1)}
            log.log(level, "request", extra=extra)
        if self.metrics.counting:
            does = "read" if environ.get("REQUEST_METHOD") in READS else "change"
            self.metrics.note(self.app, part, does, f"{status // 100}xx", seconds)


def request_id() -> str:
    """The id of the present request: the reference number that people are given when something went wrong."""
    return str(request.environ.get(ID, ""))
