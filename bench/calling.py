"""One request to an app as a server makes it, without what a test's browser does around it."""

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from tests.support.browser import Browser

COOKIES = "session", "unlock"


def called(
    browser: Browser, address: str, *, app: Flask | None = None, form: Mapping[str, Any] | None = None
) -> Callable[[], bytes]:
    """What opens an address, or sends a form to it, with this browser's cookies, and returns what came.

    Args:
        app: another app that knows these cookies, in the place of the browser's own.
        form: what is sent, each field with a value or with several.
    """
    kept = ((name, browser.client.get_cookie(name)) for name in COOKIES)
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in kept if cookie)
    sent = EnvironBuilder(
        address,
        browser.origin,
        method="GET" if form is None else "POST",
        data=form,
        headers=[("Cookie", cookies), ("Origin", browser.origin)],
    ).get_environ()
    body = sent["wsgi.input"].read()
    serve = (app or browser.app).wsgi_app

    def call() -> bytes:
        environ = {**sent, "wsgi.input": io.BytesIO(body)}
        answer: Iterable[bytes] = serve(environ, lambda status, *_rest: _expect(status))
        page = b"".join(answer)
        answer.close() if hasattr(answer, "close") else None
        return page

    return call


def _expect(status: str) -> Callable[[bytes], object]:
    assert status.startswith("200"), status
    return lambda _bytes: None
