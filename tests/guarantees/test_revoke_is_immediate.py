"""Stop sharing bites on the reader's next request, whatever page is still open in front of them."""

import pytest
from sqlalchemy import select

from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.sharing import reader
from reflect.sharing.models import Comment, Receipt, Share
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.sharing import ANSWER, TITLE, shared, snapshot, stopped

ENDED = "This reflection is not shared with you any more."


def test_the_open_tab_of_a_reader_is_refused_at_once(app, priya, marcus):
    browser = Browser(app).sign_in(marcus)
    share_id = shared(priya, marcus)
    tab = browser.get(f"/shared/{share_id}")
    assert ANSWER in tab.text

    stopped(priya, share_id)

    again = browser.get(f"/shared/{share_id}")
    assert (again.status, ENDED in again.text, ANSWER in again.html) == (404, True, False)
    answered = browser.submit(tab.form("text"), text="I noticed the pause")
    assert (answered.status, ENDED in answered.text) == (404, True)
    assert "I noticed the pause" in answered.text
    assert TITLE not in browser.get("/shared/").text


def test_only_who_opened_it_is_told_that_it_was_there(app, priya, marcus):
    browser = Browser(app).sign_in(marcus)
    share_id = shared(priya, marcus)
    stopped(priya, share_id)

    for address in (f"/shared/{share_id}", f"/shared/{new_id()}"):
        page = browser.get(address)
        assert (page.status, ENDED in page.text) == (404, False)


def test_nothing_of_the_readers_copy_is_left_to_open(priya, marcus):
    share_id = shared(priya, marcus)
    with write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share_id)
        reader.comment(marcus.keys, marcus.person_id, share_id, "I noticed the pause")

    stopped(priya, share_id)

    assert db.session.scalars(select(Share)).all() == []
    assert db.session.scalars(select(Comment)).all() == []
    assert [receipt.share_id for receipt in db.session.scalars(select(Receipt))] == [share_id]


def test_a_newer_share_of_the_same_reflection_does_not_bring_the_older_back(priya, marcus):
    entry_id = new_id()
    older = shared(priya, marcus, snapshot("the older words", entry_id=entry_id))
    stopped(priya, older)
    shared(priya, marcus, snapshot("the newer words", entry_id=entry_id, revision=2))

    with pytest.raises(NotFound), write_unit():
        reader.open_share(marcus.keys, marcus.person_id, older)
