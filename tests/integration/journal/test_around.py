"""What there is around a reflection is found, each for itself, and for its author alone."""

from dataclasses import asdict

from flask import Flask

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.journal import continuing, kept, ready
from reflect.journal.around import around
from reflect.sharing import grants, reader
from reflect.sharing.comments import StoppedComment
from reflect.storage.db import write_unit
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.writing import write


def found(person: Enrolled, entry_id: str) -> set[str]:
    return {name for name, there in asdict(around(person.person_id, entry_id)).items() if there}


def test_each_thing_is_found_and_only_by_the_author_of_the_reflection(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya, marcus = people.enrol("Priya Shah"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    first, entry_id, later = (write(priya, "an answer") for _number in range(3))
    assert found(priya, entry_id) == set()

    with write_unit():
        ready.keep_ready(priya.keys, priya.person_id, entry_id, marcus.person_id, [0], "", now().date())
    assert found(priya, entry_id) == {"ready"}
    share_id = shared(priya, marcus, snapshot(entry_id=entry_id))
    assert found(priya, entry_id) == {"ready", "shares"}
    with write_unit(receipt=True):
        reader.open_share(marcus.keys, marcus.person_id, share_id)
    assert found(priya, entry_id) == {"ready", "shares", "receipts"}
    with write_unit():
        grants.stop(priya.keys, priya.person_id, share_id)
    assert found(priya, entry_id) == {"ready", "receipts"}
    said = StoppedComment(new_id(), marcus.person_id, now(), b'{"text": "", "html": ""}')
    with write_unit():
        kept.keep_comments(priya.keys, priya.person_id, entry_id, share_id, [said])
    assert found(priya, entry_id) == {"ready", "receipts", "kept"}
    with write_unit():
        continuing.link(priya.person_id, entry_id, first)
    assert found(priya, entry_id) == {"ready", "receipts", "kept", "thread"}
    assert found(priya, first) == {"thread"}, "from both its ends"
    assert found(priya, later) == set()
    assert found(marcus, entry_id) == set()
