"""Who is told of a share, and what the trail keeps: each side learns what concerns it, and no word of the share."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import ReflectError
from reflect.journal.ended import take_back
from reflect.notices.models import Mail, Notice
from reflect.sharing import grants, reader
from reflect.storage.db import db, write_unit
from tests.support.people import Enrolled, People
from tests.support.sharing import ANSWER, NOTE, TITLE, shared, snapshot, stopped

Pair = tuple[Enrolled, Enrolled]
COMMENT = "A word about the kestrel"


@pytest.fixture
def pair(people: People) -> Pair:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    return priya, marcus


def open_once(marcus: Enrolled, share_id: str) -> None:
    with write_unit():
        reader.open_share(marcus.keys, marcus.person_id, share_id)


def events(person: Enrolled) -> list[tuple[str, str | None]]:
    db.session.rollback()
    about = {"shared", "share-opened", "share-stopped", "commented"}
    wanted = select(AuditEvent).where(AuditEvent.about_id == person.person_id, AuditEvent.event.in_(about))
    rows = db.session.scalars(wanted.order_by(AuditEvent.happened_at, AuditEvent.id))
    return [(row.event, row.actor_id) for row in rows]


def told(person: Enrolled) -> list[tuple[str, dict[str, str]]]:
    rows = db.session.scalars(select(Notice).where(Notice.person_id == person.person_id).order_by(Notice.made_at))
    mine = {"shared-with-you", "share-opened", "commented"}
    return [(row.kind, row.details) for row in rows if row.kind in mine]


def test_each_side_is_told_what_concerns_it(app: Flask, pair: Pair) -> None:
    priya, marcus = pair
    share_id = shared(priya, marcus)
    open_once(marcus, share_id)
    open_once(marcus, share_id)
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share_id, COMMENT)
    assert told(marcus) == [("shared-with-you", {"name": "Priya Nair"})]
    assert told(priya) == [("share-opened", {"name": "Marcus Bell"}), ("commented", {"name": "Marcus Bell"})]
    mails = db.session.execute(select(Mail.kind, Mail.address).order_by(Mail.made_at)).all()
    assert [tuple(row) for row in mails] == [
        ("shared-with-you", marcus.email),
        ("share-opened", priya.email),
        ("commented", priya.email),
    ]


def test_the_trail_keeps_who_and_which_and_no_word(app: Flask, pair: Pair) -> None:
    priya, marcus = pair
    share_id = shared(priya, marcus)
    open_once(marcus, share_id)
    with write_unit():
        reader.comment(marcus.keys, marcus.person_id, share_id, COMMENT)
    stopped(priya, share_id)
    assert events(priya) == [
        ("shared", priya.person_id),
        ("share-opened", marcus.person_id),
        ("commented", marcus.person_id),
        ("share-stopped", priya.person_id),
    ]
    assert events(marcus) == []
    kept = " ".join(str(row.details) for row in db.session.scalars(select(AuditEvent)))
    kept += " ".join(str(row.details) for row in db.session.scalars(select(Notice)))
    for words in (TITLE, NOTE, ANSWER, COMMENT):
        assert words not in kept


def test_nothing_is_told_or_kept_of_what_did_not_happen(app: Flask, people: People, pair: Pair) -> None:
    priya, marcus = pair
    share_id = shared(priya, marcus)
    people.suspend(priya)
    with pytest.raises(ReflectError):
        open_once(marcus, share_id)
    with pytest.raises(ReflectError), write_unit():
        reader.comment(marcus.keys, marcus.person_id, share_id, COMMENT)
    assert events(priya) == [("shared", priya.person_id)]
    assert told(priya) == []


def test_a_share_that_ended_by_itself_was_stopped_by_nobody(app: Flask, pair: Pair) -> None:
    priya, marcus = pair
    shared(priya, marcus, days=1)
    with time_machine.travel(now() + timedelta(days=2)):
        take_back(priya.person_id, keys=priya.keys)
        assert events(priya)[-1][0] == "shared", "an entry that is gone keeps it"
    share_id = shared(priya, marcus)
    with write_unit():
        grants.stop(priya.keys, priya.person_id, share_id, by_itself=True)
    assert events(priya)[-1] == ("share-stopped", None)


def test_a_share_that_goes_with_its_entry_or_for_a_newer_one_is_in_the_trail(app: Flask, pair: Pair) -> None:
    priya, marcus = pair
    copy = snapshot()
    shared(priya, marcus, copy)
    shared(priya, marcus, copy)
    with write_unit():
        grants.erase_for_entry(priya.person_id, copy.entry_id)
    assert [name for name, _actor in events(priya)] == ["shared", "share-stopped", "shared", "share-stopped"]
