"""What the database promises for going on from a reflection, for the place to go on at, and for a preference."""

from flask import Flask

from reflect.core.ids import new_id
from reflect.journal import continuing, deleting, entries, preferring, saving
from reflect.journal.continuing import Thread
from reflect.journal.document import Words, blank
from reflect.journal.ordering import Edit
from reflect.storage.db import db, write_unit
from tests.support.people import Enrolled, People
from tests.support.writing import write


def go_on(author: Enrolled, earlier_id: str) -> str:
    entry_id = new_id()
    saving.store(
        author.keys,
        author.person_id,
        entry_id,
        0,
        Edit(new_id()),
        Words(1, answer="And then."),
        first=blank("What I wrote"),
        earlier_id=earlier_id,
    )
    return entry_id


def thread(author: Enrolled, entry_id: str) -> tuple[str | None, list[str]]:
    db.session.rollback()
    found = continuing.thread(author.keys, author.person_id, entry_id)
    return found.earlier.id if found.earlier else None, [each.id for each in found.later]


def test_both_know_of_each_other_while_both_are_there_and_nobody_elses_is_linked(app: Flask, people: People) -> None:
    priya, rowan = people.enrol("Priya Shah"), people.enrol("Rowan Ellis")
    first = write(priya, "a")
    second = go_on(priya, first)
    third = go_on(priya, second)
    assert thread(priya, second) == (first, [third])
    assert continuing.thread(rowan.keys, rowan.person_id, second) == Thread(None, ())
    deleting.put_aside(priya.keys, priya.person_id, first)
    assert thread(priya, second) == (None, [third])
    late, strange = go_on(priya, first), go_on(priya, write(rowan, "b"))
    assert thread(priya, late) == thread(priya, strange) == (None, [])
    deleting.put_back(priya.keys, priya.person_id, first)
    assert thread(priya, first) == (None, [second]), "what comes back is linked as it was"


def test_going_on_elsewhere_leaves_the_words_the_revision_and_the_history_alone(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Shah")
    entry_id = write(priya, "a", "", "")
    before = entries.open_(priya.keys, priya.person_id, entry_id)
    saving.store(priya.keys, priya.person_id, entry_id, 1, Edit(new_id()), Words(2, answer="", place=3), "draft")
    db.session.rollback()
    after = entries.open_(priya.keys, priya.person_id, entry_id)
    assert after.document.place == 3
    assert (after.revision, after.saved_at, after.updated_at) == (before.revision, before.saved_at, before.updated_at)
    assert after.document.parts == before.document.parts


def test_suggestions_are_on_until_their_author_switches_them_off(app: Flask, people: People) -> None:
    priya, rowan = people.enrol("Priya Shah"), people.enrol("Rowan Ellis")
    assert preferring.suggests_themes(priya.person_id)
    for wanted in (False, False, True, False):
        with write_unit():
            preferring.suggest_themes(priya.person_id, wanted)
        assert preferring.suggests_themes(priya.person_id) is wanted
    assert preferring.suggests_themes(rowan.person_id)
