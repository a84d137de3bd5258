"""The organisation's own contacts: a change is a new edition that people see at once, with the day it was checked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.library.models import Edition
from reflect.storage.db import db
from reflect.web.days import today
from tests.support.browser import Browser


@pytest.fixture
def row(administrator):
    """The address of the first signpost that waits for a contact."""
    page = administrator.get("/admin/signposts/")
    assert "Your contact is missing." in page.text
    return next(link for link in page.links() if link.startswith("/admin/signposts/") and link[-1] != "/")


def versions():
    db.session.rollback()
    found = select(Edition.version, Edition.status).where(Edition.kind == "signposts").order_by(Edition.version)
    return [tuple(each) for each in db.session.execute(found)]


def test_a_contact_is_seen_by_everybody_at_once_with_the_day(app, administrator, row):
    before = versions()
    form = administrator.get(row).form("contact")
    page = administrator.submit(form, contact="0300 123 4567", detail="Day and night")
    assert "The signpost is changed." in page.text
    assert "0300 123 4567 Last checked on" in page.text
    seen = Browser(app).get("/help/").text
    assert "0300 123 4567" in seen
    assert "Day and night" in seen
    assert versions() == [*((version, "retired") for version, _status in before), (before[-1][0] + 1, "published")]
    dev = db.session.scalar(select(AuditEvent.actor_id).where(AuditEvent.event == "edition-published"))
    assert dev is not None


def test_the_other_signposts_stay_word_for_word(app, administrator, row):
    before = Browser(app).get("/help/").text
    administrator.submit(administrator.get(row).form("contact"), contact="", detail="", checked="")
    words = set(before.split())
    assert len(words - set(Browser(app).get("/help/").text.split())) < len(words) / 10


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"contact": "1" * 201}, "Enter a contact of 200 characters or fewer."),
        ({"detail": "x" * 301}, "Enter 300 characters or fewer."),
        ({"contact": "0300\x07"}, "holds a character that no text needs"),
        ({"checked": "soon"}, "Enter the day as numbers"),
        ({"checked": (today() + timedelta(days=2)).isoformat()}, "today or earlier"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_comes_back(administrator, row, fields, sentence):
    before = versions()
    page = administrator.submit(administrator.get(row).form("contact"), **fields)
    assert page.status == 400
    assert sentence in page.text
    for name, value in fields.items():
        assert page.form("contact").values()[name] == [value] or "\x07" in value
    assert versions() == before


@pytest.mark.parametrize("key", ["nonsense", "%00", "a" * 300])
def test_a_signpost_that_is_not_there_is_not_found(administrator, key):
    assert administrator.get(f"/admin/signposts/{key}").status == 404
