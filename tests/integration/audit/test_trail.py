"""The trail: rows are only added, linked in order, and every later change of one is found and named."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update

from reflect.audit import chain, reading, sealing, trail, verifying
from reflect.audit.events import EVENTS
from reflect.audit.models import AuditEvent, AuditHead
from reflect.core.clock import earlier
from reflect.core.ids import new_id
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once

KEY = bytes(range(32))
PERSON, ACTOR = new_id(), new_id()


def add(times: int = 5) -> None:
    for _time in range(times):
        with write_unit():
            trail.record("signed-in", actor=PERSON, about=PERSON, session=new_id())


def faults() -> list[str]:
    return verifying.verify(KEY).faults


def at(position: int) -> AuditEvent:
    return db.session.scalars(select(AuditEvent).where(AuditEvent.position == position)).one()


@pytest.fixture
def sealed(app: Flask) -> None:
    add()
    assert sealing.seal(KEY) == 5


def test_what_was_added_is_linked_once(app: Flask) -> None:
    add(3)
    assert verifying.verify(KEY).unlinked == 3
    assert sealing.seal(KEY) == 3
    assert sealing.seal(KEY) == 0
    add(2)
    found = verifying.verify(KEY)
    assert (found.linked, found.unlinked, found.faults) == (3, 2, [])
    sealing.seal(KEY)
    assert (verifying.verify(KEY).linked, faults()) == (5, [])


def test_an_empty_trail_is_whole(app: Flask) -> None:
    assert sealing.seal(KEY) == 0
    assert faults() == []


def test_what_is_linked_while_somebody_looks_is_no_fault(app: Flask) -> None:
    add(2)
    sealing.seal(KEY)
    add(2)
    linked = []

    def seal_before_the_head_is_read(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM audit_head" in statement and not linked:
            linked.append(0)
            linked[:] = at_once(app, lambda: sealing.seal(KEY))

    event.listen(db.engine, "before_cursor_execute", seal_before_the_head_is_read)
    try:
        found = verifying.verify(KEY)
    finally:
        event.remove(db.engine, "before_cursor_execute", seal_before_the_head_is_read)
    assert linked == [2]
    assert (found.linked, found.unlinked, found.faults) == (2, 2, [])


def test_many_are_linked_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    monkeypatch.setattr(verifying, "STEP", 2)
    add(5)
    assert sealing.seal(KEY) == 5
    assert verifying.verify(KEY).linked == 5
    assert faults() == []


@pytest.mark.parametrize(
    "change",
    [
        {"event": "signed-out"},
        {"details": {"session": "another"}},
        {"actor_id": ACTOR},
        {"about_id": None},
        {"link": bytes(32)},
    ],
)
@pytest.mark.usefixtures("sealed")
def test_a_changed_row_is_named(change: dict[str, object]) -> None:
    with write_unit():
        db.session.execute(update(AuditEvent).where(AuditEvent.position == 3).values(**change))
    assert faults()[0].startswith("Row 3 (")


@pytest.mark.usefixtures("sealed")
def test_another_time_is_a_change() -> None:
    with write_unit():
        at(2).happened_at += timedelta(seconds=1)
    assert faults()[0].startswith("Row 2 (")


@pytest.mark.usefixtures("sealed")
def test_a_missing_row_is_named() -> None:
    with write_unit():
        db.session.execute(delete(AuditEvent).where(AuditEvent.position == 3))
    assert faults() == ["Row 3 is missing."]


@pytest.mark.usefixtures("sealed")
def test_a_cut_off_end_is_named() -> None:
    with write_unit():
        db.session.execute(delete(AuditEvent).where(AuditEvent.position >= 4))
    assert faults() == ["Rows 4 to 5 are missing."]


@pytest.mark.usefixtures("sealed")
def test_a_row_put_in_is_named() -> None:
    with write_unit():
        for position in (5, 4, 3):
            at(position).position = position + 1
            db.session.flush()
        row = at(2)
        db.session.add(
            AuditEvent(
                id=new_id(), happened_at=row.happened_at, event="signed-out", details={}, position=3, link=bytes(32)
            )
        )
    assert faults()[0].startswith("Row 3 (")


@pytest.mark.usefixtures("sealed")
def test_a_chain_that_was_made_again_is_not_the_signed_one() -> None:
    with write_unit():
        end = at(2).link
        assert end is not None
        for position in (3, 4, 5):
            row = at(position)
            row.actor_id = ACTOR
            row.link = end = chain.link(end, row)
            db.session.flush()
    assert faults() == ["The end of the chain is not the signed one: rows up to 5 were rewritten or added."]


@pytest.mark.usefixtures("sealed")
def test_a_head_signed_with_another_key_is_found() -> None:
    with write_unit():
        head = db.session.get_one(AuditHead, 1)
        head.signature = chain.sign(bytes(32), head.position, head.link)
    assert faults() == ["The head is not signed with this key."]


@pytest.mark.usefixtures("sealed")
def test_a_missing_head_is_found() -> None:
    with write_unit():
        db.session.execute(delete(AuditHead))
    assert faults() == ["Rows are linked, but there is no signed head."]


@pytest.mark.parametrize(
    ("event", "details"),
    [
        ("nobody-declared-this", {}),
        ("signed-in", {}),
        ("signed-in", {"session": new_id(), "words": "x"}),
        ("signed-in", {"session": "the words that somebody typed"}),
        ("signed-in", {"session": "x" * 121}),
        ("signed-in", {"session": ""}),
    ],
)
def test_only_declared_details_get_in(app: Flask, event: str, details: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"event|detail"), write_unit():
        trail.record(event, **details)
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_an_event_is_there_exactly_when_what_it_tells_of_is(app: Flask) -> None:
    def enrol_in_vain() -> None:
        with write_unit():
            trail.record("enrolled", actor=PERSON, about=PERSON)
            raise LookupError

    with pytest.raises(LookupError):
        enrol_in_vain()
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_a_person_sees_the_events_about_them_newest_first(app: Flask) -> None:
    add(3)
    with write_unit():
        trail.record("suspended", actor=ACTOR, about=ACTOR)
    rows, _older = reading.page_of(AuditEvent.about_id == PERSON)
    assert [row.about_id for row in rows] == [PERSON] * 3
    assert [row.happened_at for row in rows] == sorted((row.happened_at for row in rows), reverse=True)
    assert reading.page_of(AuditEvent.about_id == PERSON, rows[1].id) == ([rows[2]], None)


def test_nothing_that_would_show_who_writes_or_takes_part_is_an_event() -> None:
    words = " ".join(EVENTS)
    for telling in ("saved", "draft", "contribut", "withdr", "entry", "wrote", "theme"):
        assert telling not in words


def test_a_trail_that_nobody_seals_is_noticed_after_ten_minutes(app: Flask) -> None:
    assert not sealing.late()
    with earlier(timedelta(minutes=9)):
        add(1)
    assert not sealing.late()
    with earlier(timedelta(minutes=11)):
        add(1)
    assert sealing.late()
    sealing.seal(KEY)
    assert not sealing.late()
