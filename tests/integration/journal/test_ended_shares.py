"""A share that ended by itself leaves its comments with the author, at their next unlock."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.journal import exported, stopping
from reflect.journal.kept import kept_comments
from reflect.journal.models import Entry, KeptComment
from reflect.sharing import ended_keys, grants, overview, reader
from reflect.sharing.models import Share
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.writing import write


def _commented(priya: Enrolled, marcus: Enrolled) -> tuple[str, str]:
    entry_id = write(priya, "What I saw")
    share_id = shared(priya, marcus, snapshot(entry_id=entry_id))
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share_id, "I noticed *two* things")
    return entry_id, share_id


def _shares() -> int:
    return db.session.scalar(select(func.count()).select_from(Share)) or 0


def test_comments_move_into_the_entry_when_supervision_is_over(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    relation = people.supervise(priya, marcus)
    entry_id, _share_id = _commented(priya, marcus)
    people.end_supervision(relation)
    Browser(app).sign_in(priya)
    (kept,) = kept_comments(priya.keys, priya.person_id, entry_id)
    assert "<em>two</em>" in kept.first.html
    assert _shares() == 0


def test_what_is_still_live_stays(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id, _share_id = _commented(priya, marcus)
    Browser(app).sign_in(priya)
    assert kept_comments(priya.keys, priya.person_id, entry_id) == []
    assert _shares() == 1


def test_a_day_that_has_passed_ends_it_too(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id, _share_id = _commented(priya, marcus)
    with time_machine.travel(now() + timedelta(days=91), tick=False):
        Browser(app).sign_in(priya)
        assert len(kept_comments(priya.keys, priya.person_id, entry_id)) == 1


def test_a_damaged_share_keeps_nobody_out_of_their_journal(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    relation = people.supervise(priya, marcus)
    _entry_id, share_id = _commented(priya, marcus)
    people.end_supervision(relation)
    with write_unit():
        db.session.execute(update(Share).where(Share.id == share_id).values(owner_key=b"damaged"))
    assert Browser(app).sign_in(priya).get("/").status == 200
    assert grants.ended(priya.person_id) == [], "nothing of it can be opened, so nothing of it is kept"


def test_a_damaged_comment_keeps_nobody_out_of_their_reflection(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    relation = people.supervise(priya, marcus)
    entry_id, _share_id = _commented(priya, marcus)
    people.end_supervision(relation)
    browser = Browser(app).sign_in(priya)
    with write_unit():
        db.session.execute(update(KeptComment).values(sealed=b"damaged"))
    page = browser.get(f"/journal/{entry_id}")
    assert page.status == 200
    assert "What I saw" in page.text
    assert "This comment does not open" in page.text
    (taken,) = exported.reflections(priya.keys, priya.person_id, [entry_id])
    assert (taken.item["opens"], [said["opens"] for said in taken.item["comments"]]) == (True, [False])


def test_the_readers_key_goes_with_the_nightly_run_and_nothing_brings_it_back(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    relation = people.supervise(priya, marcus)
    entry_id, share_id = _commented(priya, marcus)
    assert ended_keys.due() == 0
    people.end_supervision(relation)
    assert ended_keys.due() == 1
    with write_unit():
        assert ended_keys.delete() == 1
    assert ended_keys.due() == 0
    people.supervise(priya, marcus)
    with pytest.raises(NotFound), write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share_id)
    assert db.session.scalar(select(Share.reader_key)) is None
    db.session.rollback()  # SQLite reads on as it began
    Browser(app).sign_in(priya)
    assert len(kept_comments(priya.keys, priya.person_id, entry_id)) == 1, "the comments stay with the author"


def test_what_is_stopped_on_a_damaged_reflection_is_shut_and_its_comments_wait(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id, share_id = _commented(priya, marcus)
    whole = db.session.scalar(select(Entry.wrapped_key))
    with write_unit():
        db.session.execute(update(Entry).values(wrapped_key=b"damaged"))
    for _pressed_twice in range(2):
        with write_unit():
            stopping.stop_one(priya.keys, priya.person_id, share_id)
    with pytest.raises(NotFound), write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share_id)
    (own,) = overview.shares_of_entry(priya.keys, priya.person_id, entry_id)
    assert not own.live
    assert "<em>two</em>" in own.threads[0].first.html
    told = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "share-stopped")
    assert db.session.scalar(told) == 1
    with write_unit():
        db.session.execute(update(Entry).values(wrapped_key=whole))
    Browser(app).sign_in(priya)
    (kept,) = kept_comments(priya.keys, priya.person_id, entry_id)
    assert "<em>two</em>" in kept.first.html
    assert _shares() == 0


def test_without_comments_nothing_of_a_share_outlives_it(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    share_id = shared(priya, marcus, snapshot(entry_id=write(priya, "What I saw")))
    with write_unit():
        db.session.execute(update(Entry).values(wrapped_key=b"damaged"))
        stopping.stop_one(priya.keys, priya.person_id, share_id)
    assert _shares() == 0
