"""The author's side: with whom, what is kept, and what stopping leaves."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound, Refused
from reflect.core.ids import new_id
from reflect.organisation import roster
from reflect.sharing import grants, overview, reader, replies
from reflect.sharing.models import Comment, Receipt, Share
from reflect.storage.db import db, write_unit
from tests.support.sharing import ANSWER, NOTE, QUESTION, TITLE, choices, granted, shared, snapshot, stopped


def read(person, share_id):
    with write_unit():
        return reader.open_share(person.keys, person.person_id, share_id)


def answer(person, share_id, text, **where):
    with write_unit():
        return reader.comment(person.keys, person.person_id, share_id, text, **where)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_choice_is_the_confirmed_supervisors_and_their_keys(people, priya, marcus):
    unconfirmed = people.enrol("Ines Okoro", roles=("supervisor",))
    people.supervise(priya, unconfirmed, confirmed=False)
    people.enrol("Tom Adeyemi", roles=("supervisor",))

    (choice,) = choices(priya)

    assert (choice.person_id, choice.name, choice.first_name) == (marcus.person_id, "Marcus Bell", "Marcus")
    assert choice.basis == "supervision"
    assert choice.fingerprint == choice.public_key.fingerprint()
    assert choice.pin == "none"


def test_a_supervisor_without_an_account_can_be_seen_but_not_shared_with(people, priya):
    lena_id = people.on_roster("Lena Frost", roles=("supervisor",))
    with write_unit():
        roster.supervise(priya.person_id, lena_id, confirmed=True)

    lena = next(r for r in choices(priya) if r.person_id == lena_id)

    assert (lena.public_key, lena.fingerprint, lena.pin) == (None, None, "none")
    with pytest.raises(Refused), write_unit():
        grants.grant(priya.keys, priya.person_id, lena_id, snapshot(), now() + timedelta(days=1), fingerprint="")


def test_the_author_sees_what_they_shared_who_opened_it_and_the_answer(priya, marcus):
    copy = snapshot(revision=4)
    share_id = shared(priya, marcus, copy)
    opened = read(marcus, share_id)
    answer(marcus, share_id, "I noticed *the pause*.")

    (own,) = overview.shares_of_entry(priya.keys, priya.person_id, copy.entry_id)

    assert (own.id, own.reader_name, own.reader_first_name) == (share_id, "Marcus Bell", "Marcus")
    assert (own.title, own.note, own.parts, own.entry_revision) == (TITLE, NOTE, copy.parts, 4)
    assert own.live
    assert len(own.receipts) == 1
    assert own.created_at == opened.created_at
    comment = own.threads[0].first
    assert comment.author_name == "Marcus Bell"
    assert comment.html == "<p>I noticed <em>the pause</em>.</p>\n"


def test_an_author_sees_nothing_of_another_authors_entry(people, priya, marcus):
    copy = snapshot()
    share_id = shared(priya, marcus, copy)
    other = people.enrol("Owen Price")

    assert overview.shares_of_entry(other.keys, other.person_id, copy.entry_id) == []
    assert overview.receipts_of_entry(other.person_id, copy.entry_id) == []
    assert overview.readers_by_entry(other.person_id) == {}
    with pytest.raises(NotFound):
        stopped(other, share_id)
    with write_unit():
        grants.erase_for_entry(other.person_id, copy.entry_id)
    assert read(marcus, share_id).parts == copy.parts


def test_the_list_of_entries_names_those_who_can_read_each_now(people, priya, marcus):
    ines = people.enrol("Ines Okoro", roles=("supervisor",))
    relation = people.supervise(priya, ines)
    both, one = snapshot(), snapshot()
    shared(priya, marcus, both)
    shared(priya, ines, both)
    shared(priya, marcus, one)

    assert overview.readers_by_entry(priya.person_id) == {
        both.entry_id: ["Ines Okoro", "Marcus Bell"],
        one.entry_id: ["Marcus Bell"],
    }
    people.end_supervision(relation)
    assert overview.readers_by_entry(priya.person_id)[both.entry_id] == ["Marcus Bell"]


def test_a_newer_snapshot_replaces_the_older_says_what_is_new_and_keeps_the_conversation(priya, marcus):
    entry_id = new_id()
    first = shared(priya, marcus, snapshot("It was quiet.\n\nI left at noon.", entry_id=entry_id))
    asked = answer(marcus, first, "I wonder why.", place=0, quote="left at noon")
    answer(marcus, first, "And this stays.", place=0, quote="IT WAS  quiet")
    with write_unit():
        replies.reply(priya.keys, priya.person_id, first, asked, "I was tired.")

    again = snapshot("It was quiet.\n\nI stayed.", entry_id=entry_id, revision=2)
    assert grants.as_new_to(priya.keys, priya.person_id, marcus.person_id, again).parts[0].new == (1,)
    second = granted(priya, marcus, again)

    assert second.replaced == first
    with pytest.raises(NotFound):
        read(marcus, first)
    opened = read(marcus, second.share_id)
    assert (opened.again, opened.parts[0].taken_out, opened.fewer) == (True, True, False)
    assert [new for _html, new in opened.parts[0].runs()] == [False, True]
    assert "noon" not in str(opened.parts)
    gone, stays = opened.threads
    assert (gone.detached, gone.anchor.quote, gone.replies[0].html) == (True, "left at noon", "<p>I was tired.</p>\n")
    assert (stays.place, stays.anchor.quote) == (0, "It was quiet")
    assert count(Comment) == 3
    (own,) = overview.shares_of_entry(priya.keys, priya.person_id, entry_id)
    assert [each.first.id for each in own.threads] == [gone.first.id, stays.first.id]


def test_a_share_to_another_reader_or_of_another_entry_replaces_nothing(people, priya, marcus):
    ines = people.enrol("Ines Okoro", roles=("supervisor",))
    people.supervise(priya, ines)
    copy = snapshot()
    first = shared(priya, marcus, copy)

    assert granted(priya, ines, copy).replaced is None
    assert granted(priya, marcus, snapshot()).replaced is None
    assert read(marcus, first).parts == copy.parts


def test_stopping_deletes_the_copy_the_keys_and_the_comments_and_keeps_the_receipts(priya, marcus):
    copy = snapshot()
    share_id = shared(priya, marcus, copy)
    read(marcus, share_id)
    first, second = answer(marcus, share_id, "I noticed this."), answer(marcus, share_id, "I wonder.")

    gone = stopped(priya, share_id)

    assert (gone.entry_id, gone.share_id) == (copy.entry_id, share_id)
    assert [comment.comment_id for comment in gone.comments] == [first, second]
    assert set(json.loads(gone.comments[0].text)) == {"text", "html", "cleaner"}
    assert (count(Share), count(Comment), count(Receipt)) == (0, 0, 1)
    (receipt,) = overview.receipts_of_entry(priya.person_id, copy.entry_id)
    assert (receipt.reader_name, receipt.share_id, receipt.entry_revision) == ("Marcus Bell", share_id, 1)
    with pytest.raises(NotFound):
        stopped(priya, share_id)


def test_deleting_an_entry_deletes_every_share_of_it_and_no_other(people, priya, marcus):
    ines = people.enrol("Ines Okoro", roles=("supervisor",))
    people.supervise(priya, ines)
    copy, other = snapshot(), snapshot()
    for person in (marcus, ines):
        answer(person, shared(priya, person, copy), "I noticed this.")
    stays = shared(priya, marcus, other)

    with write_unit():
        grants.erase_for_entry(priya.person_id, copy.entry_id)

    assert db.session.scalars(select(Share.id)).all() == [stays]
    assert count(Comment) == 0


def test_a_share_has_to_end_in_the_future(priya, marcus):
    with pytest.raises(BadInput):
        shared(priya, marcus, days=-1)
    assert count(Share) == 0


def test_nobody_shares_with_themselves_with_strangers_or_in_anothers_name(people, priya, marcus):
    stranger = people.enrol("Tom Adeyemi", roles=("supervisor",))
    for author, other in ((priya, priya), (priya, stranger), (marcus, priya)):
        with pytest.raises(Refused):
            shared(author, other)
    assert count(Share) == 0


@pytest.mark.parametrize("column", ["owner_key", "head", "body"])
def test_what_was_damaged_from_outside_can_still_be_stopped(priya, marcus, column):
    copy = snapshot()
    share_id = shared(priya, marcus, copy)
    with write_unit():
        db.session.execute(update(Share).values({column: b"damaged"}))

    (own,) = overview.shares_of_entry(priya.keys, priya.person_id, copy.entry_id)
    assert (own.id, own.title, own.parts) == (share_id, "", ())
    assert stopped(priya, share_id).comments == []
    assert count(Share) == 0


def test_a_damaged_comment_does_not_take_the_others_with_it(priya, marcus):
    copy = snapshot()
    share_id = shared(priya, marcus, copy)
    damaged, sound = answer(marcus, share_id, "I noticed this."), answer(marcus, share_id, "I wonder.")
    with write_unit():
        db.session.execute(update(Comment).where(Comment.id == damaged).values(sealed=b"damaged"))

    (own,) = overview.shares_of_entry(priya.keys, priya.person_id, copy.entry_id)
    assert ["does not open" in thread.first.html for thread in own.threads] == [True, False]
    assert [comment.comment_id for comment in stopped(priya, share_id).comments] == [sound]


def test_no_word_of_it_is_in_the_row(priya, marcus):
    share_id = shared(priya, marcus)
    answer(marcus, share_id, "I noticed the kestrel too")
    share, comment = db.session.get(Share, share_id), db.session.scalars(select(Comment)).one()

    stored = share.head + share.body + share.owner_key + share.reader_key + comment.sealed
    for words in (ANSWER, TITLE, NOTE, QUESTION, "noticed"):
        assert words.encode() not in stored
