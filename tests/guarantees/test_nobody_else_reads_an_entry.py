"""An entry is its author's: to everybody else, whatever their role, none of its addresses leads anywhere."""

from dataclasses import astuple

import pytest
from flask import Flask
from werkzeug.routing import Rule

from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.journal import deleting, entries, kept, rescuing, saving, tokens
from reflect.journal.around import around
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.storage.db import db, write_unit
from reflect.vault.errors import CannotOpen
from tests.support import searches
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.writing import enter, write

CANARY = "canary-of-an-unshared-answer"
ROLES = {
    "supervisor": ("supervisor",),
    "team lead": ("team_lead",),
    "service lead": ("service_lead",),
    "administrator": ("administrator",),
    "data protection officer": ("data_protection",),
    "colleague": ("practitioner",),
}


def rules_about_an_entry(app: Flask) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("journal.") and rule.arguments]
    assert len(rules) > 10
    return rules


def rescue_of(app: Flask, author: Enrolled, entry_id: str) -> str:
    text = tokens.issue(app.config["SECRET_KEY"], author.person_id, new_id(), entry_id, 1)
    token = tokens.read(app.config["SECRET_KEY"], text)
    assert token is not None
    assert rescuing.keep(token, "", CANARY, "locked")
    return rescuing.waiting(author.person_id)[0].id


def deleted(author: Enrolled) -> str:
    entry_id = write(author, CANARY, title=CANARY)
    deleting.put_aside(author.keys, author.person_id, entry_id)
    return entry_id


@pytest.mark.parametrize("role", ROLES)
def test_every_address_of_an_entry_leads_nowhere_for(app: Flask, people: People, priya: Enrolled, role: str) -> None:
    other = people.enrol("Marcus Bell", roles=ROLES[role])
    if role == "supervisor":
        people.supervise(priya, other)
    if role == "data protection officer":
        searches.ask(other, priya)
        searches.hold(other, priya)
    entry_id = write(priya, CANARY, title=CANARY)
    ids = {
        "entry_id": entry_id,
        "deleted_id": deleted(priya),
        "share_id": new_id(),
        "comment_id": new_id(),
        "ready_id": new_id(),
        "rescue_id": rescue_of(app, priya, entry_id),
    }
    browser = enter(app, other)
    csrf = browser.get("/journal/").forms()[0].values()["csrf_token"][0]
    for rule in rules_about_an_entry(app):
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            with app.test_request_context():
                address = app.url_for(rule.endpoint, **{name: ids[name] for name in rule.arguments})
            status, body = asked(browser, method, address, csrf)
            assert status == (404 if method != "PUT" else 400), (method, address, body)
            assert CANARY not in body
    assert CANARY not in browser.get("/journal/").html
    assert [mark.number for mark in entries.history(priya.person_id, entry_id)] == [1], "nothing was changed"
    assert rescuing.count(priya.person_id) == 1


def asked(browser: Browser, method: str, address: str, csrf: str) -> tuple[int, str]:
    """The answer to a request that carries a token of the asker's own."""
    entry_id = address.split("/")[2]
    if method == "PUT":
        fields = {"answer": "x", "step": "1", "start": ""}
        own = {"fields": fields, "edit": new_id(), "number": 1, "token": own_token(browser, entry_id)}
        response = browser.put(address, own, csrf=csrf, **{"If-Match": '"1"'})
        return response.status_code, response.get_data(as_text=True)
    if method == "GET":
        page = browser.get(address)
        return page.status, page.html
    writing = {"revision": "1", "edit": new_id(), "step": "1", "parts": "0", "token": own_token(browser, entry_id)}
    fields = {"csrf_token": csrf, "action": "share", "discussed": "yes", "text": "An answer of somebody else's"}
    page = browser.post(address, {**fields, **writing})
    # A writing form of another entry is refused for its token, before anything is looked up.
    return 404 if page.status == 400 and address.endswith("/edit") else page.status, page.html


def own_token(browser: Browser, entry_id: str) -> str:
    return browser.get("/journal/new?start=blank").form("token").values()["token"][0]


def test_nobody_who_is_signed_out_gets_further_than_the_sign_in_page(app: Flask, priya: Enrolled) -> None:
    entry_id = write(priya, CANARY, title=CANARY)
    browser = Browser(app)
    for address in ("", "/edit", "/history", "/share"):
        page = browser.get(f"/journal/{entry_id}{address}")
        assert page.address.startswith("/sign-in")
        assert CANARY not in page.html


def test_no_verb_gives_somebody_else_anything(app: Flask, people: People, priya: Enrolled) -> None:
    marcus = people.enrol("Marcus Bell", roles=("supervisor", "administrator"))
    entry_id = write(priya, CANARY)
    rescue_id = rescue_of(app, priya, entry_id)
    keys, other = marcus.keys, marcus.person_id
    assert entries.find(keys, other, entry_id) is None
    assert entries.heads(keys, other).rows == []
    assert rescuing.waiting(other) == []
    assert kept.kept_comments(keys, other, entry_id) == []
    assert around(priya.person_id, entry_id).rescued
    assert not any(astuple(around(other, entry_id))), "not even that there is something"
    with pytest.raises(NotFound):
        entries.open_(keys, other, entry_id)
    with pytest.raises(NotFound):
        entries.open_(keys, other, entry_id, 1)
    with pytest.raises(NotFound):
        entries.history(other, entry_id)
    with pytest.raises(NotFound):
        rescuing.open_(keys, other, rescue_id)
    with pytest.raises(NotFound):
        saving.store(keys, other, entry_id, 1, Edit(new_id()), Words(1, answer="x"))
    first = entries.open_(priya.keys, priya.person_id, entry_id).document
    with pytest.raises(NotFound):
        saving.store(keys, other, entry_id, 0, Edit(new_id()), Words(1, answer="x"), first=first)
    with pytest.raises(NotFound), write_unit():
        kept.keep_comments(keys, other, entry_id, new_id(), [])
    with pytest.raises(NotFound), write_unit():
        rescuing.discard(other, rescue_id)


def test_somebody_elses_keys_open_nothing_even_where_the_author_is_named(people: People, priya: Enrolled) -> None:
    marcus = people.enrol("Marcus Bell", roles=("administrator",))
    entry_id = write(priya, CANARY, title=f"{CANARY} in the title")
    with pytest.raises(CannotOpen):
        entries.open_(marcus.keys, priya.person_id, entry_id)
    (head,) = entries.heads(marcus.keys, priya.person_id).rows
    assert CANARY not in head.title
    db.session.rollback()
