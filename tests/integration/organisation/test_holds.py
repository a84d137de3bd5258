"""A hold keeps what is a person's from being destroyed, is shown to them, and opens nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.journal import deleting
from reflect.notices.models import Notice
from reflect.organisation import holds
from reflect.organisation.models import Person
from reflect.organisation.scope import person_protected
from reflect.storage.db import db, write_unit
from tests.support.people import TEAM, Enrolled, People
from tests.support.searches import an_officer, hold, lift, row_of
from tests.support.writing import write


def deleted(author: Enrolled) -> str:
    entry_id = write(author, "Words.", title="A title")
    deleting.put_aside(author.keys, author.person_id, entry_id)
    return entry_id


def titles(author: Enrolled) -> list[str]:
    return [each.title for each in deleting.recently(author.keys, author.person_id)]


def test_nothing_that_was_deleted_is_destroyed_while_it_lasts(people: People, olu: Enrolled, priya: Enrolled) -> None:
    sam = people.enrol("Sam Reed")
    entry_id = deleted(priya)
    deleted(sam)
    hold(olu, priya)
    with pytest.raises(Conflict, match="Nothing is destroyed until it is lifted"), write_unit():
        deleting.erase(priya.person_id, entry_id)
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        assert deleting.overdue() == 1, "of Sam alone"
        with write_unit():
            assert deleting.erase_overdue() == 1
        deleting.erase_at_unlock(priya.person_id)
        assert titles(priya) == ["A title"]
        deleting.put_back(priya.keys, priya.person_id, entry_id)
        deleting.put_aside(priya.keys, priya.person_id, entry_id)
    with time_machine.travel(now() + timedelta(days=45), tick=False):
        assert titles(priya) == ["A title"]
        lift(olu, priya.person_id)
        assert titles(priya) == []
        assert deleting.overdue() == 1
        deleting.erase_at_unlock(priya.person_id)
        assert deleting.overdue() == 0


def test_it_lies_on_somebody_with_every_journal_they_have(people: People, olu: Enrolled, priya: Enrolled) -> None:
    first, later = people.enrol("First Journal"), people.enrol("Later Journal")
    _goes_on_as(first, priya.person_id)
    hold(olu, priya)
    assert [holds.held(each.person_id) for each in (first, priya, later)] == [True, True, False]
    for earlier in (first, priya):
        _goes_on_as(earlier, later.person_id)
    assert [holds.held(each.person_id) for each in (first, priya, later)] == [True, True, True]
    assert len(holds.holds_on(later.person_id)) == 1
    (listed,) = holds.holds_seen_by(olu.person_id)
    assert (listed.person_id, listed.name) == (later.person_id, "Later Journal")
    with pytest.raises(Conflict):
        hold(olu, later)
    db.session.rollback()
    lift(olu, listed.person_id)
    assert not any(holds.held(each.person_id) for each in (first, priya, later))


def test_the_person_is_told_and_the_trail_keeps_ids_and_our_words(olu: Enrolled, priya: Enrolled) -> None:
    hold(olu, priya, "legal-claim")
    (shown,) = holds.holds_on(priya.person_id)
    assert (shown.reason_words, shown.placed_by) == ("A claim in law", "Olu Daniels")
    lift(olu, priya.person_id)
    assert holds.holds_on(priya.person_id) == []
    notices = db.session.execute(select(Notice.person_id, Notice.kind, Notice.details).order_by(Notice.made_at)).all()
    assert [tuple(row) for row in notices] == [
        (priya.person_id, kind, {"name": "Olu Daniels"}) for kind in ("hold-placed", "hold-lifted")
    ]
    placed_and_lifted = select(AuditEvent).where(AuditEvent.event.startswith("hold-"))
    events = db.session.scalars(placed_and_lifted.order_by(AuditEvent.happened_at)).all()
    assert [(event.event, event.actor_id, event.about_id, event.details) for event in events] == [
        ("hold-placed", olu.person_id, priya.person_id, {"reason": "legal-claim"}),
        ("hold-lifted", olu.person_id, priya.person_id, {}),
    ]


def test_only_an_officer_of_that_part_of_the_organisation_sees_or_places_it(
    people: People, olu: Enrolled, priya: Enrolled
) -> None:
    police = an_officer(people, "Ana Silva", unit=("Northbridge", "Police"))
    whole = an_officer(people, "Rosa Whole", unit=TEAM[:1])
    hold_id = hold(olu, priya)
    assert holds.hold_seen_by(whole.person_id, hold_id).id == hold_id
    for other in (police, priya):
        assert holds.holds_seen_by(other.person_id) == []
        with pytest.raises(NotFound):
            holds.hold_seen_by(other.person_id, hold_id)
        with pytest.raises(NotFound):
            person_protected(other.person_id, priya.person_id)
    with pytest.raises(BadInput), write_unit():
        holds.place(olu.person_id, row_of(olu.person_id), "because")
    lift(whole, priya.person_id)
    with pytest.raises(Conflict):
        lift(olu, priya.person_id)
    db.session.rollback()
    with pytest.raises(NotFound):
        holds.hold_seen_by(olu.person_id, hold_id)


def _goes_on_as(person: Enrolled, person_id: str) -> None:
    with write_unit():
        earlier = db.session.get_one(Person, person.person_id)
        earlier.left_at, earlier.continued_as = now(), person_id
