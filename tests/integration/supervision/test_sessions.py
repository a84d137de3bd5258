"""A pair plans its sessions, moves and cancels them, and holds them. What was brought goes along."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update

from reflect.core.errors import BadInput, Conflict, NotFound, Refused
from reflect.notices.models import Notice
from reflect.storage.db import db, write_unit
from reflect.supervision import actions, agenda, due, feeds, notes, offers, pairing, sessions
from reflect.supervision.ics import calendar_of
from reflect.supervision.models import Action, AgendaItem, CalendarFeed, Session
from reflect.supervision.whole import whole
from reflect.supervision.words_of_session import SessionWords
from reflect.web.days import today
from tests.support.at_once import at_once, one_waits
from tests.support.people import Enrolled, People
from tests.support.sharing import shared, snapshot, stopped
from tests.support.supervision import WORDS, Supervised, agree, propose, terms

TEN = time(10)


def plan(pair: Supervised, days: int = 7, **more: object) -> list[str]:
    with write_unit():
        return sessions.plan(pair.opened(), today() + timedelta(days=days), TEN, 90, **more)  # type: ignore[arg-type]


def row(session_id: str) -> Session:
    return db.session.get_one(Session, session_id)


def uids(pair: Supervised) -> dict[datetime, str]:
    found = calendar_of(sessions.of_pair(pair.id), "Supervision", str)
    return {event.DTSTART: str(event["uid"]) for event in Calendar.from_ical(found).events}


@time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC))
def test_a_row_of_sessions_is_planned_moved_and_cancelled_each_by_itself(app: Flask) -> None:
    pair = Supervised.begun(app)
    ids = plan(pair, weeks=4, until=today() + timedelta(weeks=13))
    # Ten o’clock stays ten o’clock where people are, before and after the clocks change on 29 March.
    planned = [session.planned_for for session in sessions.of_pair(pair.id)]
    assert [moment.hour for moment in planned] == [10, 9, 9, 9]
    assert len({row(each).series_id for each in ids}) == 1
    before = uids(pair)
    mover = partial(sessions.move, pair.opened(pair.marcus), ids[1], today() + timedelta(days=36), time(14, 30), 60)
    with write_unit():
        mover(base=0)
    after = uids(pair)
    assert set(before.values()) == set(after.values())
    assert len(set(before) & set(after)) == 3
    assert (row(ids[1]).changes, row(ids[1]).minutes) == (1, 60)
    with pytest.raises(Conflict), write_unit():
        mover(base=0)  # on a page from before
    for wrong in (BadInput, "nothing typed", " "), (BadInput, "too long", "x" * 1_001):
        with pytest.raises(wrong[0]), write_unit():
            sessions.cancel(pair.opened(), ids[1], wrong[2], base=1)
    with write_unit():
        sessions.cancel(pair.opened(), ids[1], "Court ran late.", base=1)
    assert notes.latest(pair.opened(pair.marcus), ids[1]).words.cancelled == "Court ran late."
    with pytest.raises(Conflict, match="stay as they are"), write_unit():
        notes.save(pair.opened(), ids[1], WORDS, base=1)  # it would take the place of why
    assert (row(ids[1]).state, row(ids[1]).changes, row(ids[1]).cancelled_by) == ("cancelled", 2, pair.priya.person_id)
    told = {tuple(row) for row in db.session.execute(select(Notice.person_id, Notice.kind))}
    assert {
        (pair.marcus.person_id, "sessions-planned"),
        (pair.priya.person_id, "session-moved"),
        (pair.marcus.person_id, "session-cancelled"),
    } <= told
    for wrongly in ({"days": -1}, {"days": 400}, {"days": 7}, {"days": 9, "until": today()}):
        with pytest.raises(BadInput):
            plan(pair, **wrongly)  # type: ignore[arg-type]
    with pytest.raises(BadInput), write_unit():
        sessions.plan(pair.opened(), date.max, TEN, 90, weeks=4, until=date.max)
    with pytest.raises(Conflict, match="later day"), write_unit():
        sessions.hold(pair.opened(), ids[0], base=0)
    stranger = pair.people.enrol("Eve Stone")
    with pytest.raises(NotFound):
        sessions.open_session(stranger.keys, stranger.person_id, ids[0])
    pair.people.end_supervision(pair.id)
    with pytest.raises(Refused):
        sessions.open_session(pair.priya.keys, pair.priya.person_id, ids[0], writes=True)
    assert sessions.open_session(pair.priya.keys, pair.priya.person_id, ids[0])


def test_what_is_done_twice_at_once_is_done_once(app: Flask) -> None:
    people = People(app)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    pair = Supervised(people, priya, marcus, people.supervise(priya, marcus))

    def propose_once() -> int:
        try:
            return propose(priya, pair.id)
        except Conflict:
            return 0

    assert sorted(at_once(app, propose_once, propose_once)) == [0, 1]
    agree(marcus, pair.id)
    share = shared(pair.priya, pair.marcus, snapshot())

    def bring(person: Enrolled) -> None:
        with write_unit():
            agenda.bring_share(person.keys, person.person_id, share)

    def begin_feed() -> str:
        with write_unit():
            return feeds.begin(pair.priya.person_id)

    at_once(app, partial(bring, pair.priya), partial(bring, pair.marcus), partial(bring, pair.priya))
    db.session.rollback()
    assert len(db.session.scalars(select(AgendaItem)).all()) == 1
    tokens = at_once(app, begin_feed, begin_feed, begin_feed)
    db.session.rollback()
    assert len(set(tokens)) == 3
    assert len(db.session.scalars(select(CalendarFeed)).all()) == 1

    def plan_once() -> str:
        try:
            plan(pair)
        except BadInput:
            return "taken"
        return "planned"

    assert sorted(at_once(app, plan_once, plan_once)) == ["planned", "taken"]


def test_both_bring_to_the_next_session_and_what_is_not_reached_goes_on(app: Flask) -> None:
    pair = Supervised.begun(app)
    first, second = plan(pair, 0), plan(pair, 14)
    first_id, second_id = first[0], second[0]
    copy = snapshot()
    share = shared(pair.priya, pair.marcus, copy)
    for person in (pair.priya, pair.marcus):  # either may; it stands there once
        with write_unit():
            agenda.bring_share(person.keys, person.person_id, share)
    with write_unit():
        mine = agenda.add(pair.opened(), first_id, "The word that I did not say.")
    offered = offers.offers(pair.marcus.person_id, supervises=True)
    question = offers.the_offer(offered[0][1][0].key, offered)
    with write_unit():
        agenda.add(pair.opened(pair.marcus), first_id, question.words, question.kind)
    with pytest.raises(BadInput):
        offers.the_offer("prompt.none", offers.offers(pair.priya.person_id, supervises=False))

    def on(session_id: str, person: object = None) -> list[agenda.Item]:
        opened = pair.opened(person)  # type: ignore[arg-type]
        return agenda.items_of(opened_keys(pair, opened), opened, row(session_id))

    assert [(item.kind, item.by.name) for item in on(first_id, pair.marcus)] == [
        ("share", "Priya Nair"),
        ("own", "Priya Nair"),
        ("prompt", "Marcus Bell"),
    ]
    assert on(second_id) == []
    share = shared(pair.priya, pair.marcus, snapshot("and a heron", entry_id=copy.entry_id, revision=2))
    for person in (pair.priya, pair.marcus):  # shared again, it points at the copy that there is
        found = on(first_id, person)[0].share
        assert found is not None
        assert found.share_id == share
    with pytest.raises(NotFound), write_unit():
        agenda.take_away(pair.opened(pair.marcus), mine)  # it is hers
    with write_unit():
        sessions.hold(pair.opened(), first_id, base=0)
    assert len(on(first_id)) == 3  # what waited for the next one belongs to it now
    with write_unit():
        agenda.leave_for_next(pair.opened(pair.marcus), mine)
    assert [item.words for item in on(second_id)] == ["The word that I did not say."]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)):
        assert on(first_id)[0].share is None  # it has run out
    stopped(pair.priya, share)
    assert on(first_id)[0].share is None
    with pytest.raises(NotFound), write_unit():
        agenda.bring_share(pair.marcus.keys, pair.marcus.person_id, share)
    with write_unit():
        tied = agenda.add(pair.opened(), second_id, "My leave.")
    with write_unit():
        sessions.cancel(pair.opened(), second_id, "Ill.", base=0)
    assert on(second_id) == []
    assert {item.id for item in on(plan(pair, 21)[0])} == {mine, tied}  # and to the one after that
    with write_unit():
        db.session.execute(update(AgendaItem).values(brought_by=pair.marcus.person_id))
    with pytest.raises(Conflict, match="outside"):
        on(first_id)


def opened_keys(pair: Supervised, opened: pairing.OpenPair):
    return next(each.keys for each in (pair.priya, pair.marcus) if each.person_id == opened.me.person_id)


def test_an_action_is_carried_over_until_it_is_done_and_stands_in_the_record(app: Flask) -> None:
    pair = Supervised.begun(app)
    session_id = pair.session()
    with write_unit():
        ring = actions.agree(pair.opened(), session_id, "Ring the school.", pair.priya.person_id, today())
        child = actions.remind(pair.opened(pair.marcus), session_id, pair.marcus.person_id, today())
    for what, who in ((" ", pair.priya.person_id), ("x" * 501, pair.priya.person_id), ("Ring.", "0" * 26)):
        with pytest.raises(BadInput), write_unit():
            actions.agree(pair.opened(), session_id, what, who, today())
    with write_unit():
        actions.change(pair.opened(), ring, "Ring the school twice.", pair.marcus.person_id, today(), base=1)
        # Of a decision about a child nothing can be typed, not even later.
        actions.change(pair.opened(), child, "She moves to her aunt.", pair.priya.person_id, today(), base=1)
    assert "child’s record" in actions.one(pair.opened(), child).what
    with pytest.raises(Conflict), write_unit():
        actions.end(pair.opened(), ring, done=True, base=1)  # on a page from before
    said = whole(pair.priya.keys, pair.opened(), row(session_id)).words
    assert [(action.what, action.who) for action in said.actions if "Ring" in action.what] == [
        ("Ring the school twice.", "Marcus Bell")
    ]
    assert said.sections == WORDS.sections
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        later = plan(pair, 0)[0]
        [first, second] = actions.of_session(pair.opened(), row(later))
        assert first.overdue
        assert second.overdue
        assert due.rhythms([pair.opened()])[pair.id].overdue_actions == 2
        with write_unit():
            actions.end(pair.opened(), ring, done=True, base=2)
            actions.end(pair.opened(), child, done=False, base=2)
        assert actions.of_session(pair.opened(), row(later)) == []
        assert [each.done for each in actions.of_session(pair.opened(), row(session_id))].count(True) == 1
    eve = pair.people.enrol("Eve Stone")
    with write_unit():
        db.session.execute(update(Action).values(who_id=eve.person_id))
    with pytest.raises(Conflict, match="outside"):
        actions.of_session(pair.opened(), row(session_id))


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_what_is_taken_away_while_its_session_changes_keeps_nobody_from_changing_it(app: Flask) -> None:
    pair = Supervised.begun(app)
    first_id, second_id = plan(pair, 0)[0], plan(pair, 7)[0]
    share = shared(pair.priya, pair.marcus, snapshot())
    with write_unit():
        agenda.bring_share(pair.priya.keys, pair.priya.person_id, share)
        tied = agenda.add(pair.opened(), second_id, "My leave.")
    waits = db.session.scalars(select(AgendaItem.id).where(AgendaItem.session_id.is_(None))).one()

    def take_away(item_id: str) -> str:
        with app.app_context(), pytest.raises(Conflict) as refused, write_unit():
            agenda.take_away(pair.opened(), item_id)
        return refused.value.sentence

    with ThreadPoolExecutor(1) as threads:
        with write_unit():
            sessions.session_of(pair.opened(), second_id, lock=True)
            taking = threads.submit(take_away, tied)
            one_waits(app, taking)
            sessions.cancel(pair.opened(), second_id, "Ill.", base=0)
        assert "cancelled" in taking.result(timeout=20)
        with write_unit():
            sessions.hold(pair.opened(), first_id, base=0)
            taking = threads.submit(take_away, waits)
            one_waits(app, taking)
        assert "in the meantime" in taking.result(timeout=20)
        with write_unit():
            pairing.hold_pair(pair.opened())  # as somebody does who moves one
            bringing = threads.submit(bring_own, app, pair, first_id)
            bringing.result(timeout=5)


def bring_own(app: Flask, pair: Supervised, session_id: str) -> str:
    with app.app_context(), write_unit():
        return agenda.add(pair.opened(), session_id, "A heron.")


def test_who_is_due_overdue_and_cancelled_twice(sqlite_app: Flask) -> None:
    pair = Supervised.begun(sqlite_app)  # every four weeks
    start = datetime.now(UTC)

    def presses(days: int) -> set[str]:
        with time_machine.travel(start + timedelta(days=days)):
            rhythm = due.rhythms(pairing.pairs_of(pair.marcus.person_id))[pair.id]
            words = {name for name in ("overdue", "due", "unsaid", "cancelled_twice") if getattr(rhythm, name)}
            assert rhythm.presses == bool(words)
            assert due.urgency(pair.opened(), rhythm) == (False, not words)
            return words

    assert presses(1) == set()
    assert presses(22) == {"due"}
    assert presses(30) == {"overdue"}
    for days in (20, 24):
        session_id = plan(pair, days)[0]
        with write_unit():
            sessions.cancel(pair.opened(), session_id, "Court.", base=0)
    assert presses(1) == {"cancelled_twice"}
    planned = plan(pair, 26)[0]
    assert presses(22) == {"cancelled_twice"}  # something is planned, so it is not due
    assert presses(27) == {"cancelled_twice", "unsaid"}
    with time_machine.travel(start + timedelta(days=27)):
        opened = pair.opened()
        with write_unit():
            sessions.hold(opened, planned, base=0)
    assert presses(30) == set()


def test_the_first_session_is_due_by_when_both_had_said_yes(sqlite_app: Flask) -> None:
    people, start = People(sqlite_app), datetime.now(UTC)
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    relation = people.supervise(priya, marcus)
    propose(priya, relation)  # every four weeks
    with time_machine.travel(start + timedelta(days=21)):
        agree(marcus, relation)
        said = today()
    with time_machine.travel(start + timedelta(days=40)):
        propose(priya, relation, terms(), base=1)  # a change that waits
        [rhythm] = due.rhythms(pairing.pairs_of(marcus.person_id)).values()
        assert (rhythm.due_on, rhythm.overdue) == (said + timedelta(weeks=4), False)


def test_a_calendar_asks_by_a_secret_address_until_it_is_taken_back(app: Flask) -> None:
    pair = Supervised.begun(app)
    planned = plan(pair, 7)[0]
    with write_unit():
        earlier = feeds.begin(pair.marcus.person_id)
    with write_unit():
        token = feeds.begin(pair.marcus.person_id)
    assert [session.id for session in feeds.feed(token).sessions] == [planned]
    for nobody in (earlier, "", token.upper()):
        with pytest.raises(NotFound):
            feeds.feed(nobody)
    pair.people.suspend(pair.marcus)
    with pytest.raises(NotFound):
        feeds.feed(token)
    with write_unit():
        token = feeds.begin(pair.priya.person_id)
    pair.people.end_supervision(pair.id)
    assert feeds.feed(token).sessions == []  # nobody waits for a session of what has ended
    with write_unit():
        feeds.end(pair.priya.person_id)
    with pytest.raises(NotFound):
        feeds.feed(token)


def test_what_the_notes_keep_of_a_cancelled_or_empty_session() -> None:
    assert SessionWords(cancelled="Ill.").empty
