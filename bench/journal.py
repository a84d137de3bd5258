"""The pages of the journal, in processor time a request, inside one process."""

from flask import Flask
from sqlalchemy import event

from bench.calling import called
from bench.measure import ratio, report
from bench.organisation import FOUR_KB, app_on_disk, write
from reflect.journal import entries
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.people import Enrolled, People

LIST = "/journal/"
MANY = 1000


def run() -> None:
    """Statements of the list, autosave, opening an entry, and a late page of a long list."""
    with app_on_disk() as app:
        with app.app_context():
            priya, sam = People(app).enrol("Priya Nair"), People(app).enrol("Sam Okafor")
            write(sam.keys, 1)
            ids = write(priya.keys, MANY)
        browser = Browser(app).sign_in(priya)
        few, many = _statements(app, Browser(app).sign_in(sam)), _statements(app, browser)
        report("list statements, 1 row", few, "statements", None, 6)
        report("list statements, 20 rows against 1", many, "statements", few, 1.0)
        _autosave(browser)
        opening, listing = ratio(called(browser, f"/journal/{ids[0]}"), called(browser, LIST), times=4, rounds=21)
        report("open an entry against the list", opening, "ms", listing, 1.3)
        _late_page(app, browser, priya)


def _statements(app: Flask, browser: Browser) -> int:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    browser.open("GET", LIST)
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def _autosave(browser: Browser) -> None:
    page = browser.get("/journal/new?start=blank")
    form = page.form("answer")
    hidden = {name: values[0] for name, values in form.values().items()}
    address, csrf = form.action.split("?")[0].replace("/edit", "/draft"), hidden["csrf_token"]
    sent = {"number": 0, "revision": "0"}

    def save() -> None:
        sent["number"] += 1
        fields = {"answer": f"{FOUR_KB}{sent['number']}", "step": "1", "start": hidden["start"]}
        document = {"fields": fields, "edit": hidden["edit"], "number": sent["number"], "token": hidden["token"]}
        answer = browser.put(address, document, csrf=csrf, **{"If-Match": f'"{sent["revision"]}"'})
        assert answer.status_code == 204, answer.text
        sent["revision"] = answer.headers["ETag"].strip('"')

    def reference() -> None:
        headers = {"Origin": browser.origin, "X-CSRFToken": csrf}
        answer = browser.open("POST", "/reference", headers=headers)
        assert answer.status_code == 200, answer.text

    saving, selecting = ratio(save, reference, times=4, rounds=21)
    report("autosave against a post with one select", saving, "ms", selecting, 3)


def _late_page(app: Flask, browser: Browser, person: Enrolled) -> None:
    with app.app_context():
        after = None
        for _page in range(MANY // entries.PAGE - 1):
            after = entries.heads(person.keys, person.person_id, after=after).older
    late, first = ratio(called(browser, f"{LIST}?before={after}"), called(browser, LIST), times=4, rounds=21)
    report(f"page {MANY // entries.PAGE} of the list against page 1", late, "ms", first, 2)
