"""The list, one entry, and its history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, update

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.journal import entries
from reflect.journal.models import Entry
from reflect.storage.db import db, write_unit
from tests.support.people import Enrolled
from tests.support.writing import OpenPage, enter, write

A_PLACE = "0123456789abcdefghjkmnpqrs"


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_an_empty_journal_says_something_worth_reading(app: Flask, priya: Enrolled) -> None:
    page = enter(app, priya).get("/journal/")
    assert "Nothing is here yet, and nothing has to be." in page.text


def test_every_row_says_its_state_and_who_can_see_it(app: Flask, priya: Enrolled) -> None:
    write(priya, "a", title="Strategy meeting")
    write(priya, "b", finished=False)
    page = enter(app, priya).get("/journal/")
    assert page.text.count("Only you") == 2
    assert "Strategy meeting" in page.text
    assert "Private" in page.text
    assert "Untitled, " in page.text
    assert "Draft" in page.text


def test_pages_of_the_list_lead_on_without_a_gap_or_a_repeat(app: Flask, priya: Enrolled) -> None:
    same_moment = now()
    for number in range(7):
        with time_machine.travel(same_moment + timedelta(seconds=number // 3), tick=False):
            write(priya, "a", title=f"Entry {number}")
    seen: list[str] = []
    after = None
    while True:
        page = entries.heads(priya.keys, priya.person_id, after=after, rows=2)
        seen += [row.title for row in page.rows]
        after = page.older
        if after is None:
            break
    assert sorted(seen) == [f"Entry {number}" for number in range(7)]
    assert seen[0] == "Entry 6"


def test_twenty_rows_stand_on_a_page_and_the_rest_behind_a_link(app: Flask, priya: Enrolled) -> None:
    for number in range(21):
        write(priya, "a", title=f"Entry {number}.")
    browser = enter(app, priya)
    page = browser.get("/journal/")
    assert page.text.count("Only you") == 20
    older = browser.get(next(link for link in page.links() if "before=" in link))
    assert "Entry 0." in older.text
    assert "Newest" in older.text


@pytest.mark.parametrize("cursor", ["x", "1", f"-1-{A_PLACE}", f"{10**16}9-{A_PLACE}", f"1-{A_PLACE}0"])
def test_a_made_up_place_in_the_list_does_not_exist(app: Flask, priya: Enrolled, cursor: str) -> None:
    assert enter(app, priya).get(f"/journal/?before={cursor}").status in (200, 404)
    with pytest.raises(NotFound):
        entries.heads(priya.keys, priya.person_id, after="not a cursor")


def test_the_list_costs_the_same_few_statements_for_one_row_and_for_twenty(app: Flask, priya: Enrolled) -> None:
    browser = enter(app, priya)
    write(priya, "a")
    browser.get("/journal/")
    with statements() as one:
        browser.get("/journal/")
    for _ in range(19):
        write(priya, "a")
    with statements() as twenty:
        browser.get("/journal/")
    # The transaction's own BEGIN is not counted.
    selects = [[text for text in found if not text.startswith("BEGIN")] for found in (one, twenty)]
    assert len(selects[0]) == len(selects[1]) <= 6
    assert not any("journal_revision" in text for text in selects[1]), "no body is fetched for a list"


def test_opening_a_reflection_asks_for_nothing_that_is_not_there(app: Flask, priya: Enrolled) -> None:
    write(priya, "a")
    entry_id = write(priya, "b")
    browser = enter(app, priya)
    with statements() as seen:
        assert "Who can see this" in browser.get(f"/journal/{entry_id}").text
    asked = [text for text in seen if not text.startswith("BEGIN")]
    assert len(asked) <= 7, asked


def test_each_revision_can_be_read(app: Flask, priya: Enrolled) -> None:
    entry_id = write(priya, "the first words")
    browser = enter(app, priya)
    OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1")).send("the second words")
    page = browser.get(f"/journal/{entry_id}/history")
    assert "As it is now" in page.text
    assert "You saved this" in page.text
    older = browser.get(next(link for link in page.links() if "revision=1" in link))
    assert "the first words" in older.text
    assert "the second words" not in older.text


@pytest.mark.parametrize("revision", ["0", "3", "x", "-1", "9" * 10, "9" * 30, "1.0", "٣", ""])
def test_there_is_no_revision_that_was_never_saved(app: Flask, priya: Enrolled, revision: str) -> None:
    entry_id = write(priya, "words")
    assert enter(app, priya).get(f"/journal/{entry_id}/history?revision={revision}").status == 404


def test_no_private_word_stands_in_a_title_that_the_browser_remembers(app: Flask, priya: Enrolled) -> None:
    entry_id = write(priya, "words", title="Nobody else's business")
    browser = enter(app, priya)
    for address in ("", "/edit", "/history", "/history?revision=1", "/share"):
        assert "business" not in browser.get(f"/journal/{entry_id}{address}").title


def test_one_damaged_row_takes_neither_the_list_nor_the_first_page_with_it(app: Flask, priya: Enrolled) -> None:
    write(priya, "a", title="Strategy meeting")
    damaged = write(priya, "b", title="Home visit")
    with write_unit():
        db.session.execute(update(Entry).where(Entry.id == damaged).values(head=b"J", wrapped_key=b"J"))
    browser = enter(app, priya)
    for address in ("/", "/journal/"):
        page = browser.get(address)
        assert page.status == 200
        assert "Strategy meeting" in page.text
        assert "This reflection does not open" in page.text
    page = browser.get(f"/journal/{damaged}")
    assert page.status == 409
    assert "This does not open" in page.text
