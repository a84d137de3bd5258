"""A reader and “Stop sharing” at the same moment: nothing is read after it, and what was acknowledged is never lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.identity.keyring import public_key_of
from reflect.journal.kept import kept_comments
from reflect.journal.stopping import stop_one
from reflect.sharing import grants, reader, replies
from reflect.sharing.models import Comment, Receipt
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once, one_waits, same_browser
from tests.support.browser import Browser
from tests.support.people import Enrolled
from tests.support.sharing import ANSWER, TITLE, shared, snapshot
from tests.support.writing import write

TABS, LATER = 3, 3
on_postgresql = pytest.mark.parametrize("app", ["postgresql"], indirect=True)


class Pair:
    """What Priya shares with Marcus of a reflection that she wrote, and what they do with it."""

    def __init__(self, app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
        self.app, self.priya, self.marcus = app, priya, marcus
        self.entry_id = write(priya, ANSWER, title=TITLE)
        self.share_id = shared(priya, marcus, snapshot(entry_id=self.entry_id))

    def stop(self) -> None:
        stop_one(self.priya.keys, self.priya.person_id, self.share_id)

    def share_again(self) -> str:
        shown, until = public_key_of(self.marcus.person_id).fingerprint(), now() + timedelta(days=9)
        copy = snapshot("a heron instead", entry_id=self.entry_id)
        mine, to = self.priya.person_id, self.marcus.person_id
        return grants.grant(self.priya.keys, mine, to, copy, until, shown).share_id

    def read(self) -> str:
        return reader.open_share(self.marcus.keys, self.marcus.person_id, self.share_id).parts[0].html

    def comment(self) -> str:
        return reader.comment(self.marcus.keys, self.marcus.person_id, self.share_id, "I noticed this.")

    def reply(self, to: str) -> str:
        return replies.reply(self.priya.keys, self.priya.person_id, self.share_id, to, "So did I.")


@pytest.fixture
def pair(app, priya, marcus):
    return Pair(app, priya, marcus)


def in_a_unit(verb: Callable, *values) -> Callable[[], str | None]:
    """The verb in a write unit of its own, or None when it is refused."""

    def call() -> str | None:
        try:
            with write_unit():
                return verb(*values)
        except NotFound:
            return None

    return call


def held(app: Flask, verb: Callable, *, until: Event, begun: Event) -> str | None:
    """Do it in a write unit that is not committed before `until`."""
    with app.app_context():
        try:
            with write_unit():
                done = verb()
                begun.set()
                assert until.wait(timeout=20)
                return done
        except NotFound:
            return None


@on_postgresql
@pytest.mark.parametrize("turn", range(2))
def test_a_request_that_starts_after_the_stop_never_gets_text(app, pair, turn):
    gone, reading = Event(), Barrier(TABS + 1)
    first = Browser(app).sign_in(pair.marcus)

    def read(tab: Browser) -> list[tuple[bool, int, bool]]:
        """Ask again and again, until a while after the stop: whether it began after it, its status, any word."""
        found = [_asked(tab, gone, pair.share_id)]
        reading.wait(timeout=20)
        while sum(late for late, _status, _words in found) < LATER:
            found.append(_asked(tab, gone, pair.share_id))
        return found

    with ThreadPoolExecutor(TABS) as threads:
        tabs = [threads.submit(read, same_browser(first)) for _each in range(TABS)]
        reading.wait(timeout=20)
        with write_unit():
            pair.stop()
        gone.set()
    pages = [page for tab in tabs for page in tab.result()]

    assert {(status, words) for late, status, words in pages if late} == {(404, False)}
    assert {(status, words) for late, status, words in pages if not late} <= {(200, True), (404, False)}
    seen = sum(words for _late, _status, words in pages)
    assert db.session.scalar(select(func.count()).select_from(Receipt)) == seen >= TABS, "each that saw it left one"


def _asked(tab: Browser, gone: Event, share_id: str) -> tuple[bool, int, bool]:
    late = gone.is_set()
    page = tab.get(f"/shared/{share_id}")
    return late, page.status, ANSWER in page.html or TITLE in page.html


@on_postgresql
@pytest.mark.parametrize("verb", ["read", "comment"])
@pytest.mark.parametrize("by", ["stop", "share_again"])
def test_a_request_in_flight_that_finds_the_stop_under_way_waits_and_gets_nothing(app, pair, verb, by):
    begun, commit = Event(), Event()
    with ThreadPoolExecutor(2) as threads:
        going = threads.submit(held, app, getattr(pair, by), until=commit, begun=begun)
        assert begun.wait(timeout=20)
        asked = threads.submit(held, app, getattr(pair, verb), until=commit, begun=Event())
        one_waits(app, asked)
        commit.set()

    assert asked.result() is None
    going.result()
    assert db.session.scalars(select(Receipt)).all() == []
    assert db.session.scalars(select(Comment)).all() == []


@on_postgresql
def test_the_stop_waits_for_who_reads_already_and_the_receipt_is_there(app, pair):
    begun, commit = Event(), Event()
    with ThreadPoolExecutor(2) as threads:
        reads = threads.submit(held, app, pair.read, until=commit, begun=begun)
        assert begun.wait(timeout=20)
        stops = threads.submit(held, app, pair.stop, until=commit, begun=Event())
        one_waits(app, stops)
        commit.set()

    assert ANSWER in (reads.result() or "")
    assert [receipt.share_id for receipt in db.session.scalars(select(Receipt))] == [pair.share_id]
    assert in_a_unit(pair.read)() is None


@pytest.mark.parametrize("turn", range(3))
def test_each_comment_is_refused_or_is_in_the_reflection_when_sharing_has_stopped(app, pair, turn):
    first = in_a_unit(pair.comment)()

    calls = (in_a_unit(pair.comment), in_a_unit(pair.stop), in_a_unit(pair.comment), in_a_unit(pair.reply, first))
    said = [first, *(at_once(app, *calls))]

    kept = kept_comments(pair.priya.keys, pair.priya.person_id, pair.entry_id)
    ids = {each.id for thread in kept for each in (thread.first, *thread.replies)}
    assert ids == {comment for comment in said if comment}
    assert db.session.scalars(select(Comment)).all() == []


@pytest.mark.parametrize("turn", range(3))
def test_each_comment_is_refused_or_goes_on_under_the_copy_that_is_shared_again(app, pair, turn):
    first = in_a_unit(pair.comment)()

    calls = (in_a_unit(pair.comment), in_a_unit(pair.share_again), in_a_unit(pair.read), in_a_unit(pair.reply, first))
    commented, again, seen, replied = at_once(app, *calls)

    assert seen is None or ANSWER in seen
    assert in_a_unit(pair.read)() is None
    with write_unit():
        later = reader.open_share(pair.marcus.keys, pair.marcus.person_id, again)
    assert "heron" in later.parts[0].html
    ids = {each.id for thread in later.threads for each in (thread.first, *thread.replies)}
    assert ids == {comment for comment in (first, commented, replied) if comment}
