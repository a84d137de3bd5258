"""The least that the list of a journal could cost: the same page from the same statements, in one view by hand.

It sends the statements that the real page sends, opens as many envelopes under AES-GCM, and puts what it found into
the same template, so that the same bytes come out. What the app's page costs beyond it is the price of our own layers:
who is there and what they may, statements and rows, keys and envelopes. The frame around every page is in both.
"""

import json
import os
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Blueprint, render_template, template_rendered
from sqlalchemy import Engine, event

from bench.calling import called
from bench.measure import ratio, report
from bench.organisation import app_on_disk, write
from reflect import create_app
from reflect.journal.entries import PAGE
from reflect.storage.db import db
from reflect.web.guards import ANYONE, guard
from tests.support.browser import Browser
from tests.support.people import People

Statement = tuple[str, Any]

FLOOR = "/floor"
LIST = "/journal/"
TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"')


def run() -> None:
    """The list page of the app against the floor, both called as a server calls them."""
    with app_on_disk() as app:
        with app.app_context():
            person = People(app).enrol("Priya Nair")
            write(person.keys, 2 * PAGE)
            engine = db.engine
        browser = Browser(app).sign_in(person)
        browser.open("GET", LIST)
        statements, template, values = seen(engine, browser)
        beside = create_app(app.extensions["reflect_settings"])
        beside.register_blueprint(by_hand(engine, statements, template, values))
        ours, least = called(browser, LIST), called(browser, FLOOR, app=beside)
        page = ours()
        assert TOKEN.sub(b"", least()) == TOKEN.sub(b"", page), "the floor is the same page"
        cost, reference = ratio(ours, least, times=10, rounds=40)
        what = f"{len(statements)} statements, {len(page):,} bytes"
        report(f"list page against the floor: {what}", cost, "ms", reference, 1.3)


def seen(engine: Engine, browser: Browser) -> tuple[list[Statement], str, dict[str, Any]]:
    """What the list page does: its statements with their values, its template, and what it puts in."""
    sent: list[Statement] = []
    filled: list[tuple[str, dict[str, Any]]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, values))

    def fill(_app: object, template: Any, context: dict[str, Any], **_more: object) -> None:
        filled.append((template.name, context))

    event.listen(engine, "before_cursor_execute", note)
    with template_rendered.connected_to(fill):
        browser.open("GET", LIST)
    event.remove(engine, "before_cursor_execute", note)
    return sent, *filled[0]


def by_hand(engine: Engine, statements: list[Statement], template: str, values: dict[str, Any]) -> Blueprint:
    """The hand-written view."""
    bp = Blueprint("floor", __name__)
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    key = cipher.encrypt(nonce, os.urandom(34), b"bound")
    sealed = cipher.encrypt(nonce, b'{"title":"A reflection","draft":true}'.ljust(256), b"bound")
    same = ("viewer", "nav_items", "locks_in", "ends_in", "title", "pinned", "readers")
    given = {name: values[name] for name in same}

    @bp.get(FLOOR)
    @guard(ANYONE)
    def floor() -> str:
        with engine.connect() as connection:
            found = [connection.exec_driver_sql(statement, sent).all() for statement, sent in statements]
        rows, entries = [], next(each for each in found if len(each) > PAGE)
        for entry_id, *_sealed, updated in entries[:PAGE]:
            cipher.decrypt(nonce, key, b"bound")
            head = json.loads(cipher.decrypt(nonce, sealed, b"bound"))
            moment = datetime.fromisoformat(updated).replace(tzinfo=UTC)
            rows.append(SimpleNamespace(id=entry_id, shown_title=head["title"], draft=head["draft"], updated_at=moment))
        months = [(values["months"][0][0], rows)]
        heads = SimpleNamespace(rows=rows, older=values["heads"].older)
        return render_template(template, **given, heads=heads, months=months, first_page=True)

    return bp


if __name__ == "__main__":
    run()
