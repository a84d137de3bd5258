"""The reader's list: waiting, read, discussed; page by page, and at the same cost however much is shared."""

from datetime import timedelta

import time_machine
from sqlalchemy import event

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.sharing import inbox, reader
from reflect.storage.db import db, write_unit
from tests.support.people import People
from tests.support.sharing import shared, snapshot
from tests.support.writing import enter


def several(priya, marcus, count):
    """Shares of one minute each after the other, the latest last."""
    with time_machine.travel(now() + timedelta(minutes=1), tick=False) as clock:
        for number in range(count):
            clock.shift(60)
            yield shared(priya, marcus, snapshot(title=f"Visit {number}"), days=90)


def titles(person, state, **where):
    return [row.title for row in inbox.inbox(person.keys, person.person_id, state, **where).rows]


def test_pages_follow_each_other_and_each_state_has_its_own(priya, marcus):
    shares = list(several(priya, marcus, 7))
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        first = inbox.inbox(marcus.keys, marcus.person_id, "waiting", rows=3)
        second = inbox.inbox(marcus.keys, marcus.person_id, "waiting", rows=3, after=first.older)
        last = inbox.inbox(marcus.keys, marcus.person_id, "waiting", rows=3, after=second.older)
        listed = [row.title for page in (first, second, last) for row in page.rows]
        assert listed == [f"Visit {number}" for number in reversed(range(7))]
        assert last.older is None

        with write_unit():
            reader.open_share(marcus.keys, marcus.person_id, shares[6])
            reader.open_share(marcus.keys, marcus.person_id, shares[5])
        with write_unit():
            reader.mark_discussed(marcus.person_id, shares[5], discussed=True)
        assert titles(marcus, "waiting") == [f"Visit {number}" for number in reversed(range(5))]
        assert titles(marcus, "read") == ["Visit 6"]
        assert titles(marcus, "discussed") == ["Visit 5"]
        again = shared(priya, marcus, snapshot(title="Visit 6 again"))
        assert titles(marcus, "waiting")[0] == "Visit 6 again", again


def test_the_pages_of_the_list(sqlite_app):
    people = People(sqlite_app)
    marcus, priya = people.enrol("Marcus Bell", roles=("supervisor",)), people.enrol("Priya Shah")
    people.supervise(priya, marcus)
    list(several(priya, marcus, inbox.PAGE + 2))
    statements = []

    def count(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    browser = enter(sqlite_app, marcus)
    with time_machine.travel(now() + timedelta(minutes=45), tick=True):
        browser = enter(sqlite_app, marcus)
        event.listen(db.engine, "before_cursor_execute", count)
        try:
            page = browser.get("/shared/")
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        assert len(statements) < 20, "none for each row"
        assert page.text.count("From Priya Shah") == inbox.PAGE
        older = browser.get(next(link for link in page.links() if "before=" in link))
        assert older.text.count("From Priya Shah") == 2
        assert "Visit 0" in older.text
        for address in (
            "/shared/?show=nothing",
            "/shared/?show=read&before=x",
            f"/shared/?show=read&before={'9' * 17}-x",
        ):
            assert browser.get(address).status == 404
        assert "Nothing is here" in browser.get("/shared/?show=discussed").text


def test_a_cursor_is_one_of_ours(sqlite_app):
    marcus = People(sqlite_app).enrol("Marcus Bell")
    for text in ("", "1", "-", "1-" + "l" * 26, "9" * 18 + "-" + "a" * 26):
        try:
            inbox.inbox(marcus.keys, marcus.person_id, "waiting", after=text)
        except NotFound:
            continue
        raise AssertionError(text)
