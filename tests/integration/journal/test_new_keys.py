"""After a rotation everything still opens, new words have a new key, and old keys write nothing."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity import rotation
from reflect.identity.keyring import KeysReplaced
from reflect.journal import entries, kept, ready, saving, stopping
from reflect.journal.document import Words, blank
from reflect.journal.models import Entry, KeptComment, ReadyShare
from reflect.journal.ordering import Edit
from reflect.sharing import reader
from reflect.sharing.comments import StoppedComment
from reflect.sharing.models import PinnedKey, Share
from reflect.storage.db import db, write_unit
from reflect.themes.models import Choices
from reflect.vault.entries import entry_key, open_body, open_comment, open_ready
from reflect.vault.errors import CannotOpen
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.writing import write


def rotated(app: Flask, person: Enrolled) -> Enrolled:
    extensions = app.extensions
    keys, _code = rotation.rotate(person.keys, PASSPHRASE, extensions["reflect_peppers"], extensions["reflect_cost"])
    return replace(person, keys=keys)


def save(author: Enrolled, entry_id: str, base: int, answer: str) -> saving.Saved:
    return saving.store(
        author.keys, author.person_id, entry_id, base, Edit(new_id()), Words(1, answer=answer), first=blank("x")
    )


def test_entries_open_with_the_new_keys_and_no_longer_with_the_old(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Shah")
    entry_id = write(priya, "words", title="A title")
    renewed = rotated(app, priya)
    assert entries.open_(renewed.keys, renewed.person_id, entry_id).document.title == "A title"
    assert entries.heads(renewed.keys, renewed.person_id).rows[0].title == "A title"
    with pytest.raises(CannotOpen):
        entries.open_(priya.keys, priya.person_id, entry_id)


def test_what_was_damaged_keeps_nobody_from_new_keys(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Shah"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    damaged, whole = write(priya, "words"), write(priya, "others", title="Whole")
    shared(priya, marcus, snapshot(entry_id=whole))
    with write_unit():
        db.session.execute(update(Entry).where(Entry.id == damaged).values(wrapped_key=b"damaged"))
        db.session.execute(update(Share).values(owner_key=b"damaged"))
        db.session.execute(update(PinnedKey).values(sealed=b"damaged"))
        db.session.execute(delete(Choices))
        db.session.add(Choices(person_id=priya.person_id, sealed=b"damaged"))
    renewed = rotated(app, priya)
    assert entries.open_(renewed.keys, renewed.person_id, whole).document.title == "Whole"
    with pytest.raises(CannotOpen):
        entries.open_(renewed.keys, renewed.person_id, damaged)


def test_old_keys_write_nothing(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Shah")
    rotated(app, priya)
    with pytest.raises(KeysReplaced):
        save(priya, new_id(), 0, "under old keys")
    assert db.session.scalar(select(Entry.id)) is None


def test_the_first_words_after_a_rotation_have_a_key_that_the_old_one_does_not_open(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Shah")
    entry_id = write(priya, "before")
    wrapped_before = db.session.scalar(select(Entry.wrapped_key))
    assert wrapped_before is not None
    old_key = entry_key(priya.keys, entry_id, wrapped_before)
    comment = StoppedComment(new_id(), new_id(), now(), b'{"html": "<p>a comment</p>"}')
    with write_unit():
        kept.keep_comments(priya.keys, priya.person_id, entry_id, new_id(), [comment])
    renewed = rotated(app, priya)
    save(renewed, entry_id, 1, "after")
    row = db.session.execute(entries._PRESENT, {"entry": entry_id, "author": priya.person_id}).one()
    with pytest.raises(CannotOpen):
        open_body(old_key, row.number, row.body)
    texts = [
        entries.open_(renewed.keys, renewed.person_id, entry_id, number).document.parts[0].answer for number in (1, 2)
    ]
    assert texts == ["before", "after"]
    assert kept.kept_comments(renewed.keys, renewed.person_id, entry_id)[0].first.html == "<p>a comment</p>"


def test_what_is_put_into_an_entry_after_a_rotation_opens_with_no_earlier_key(app: Flask, people: People) -> None:
    """Not only words: what is kept ready, and comments that move in when sharing stops."""
    priya, marcus = people.enrol("Priya Shah"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    lin = people.on_roster("Lin Moss")
    entry_ids = [write(priya, "before", title="A title") for _each in range(2)]
    share_id = shared(priya, marcus, snapshot(entry_id=entry_ids[1]))
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share_id, "I noticed it too.")
    old = {row.id: entry_key(priya.keys, *row) for row in db.session.execute(select(Entry.id, Entry.wrapped_key))}
    renewed = rotated(app, priya)
    author = (renewed.keys, renewed.person_id)
    with write_unit():
        ready.keep_ready(*author, entry_ids[0], lin, [0], "a note", now().date())
    with write_unit():
        stopping.stop_one(*author, share_id)

    (row,) = db.session.scalars(select(ReadyShare))
    with pytest.raises(CannotOpen):
        open_ready(old[entry_ids[0]], row.id, lin, row.sealed)
    (comment,) = db.session.scalars(select(KeptComment))
    with pytest.raises(CannotOpen):
        open_comment(old[entry_ids[1]], share_id, comment.id, marcus.person_id, comment.sealed)
    (waiting,) = ready.ready_of(*author)
    assert ready.choice_of(*author, entry_ids[0], waiting.id).note == "a note"
    assert "I noticed it too." in kept.kept_comments(*author, entry_ids[1])[0].first.html
    for entry_id in entry_ids:
        assert entries.open_(*author, entry_id).document.parts[0].answer == "before"
        assert {head.title for head in entries.heads(*author).rows} == {"A title"}
        assert save(renewed, entry_id, 1, "after").revision == 2


@pytest.mark.parametrize("what", [KeptComment.sealed, ReadyShare.sealed, Entry.head], ids=str)
def test_what_was_damaged_beside_the_words_keeps_nobody_from_writing_after_a_rotation(
    app: Flask, people: People, what: InstrumentedAttribute[bytes]
) -> None:
    priya, lin = people.enrol("Priya Shah"), people.on_roster("Lin Moss")
    entry_id = write(priya, "before")
    comment = StoppedComment(new_id(), new_id(), now(), b'{"html": "<p>a comment</p>"}')
    with write_unit():
        kept.keep_comments(priya.keys, priya.person_id, entry_id, new_id(), [comment])
        ready.keep_ready(priya.keys, priya.person_id, entry_id, lin, [0], "a note", now().date())
    with write_unit():
        db.session.execute(update(what.class_).values({what.key: b"damaged"}))
    renewed = rotated(app, priya)
    assert save(renewed, entry_id, 1, "after").revision == 2
    assert entries.open_(renewed.keys, renewed.person_id, entry_id).document.parts[0].answer == "after"
