"""Whoever sees the words has left a receipt: when it cannot be written, nothing is shown."""

import pytest
from flask import before_render_template
from sqlalchemy import func, select, text

from reflect.sharing.models import Receipt
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.sharing import ANSWER, QUESTION, shared


@pytest.fixture
def marcus(people):
    return people.enrol("Marcus Bell", roles=("supervisor",))


@pytest.fixture
def share_id(people, marcus):
    priya = people.enrol("Priya Shah")
    people.supervise(priya, marcus)
    return shared(priya, marcus)


@pytest.fixture
def one_receipt_only(app):
    """The database takes one receipt and refuses the next."""
    with write_unit():
        db.session.execute(text("CREATE UNIQUE INDEX one_receipt_only ON share_receipt (share_id)"))
    yield
    with write_unit():
        db.session.execute(text("DROP INDEX one_receipt_only"))


def receipts():
    with db.engine.connect() as elsewhere:
        return elsewhere.scalar(select(func.count()).select_from(Receipt))


def test_a_receipt_that_the_database_refuses_shows_nothing(app, marcus, share_id, one_receipt_only):
    browser = Browser(app).sign_in(marcus)
    assert ANSWER in browser.get(f"/shared/{share_id}").text

    refused = browser.get(f"/shared/{share_id}")

    assert refused.status == 500
    for words in (ANSWER, QUESTION, "Priya"):
        assert words not in refused.html
    assert receipts() == 1


def test_the_page_is_made_only_after_the_receipt_is_kept(app, marcus, share_id):
    browser = Browser(app).sign_in(marcus)
    kept = []

    def look(sender, template, context, **_):
        if template.name == "sharing/opened.html":
            kept.append(receipts())

    with before_render_template.connected_to(look, app):
        browser.get(f"/shared/{share_id}")

    assert kept == [1]


def test_a_comment_that_will_not_do_shows_the_reflection_again_with_another_receipt(app, marcus, share_id):
    browser = Browser(app).sign_in(marcus)
    page = browser.get(f"/shared/{share_id}")

    again = browser.submit(page.form("text"), text="")

    assert ANSWER in again.text
    assert receipts() == 2


def test_looking_at_the_list_is_not_reading(app, marcus, share_id):
    Browser(app).sign_in(marcus).get("/shared/")

    assert receipts() == 0
