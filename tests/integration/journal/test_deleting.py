"""A deleted reflection can be had back for a fortnight by its author alone; then nobody can open it here again."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.journal import deleting, entries, rescuing, saving
from reflect.journal.document import Words
from reflect.journal.entries import Deleted
from reflect.journal.kept import kept_comments
from reflect.journal.models import Entry, KeptComment, Revision
from reflect.journal.ordering import Edit
from reflect.records.cli import retention_commands
from reflect.sharing import reader
from reflect.sharing.everything import own_share_ids
from reflect.sharing.models import Comment, Receipt, Share
from reflect.storage.db import db, write_unit
from tests.integration.journal.test_new_keys import rotated
from tests.support.contributing import open_window
from tests.support.people import Enrolled
from tests.support.sharing import shared, snapshot
from tests.support.writing import write


def put_aside(author: Enrolled, entry_id: str) -> None:
    deleting.put_aside(author.keys, author.person_id, entry_id)


def put_back(author: Enrolled, entry_id: str) -> None:
    deleting.put_back(author.keys, author.person_id, entry_id)


def titles(author: Enrolled) -> list[str]:
    return [head.title for head in entries.heads(author.keys, author.person_id).rows]


def rows_of(entry_id: str) -> int:
    db.session.rollback()
    found = (
        select(Entry.id).where(Entry.id == entry_id),
        select(Revision.entry_id).where(Revision.entry_id == entry_id),
        select(KeptComment.id).where(KeptComment.entry_id == entry_id),
        select(Share.id).where(Share.entry_id == entry_id),
    )
    return sum(len(db.session.execute(each).all()) for each in found)


def save(author: Enrolled, entry_id: str, base: int = 1) -> saving.Saved:
    words = Words(1, answer="Typed on another device.")
    return saving.store(author.keys, author.person_id, entry_id, base, Edit(new_id()), words)


def test_a_deleted_reflection_is_nowhere_but_among_the_deleted_ones_and_comes_back_whole(
    priya: Enrolled, marcus: Enrolled
) -> None:
    kept_one, gone = write(priya, "Stays.", title="Stays"), write(priya, "Goes.", "And comes.", title="Goes")
    share = shared(priya, marcus, snapshot(entry_id=gone))
    with write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share)
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share, "I noticed *two* things")
    before = entries.open_(priya.keys, priya.person_id, gone)
    put_aside(priya, gone)
    put_aside(priya, gone)  # pressed twice
    assert titles(priya) == ["Stays"]
    for read in (entries.open_, lambda *key: entries.open_(*key, 1), lambda _keys, *key: entries.history(*key)):
        with pytest.raises(NotFound):
            read(priya.keys, priya.person_id, gone)
    assert [each.title for each in deleting.recently(priya.keys, priya.person_id)] == ["Goes"]
    with write_unit(), pytest.raises(NotFound):  # at once, with the receipt it left
        reader.open_share(marcus.keys, marcus.person_id, share)
    assert db.session.execute(select(Comment)).all() == []
    assert len(db.session.execute(select(Receipt)).all()) == 1
    for somebody in (marcus,):
        assert deleting.recently(somebody.keys, somebody.person_id) == []
        with pytest.raises(NotFound):
            put_back(somebody, gone)
        with write_unit(), pytest.raises(NotFound):
            deleting.erase(somebody.person_id, gone)
    put_back(priya, gone)
    put_back(priya, gone)
    assert entries.open_(priya.keys, priya.person_id, gone).document == before.document
    assert "<em>two</em>" in kept_comments(priya.keys, priya.person_id, gone)[0].first.html
    assert own_share_ids(priya.person_id, gone) == []
    with write_unit(), pytest.raises(NotFound):  # what is not deleted cannot be erased
        deleting.erase(priya.person_id, kept_one)


@pytest.mark.parametrize("way", ["delete now", "unlock", "retention"])
def test_then_nothing_of_it_is_left(app: Flask, priya: Enrolled, marcus: Enrolled, way: str) -> None:
    gone, other = write(priya, "Goes."), write(marcus, "Another's.")
    share = shared(priya, marcus, snapshot(entry_id=gone))
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share, "A comment")
    save(priya, gone)
    put_aside(priya, gone)
    assert rows_of(gone) == 4
    assert deleting.overdue() == 0
    with time_machine.travel(now() + deleting.KEPT - timedelta(minutes=1), tick=False):
        deleting.erase_at_unlock(priya.person_id)
        assert rows_of(gone) == 4
    if way == "delete now":
        with write_unit():
            deleting.erase(priya.person_id, gone)
    with time_machine.travel(now() + deleting.KEPT, tick=False):
        assert deleting.recently(priya.keys, priya.person_id) == []
        with pytest.raises(NotFound):  # at query time already, whether or not anything has run
            put_back(priya, gone)
        if way == "unlock":
            deleting.erase_at_unlock(marcus.person_id)
            assert rows_of(gone) == 4
            deleting.erase_at_unlock(priya.person_id)
        if way == "retention":
            assert deleting.overdue() == 1
            ran = app.test_cli_runner().invoke(retention_commands, ["run", "--dry-run"])
            assert "1 would be deleted" in ran.output
            assert rows_of(gone) == 4
            ran = app.test_cli_runner().invoke(retention_commands, ["run"])
            assert "1 deleted" in ran.output
    assert rows_of(gone) == 0
    assert entries.open_(marcus.keys, marcus.person_id, other).document.parts[0].answer == "Another's."


def test_words_that_arrive_for_it_are_refused_by_name_and_saved_once_it_is_back(priya: Enrolled) -> None:
    entry_id = write(priya, "First.")
    put_aside(priya, entry_id)
    for base in (0, 1):
        with pytest.raises(Deleted):
            save(priya, entry_id, base)
    put_back(priya, entry_id)
    assert save(priya, entry_id).document.parts[0].answer == "Typed on another device."


def test_keys_that_are_replaced_meanwhile_open_it_when_it_is_back(app: Flask, priya: Enrolled) -> None:
    entry_id = write(priya, "First.", title="Goes")
    put_aside(priya, entry_id)
    renewed = rotated(app, priya)
    assert [each.title for each in deleting.recently(renewed.keys, renewed.person_id)] == ["Goes"]
    put_back(renewed, entry_id)
    assert save(renewed, entry_id).revision == 2


def test_one_that_was_damaged_can_be_deleted_and_nobody_elses_can(priya: Enrolled, marcus: Enrolled) -> None:
    entry_id = write(priya, "First.")
    shared(priya, marcus, snapshot(entry_id=entry_id))
    with pytest.raises(NotFound):
        put_aside(marcus, entry_id)
    with write_unit():
        db.session.execute(update(Entry).where(Entry.id == entry_id).values(wrapped_key=b"J" * 60))
    put_aside(priya, entry_id)
    assert len(deleting.recently(priya.keys, priya.person_id)) == 1
    assert own_share_ids(priya.person_id, entry_id) == []


def test_its_themes_are_counted_while_it_is_there(priya: Enrolled) -> None:
    window = open_window()
    entry_id = write(priya, "First.", finished=False)
    ticked = Words(2, themes=("child-voice",), counted=True, finished=True)
    before = entries.open_(priya.keys, priya.person_id, entry_id).document
    saved = saving.store(priya.keys, priya.person_id, entry_id, 1, Edit(new_id()), ticked)
    deleting.counting.count(priya.keys, before, saved.document)
    assert window.counted() == {"child-voice"}
    put_aside(priya, entry_id)
    assert window.counted() == set()
    put_back(priya, entry_id)
    assert window.counted() == {"child-voice"}


def test_words_kept_from_its_pages_outlive_it(priya: Enrolled) -> None:
    entry_id = write(priya, "First.")
    put_aside(priya, entry_id)
    with write_unit():
        deleting.erase(priya.person_id, entry_id)
    with write_unit():
        rescuing.receive(priya.person_id, share_id=new_id(), entry_id=entry_id, giver="M", title="", text="Later.")
    (waiting,) = rescuing.waiting(priya.person_id)
    assert rescuing.open_(priya.keys, priya.person_id, waiting.id).text == "Later."
