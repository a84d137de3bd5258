"""The least that a page like the list of a journal could cost: the same bytes from the same statements, by hand.

One Flask view without anything of ours: it sends the statements that the real page sends, opens as many titles under
AES-GCM, and puts them into a template as long as the real one. What the app's page costs beyond it, is ours.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from bench.measure import ratio, report
from bench.organisation import app_on_disk, write
from reflect.journal.entries import PAGE
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.people import People

Statement = tuple[str, Any]

PAGE_HTML = """<!doctype html>
<html lang="en-GB">
<head><title>{{ title }}</title></head>
<body>
<header>{{ frame }}</header>
<main>
<h1>{{ title }}</h1>
<ul>
{% for row in rows %}
<li><a href="/journal/{{ row.id }}">{{ row.title }}</a> <span>{{ row.day }}</span>
{% if row.draft %}<strong>Draft</strong>{% endif %}
<span>{{ row.filler }}</span></li>
{% endfor %}
</ul>
</main>
</body>
</html>
"""
ROW_BYTES, AROUND = 400, 700  # of a row, and around all of them


def run() -> None:
    """The list page of the app against the floor, both called as a server calls them."""
    with app_on_disk() as app:
        with app.app_context():
            person = People(app).enrol("Priya Nair")
            write(person.keys, 2 * PAGE)
            engine = db.engine
        browser = Browser(app).sign_in(person)
        statements, page = sent(engine, browser)
        floor = floor_app(str(engine.url), statements, page)
        cookies = "; ".join(f"{name}={browser.client.get_cookie(name).value}" for name in ("session", "unlock"))  # type: ignore[union-attr]
        ours, least = called(app, "/journal/", cookies), called(floor, "/journal/", cookies)
        assert abs(least() - ours()) < 0.1 * ours(), "the floor sends about as many bytes"
        cost, reference = ratio(ours, least, times=40)
        report(f"list page against the floor: {len(statements)} statements, {page:,} bytes", cost, "ms", reference, 1.3)


def sent(engine: Engine, browser: Browser) -> tuple[list[Statement], int]:
    """The statements of the list page with their values, and how many bytes it has."""
    found: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            found.append((statement, values))

    browser.open("GET", "/journal/")
    event.listen(engine, "before_cursor_execute", note)
    page = browser.open("GET", "/journal/")
    event.remove(engine, "before_cursor_execute", note)
    return found, len(page.get_data())


def floor_app(url: str, statements: list[Statement], length: int) -> Flask:
    """The hand-written app."""
    app = Flask("floor")
    engine = create_engine(url, poolclass=StaticPool)
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    sealed = cipher.encrypt(nonce, b'{"title":"A reflection","draft":true}'.ljust(256), b"bound")
    template = app.jinja_env.from_string(PAGE_HTML)
    frame = "x" * max(0, length - AROUND - PAGE * ROW_BYTES)

    @app.get("/journal/")
    def journal() -> str:
        with engine.connect() as connection:
            for statement, values in statements:
                connection.exec_driver_sql(statement, values).all()
        rows = []
        for number in range(PAGE):
            title = app.json.loads(cipher.decrypt(nonce, sealed, b"bound"))
            rows.append({"id": f"{number:026}", **title, "day": "22 November 2026", "filler": "y" * (ROW_BYTES - 170)})
        return template.render(title="My journal", rows=rows, frame=frame)

    return app


def called(app: Flask, path: str, cookies: str) -> Callable[[], int]:
    """One request to an app as a server makes it; returns how many bytes came."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookies,
    }

    def call() -> int:
        answer: Iterable[bytes] = app.wsgi_app(environ.copy(), lambda status, *_rest: _expect(status))
        length = sum(map(len, answer))
        answer.close() if hasattr(answer, "close") else None
        return length

    return call


def _expect(status: str) -> Callable[[bytes], object]:
    assert status.startswith("200"), status
    return lambda _bytes: None


if __name__ == "__main__":
    run()
