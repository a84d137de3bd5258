"""A record is written by one and acknowledged by both, then frozen. What is added, the other acknowledges."""

import pytest
from flask import Flask
from sqlalchemy import select

from reflect.core.errors import BadInput, Conflict, NotFound, Refused
from reflect.notices.models import Notice
from reflect.storage.db import db, write_unit
from reflect.supervision import reading, records
from reflect.supervision.models import RecordKey, Session
from reflect.supervision.record_words import LONGEST, Addition
from reflect.supervision.words_of_session import SessionWords
from tests.support.at_once import at_once
from tests.support.supervision import WORDS, Supervised, opened, terms


def test_from_notes_to_a_frozen_record_and_an_addition(app: Flask) -> None:
    pair = Supervised.begun(app)
    session_id = pair.written()
    assert [row.waits_for_me for row in reading.waiting_for(pair.marcus.person_id)] == [True]
    assert reading.waiting_for(pair.priya.person_id) == []
    waits = opened(pair.marcus, session_id)
    assert (waits.signed, waits.mine_to_acknowledge, waits.first.words) == (False, True, WORDS)
    pair.written(session_id, by=pair.marcus, replaces=waits.digest)  # Marcus had something to mend
    pair.acknowledged(session_id, by=pair.priya)
    signed = opened(pair.priya, session_id)
    assert (signed.signed, signed.whole, signed.by) == (True, True, "Marcus Bell")
    assert db.session.get_one(Session, session_id).state == "signed"
    assert pair.added(session_id) == 2
    added = opened(pair.marcus, session_id).additions[0]
    assert (added.text, added.mine_to_acknowledge, added.acknowledged_at) == ("The school was rung.", True, None)
    pair.acknowledged(session_id, version=2)
    done = opened(pair.priya, session_id).additions[0]
    assert done.acknowledged_at is not None
    assert not done.mine_to_acknowledge
    kinds = set(db.session.scalars(select(Notice.kind).where(Notice.person_id == pair.marcus.person_id)))
    assert {"record-written", "record-acknowledged", "record-added-to"} <= kinds


def test_nothing_writes_over_a_signed_record(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    session_id = pair.signed()
    before = [(row.sealed, row.digest) for row in records.versions(session_id)]
    with pytest.raises(Conflict, match="signed"):
        pair.written(session_id, replaces=before[0][1])
    with pytest.raises(Conflict, match="again or acknowledged"):
        pair.acknowledged(session_id)
    pair.added(session_id)
    with write_unit(), pytest.raises(Conflict, match="in the meantime"):
        records.append(pair.marcus.keys, pair.marcus.person_id, session_id, Addition("late"), base=1)
    with pytest.raises(BadInput, match="Write what"):
        pair.added(session_id, " ")
    with pytest.raises(BadInput, match="by 1 character"):
        pair.added(session_id, "x" * (LONGEST + 1))
    assert [(row.sealed, row.digest) for row in records.versions(session_id)][:1] == before
    pair.people.end_supervision(pair.id)
    with pytest.raises(Refused, match="ended"):
        pair.added(session_id)
    assert opened(pair.marcus, session_id).first.words == WORDS  # both read it after it ended
    pair.acknowledged(session_id, version=2)  # and answer what waits


def test_a_record_is_made_of_a_session_that_was_held_and_nothing_else(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    for state, words, sentence in (("planned", WORDS, "was held"), ("held", SessionWords(), "Nothing is written")):
        session_id = pair.session(state=state, words=None)
        with pytest.raises(Conflict, match=sentence):
            records.draft(pair.priya.keys, pair.priya.person_id, session_id, words)
    session_id = pair.session()
    with pytest.raises(Conflict, match="signed by both"):
        pair.added(session_id)
    pair.written(session_id)
    with pytest.raises(Conflict, match="Read it first"):
        pair.written(session_id, by=pair.marcus)  # on a page from before
    with write_unit(), pytest.raises(Conflict, match="Read it again"):
        records.acknowledge(pair.marcus.keys, pair.marcus.person_id, session_id, 1, "00" * 32)
    dev = pair.people.enrol("Dev Malik", roles=("administrator",))
    for verb in (pair.acknowledged, pair.written):
        with pytest.raises(NotFound):
            verb(session_id, by=dev)
    with pytest.raises(Conflict, match="again or acknowledged"):
        pair.acknowledged(session_id, by=pair.priya)  # nobody acknowledges for the other
    pair.agree_again(terms(weeks=2))
    with pytest.raises(Conflict, match="agreed anew"):
        pair.acknowledged(session_id)


def test_of_two_who_acknowledge_at_once_one_does(app: Flask) -> None:
    pair = Supervised.begun(app)
    session_id = pair.written()

    def try_() -> str:
        try:
            pair.acknowledged(session_id)
        except Conflict:
            return "refused"
        return "done"

    assert sorted(at_once(app, try_, try_)) == ["done", "refused"]
    assert opened(pair.priya, session_id).whole


def test_a_record_with_a_damaged_key_or_words_says_so(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)
    session_id = pair.signed()
    with write_unit():
        db.session.get_one(RecordKey, (session_id, pair.priya.person_id)).sealed = b"H\x01\x01nothing"
    with pytest.raises(Conflict, match="outside"):
        opened(pair.priya, session_id)
    with pytest.raises(Conflict, match="outside"):
        pair.added(session_id)
