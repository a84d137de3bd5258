"""The reader's side: what is listed, what opening does, what a comment may be."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.sharing import reader
from reflect.sharing.comments import LONGEST
from reflect.sharing.models import Comment, Receipt, Share
from reflect.sharing.snapshot import Part, Snapshot
from reflect.storage.db import db, write_unit
from tests.support.sharing import NOTE, TITLE, listed, shared, snapshot


def read(person, share_id):
    with write_unit():
        return reader.open_share(person.keys, person.person_id, share_id)


def answer(person, share_id, text):
    with write_unit():
        return reader.comment(person.keys, person.person_id, share_id, text)


def test_the_list_shows_titles_and_notes_newest_first_and_leaves_no_receipt(priya, marcus):
    with time_machine.travel(now() + timedelta(hours=1), tick=False) as clock:
        first = shared(priya, marcus, snapshot(title="Home visit"))
        clock.shift(60)
        second = shared(priya, marcus, snapshot(title="Duty desk"))

        rows = listed(marcus)

    assert [(row.share_id, row.title) for row in rows] == [(second, "Duty desk"), (first, "Home visit")]
    assert {(row.owner_name, row.owner_first_name, row.note) for row in rows} == {("Priya Shah", "Priya", NOTE)}
    assert [row.last_opened_at for row in rows] == [None, None]
    assert db.session.scalar(select(func.count()).select_from(Receipt)) == 0


def test_every_opening_leaves_a_receipt_that_says_who_when_and_which_revision(priya, marcus):
    copy = snapshot(revision=7)
    opened_at = now() + timedelta(hours=1)
    with time_machine.travel(opened_at, tick=False) as clock:
        share_id = shared(priya, marcus, copy)
        read(marcus, share_id)
        clock.shift(60)
        read(marcus, share_id)
        (row,) = listed(marcus)

    receipts = db.session.scalars(select(Receipt).order_by(Receipt.opened_at)).all()
    assert [(r.opened_at - opened_at).seconds for r in receipts] == [0, 60]
    assert {(r.share_id, r.owner_id, r.reader_id, r.entry_id, r.entry_revision) for r in receipts} == {
        (share_id, priya.person_id, marcus.person_id, copy.entry_id, 7)
    }
    assert row.last_opened_at == receipts[-1].opened_at


def test_the_reader_sees_the_chosen_answers_and_the_comments(priya, marcus):
    copy = snapshot()
    share_id = shared(priya, marcus, copy)
    answer(marcus, share_id, "I noticed this.")

    opened = read(marcus, share_id)

    assert (opened.title, opened.note, opened.parts) == (TITLE, NOTE, copy.parts)
    assert (opened.owner_name, opened.owner_first_name) == ("Priya Shah", "Priya")
    (thread,) = opened.threads
    assert (thread.first.author_name, thread.first.html) == ("Marcus Bell", "<p>I noticed this.</p>\n")


def test_html_that_came_from_somebody_else_is_cleaned_again(priya, marcus):
    hostile = Snapshot(
        entry_id=new_id(),
        entry_revision=1,
        title="<b>Title</b>",
        note="",
        parts=(Part("<b>Question</b>", "<p onclick=x>fine</p><script>alert(1)</script><img src=x>"),),
    )
    opened = read(marcus, shared(priya, marcus, hostile))

    assert "<script" not in opened.parts[0].html
    assert "onclick" not in opened.parts[0].html
    assert "<img" not in opened.parts[0].html
    assert "<p>fine</p>" in opened.parts[0].html


def test_a_comment_keeps_the_words_and_drops_what_is_not_words(priya, marcus):
    share_id = shared(priya, marcus)
    answer(marcus, share_id, "I *wonder* <script>alert(1)</script> [here](https://example.org)")

    comment = read(marcus, share_id).threads[0].first

    assert "<em>wonder</em>" in comment.html
    assert "<script" not in comment.html
    assert "<a" not in comment.html


@pytest.mark.parametrize("text", ["", "   \n\t", "x" * (LONGEST + 1)])
def test_an_empty_comment_and_one_that_is_too_long_are_refused(priya, marcus, text):
    share_id = shared(priya, marcus)
    with pytest.raises(BadInput) as refusal:
        answer(marcus, share_id, text)
    assert refusal.value.sentence
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_the_longest_comment_fits(priya, marcus):
    share_id = shared(priya, marcus)
    answer(marcus, share_id, "é" * LONGEST)
    assert "é" * LONGEST in read(marcus, share_id).threads[0].first.html


@pytest.mark.parametrize("column", ["head", "body", "reader_key"])
def test_a_damaged_copy_says_so_and_leaves_no_receipt(priya, marcus, column):
    share_id = shared(priya, marcus)
    sealed = db.session.scalar(select(getattr(Share, column)))
    with write_unit():
        db.session.execute(update(Share).values({column: sealed[:-1] + bytes([sealed[-1] ^ 1])}))

    with pytest.raises(Conflict, match="does not open"):
        read(marcus, share_id)
    assert db.session.scalar(select(func.count()).select_from(Receipt)) == 0
    (row,) = listed(marcus)
    assert row.title == (TITLE if column == "body" else None)


def test_a_copy_under_another_row_does_not_open(priya, marcus):
    one, other = shared(priya, marcus, snapshot("the one")), shared(priya, marcus, snapshot("the other"))
    body = db.session.scalar(select(Share.body).where(Share.id == one))
    with write_unit():
        db.session.execute(update(Share).where(Share.id == other).values(body=body))

    with pytest.raises(Conflict):
        read(marcus, other)


def test_a_comment_put_in_anothers_name_says_that_it_does_not_open(priya, marcus):
    share_id = shared(priya, marcus)
    answer(marcus, share_id, "I noticed this.")
    with write_unit():
        db.session.execute(update(Comment).values(author_id=priya.person_id))

    comment = read(marcus, share_id).threads[0].first

    assert "does not open" in comment.html
    assert "noticed" not in comment.html


def test_an_id_that_is_nobodys_is_not_found(marcus):
    with pytest.raises(NotFound) as refusal:
        read(marcus, new_id())
    assert refusal.value.sentence == ""
