"""A grant that is not live opens nothing: not in the list, not on the page, not for a comment, not by its address."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.core.errors import NotFound, Refused
from reflect.identity.models import Account
from reflect.organisation import groups, roster, staff
from reflect.organisation.models import Person, Supervision
from reflect.sharing import overview, reader
from reflect.sharing.models import Receipt
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.people import TEAM, People
from tests.support.sharing import ANSWER, TITLE, listed, shared, snapshot

ELSEWHERE = ("Northbridge", "Police", "Response", "East team")


class Pair:
    """Priya, and Marcus with whom she shares for 90 days: her supervisor, a colleague, or in a group with her."""

    def __init__(self, people, basis="supervision"):
        self.people, self.basis, self.group_id = people, basis, None
        self.priya = people.enrol("Priya Shah")
        self.marcus = people.enrol("Marcus Bell", roles=("practitioner", "supervisor"))
        self.relation = people.supervise(self.priya, self.marcus) if basis == "supervision" else None
        if basis == "group":
            with write_unit():
                self.group_id = groups.make(self.priya.person_id, "Tuesday")
                groups.ask(self.priya.person_id, self.group_id, self.marcus.person_id)
            self.join(self.marcus)
        self.copy = snapshot()
        self.share_id = self.share()

    def share(self, copy=None):
        return shared(self.priya, self.marcus, copy or self.copy, basis=self.basis, group_id=self.group_id)

    def join(self, person):
        (asked,) = groups.asked_into(person.person_id)
        with write_unit():
            groups.accept(person.person_id, asked.membership_id)

    def change(self, table, where, **values):
        with write_unit():
            db.session.execute(update(table).where(where).values(**values))

    def move(self, person, unit):
        with write_unit():
            there = db.session.get_one(Person, person.person_id)
            staff.change_unit(there, roster.place_unit(unit), actor=None)


@pytest.fixture
def pair(people):
    return Pair(people)


def opens_for(person, share_id):
    """What each of the three ways answers: listed, opened, commented."""
    on_the_list = [row.share_id for row in listed(person)] == [share_id]
    return (
        on_the_list,
        _works(reader.open_share, person, share_id),
        _works(reader.comment, person, share_id, "I wonder"),
    )


def _works(verb, person, *values):
    try:
        with write_unit():
            verb(person.keys, person.person_id, *values)
    except NotFound:
        return False
    return True


def supervision_ended(pair):
    pair.people.end_supervision(pair.relation)


def supervision_not_confirmed(pair):
    pair.change(Supervision, Supervision.id == pair.relation, confirmed_at=None)


def supervision_not_begun(pair):
    pair.change(Supervision, Supervision.id == pair.relation, since=now() + timedelta(days=1))


def supervision_the_other_way_round(pair):
    pair.people.end_supervision(pair.relation)
    pair.people.supervise(pair.marcus, pair.priya)


def moved_to_another_supervisor(pair):
    pair.people.end_supervision(pair.relation)
    pair.people.supervise(pair.priya, pair.people.enrol("Ines Okoro", roles=("supervisor",)))


def reader_suspended(pair):
    pair.people.suspend(pair.marcus)


def owner_suspended(pair):
    pair.people.suspend(pair.priya)


def reader_left(pair):
    pair.people.leave(pair.marcus)


def owner_left(pair):
    pair.people.leave(pair.priya)


def reader_not_enrolled_to_the_end(pair):
    pair.change(Account, Account.person_id == pair.marcus.person_id, code_confirmed_at=None)


def reader_moved(pair):
    pair.move(pair.marcus, ELSEWHERE)


def owner_moved(pair):
    pair.move(pair.priya, ELSEWHERE)


def reader_left_the_group(pair):
    with write_unit():
        groups.leave(pair.marcus.person_id, pair.group_id)


def owner_left_the_group(pair):
    with write_unit():
        groups.leave(pair.priya.person_id, pair.group_id)


def reader_let_go(pair):
    members = groups.group_of(pair.priya.person_id, pair.group_id).members
    member = next(each for each in members if each.person.person_id == pair.marcus.person_id)
    with write_unit():
        groups.let_go(pair.priya.person_id, pair.group_id, member.id)


def group_closed(pair):
    with write_unit():
        groups.close(pair.priya.person_id, pair.group_id)


WITH_SUPERVISION = [
    supervision_ended,
    supervision_not_confirmed,
    supervision_not_begun,
    supervision_the_other_way_round,
    moved_to_another_supervisor,
]
WITH_ANYBODY = [
    reader_suspended,
    owner_suspended,
    reader_left,
    owner_left,
    reader_not_enrolled_to_the_end,
]
WITH_A_MOVE = [reader_moved, owner_moved]
WITH_A_GROUP = [reader_left_the_group, owner_left_the_group, reader_let_go, group_closed]
CIRCUMSTANCES = [
    *(("supervision", happens) for happens in (*WITH_SUPERVISION, *WITH_ANYBODY, *WITH_A_MOVE)),
    *(("colleague", happens) for happens in (*WITH_ANYBODY, *WITH_A_MOVE)),
    *(("group", happens) for happens in (*WITH_A_GROUP, *WITH_ANYBODY, *WITH_A_MOVE)),
]


@pytest.mark.parametrize("basis", ["supervision", "colleague", "group"])
def test_a_live_grant_opens_in_all_three_ways(people, basis):
    pair = Pair(people, basis)

    assert opens_for(pair.marcus, pair.share_id) == (True, True, True)
    pair.move(pair.priya, ELSEWHERE)
    assert opens_for(pair.marcus, pair.share_id) == (False, False, False)


@pytest.mark.parametrize(("basis", "happens"), CIRCUMSTANCES)
def test_a_grant_that_is_over_opens_in_none_and_nothing_more_is_shared(sqlite_app, basis, happens):
    pair = Pair(People(sqlite_app), basis)

    happens(pair)

    assert opens_for(pair.marcus, pair.share_id) == (False, False, False)
    assert overview.readers_by_entry(pair.priya.person_id) == {}
    assert [
        own.live for own in overview.shares_of_entry(pair.priya.keys, pair.priya.person_id, pair.copy.entry_id)
    ] == [False]
    assert db.session.scalars(select(Receipt)).all() == []
    if happens not in WITH_A_MOVE:  # after a move people share anew
        with pytest.raises(Refused):
            pair.share(snapshot())


@pytest.mark.parametrize("who", ["owner", "reader"])
def test_coming_back_to_a_group_opens_nothing_of_before(people, who):
    pair = Pair(people, "group")
    ines = people.enrol("Ines Okoro")
    goes, stays = (pair.priya, pair.marcus) if who == "owner" else (pair.marcus, pair.priya)
    with write_unit():
        groups.ask(stays.person_id, pair.group_id, ines.person_id)
    pair.join(ines)
    with write_unit():
        groups.leave(goes.person_id, pair.group_id)
        groups.ask(stays.person_id, pair.group_id, goes.person_id)
    pair.join(goes)

    assert opens_for(pair.marcus, pair.share_id) == (False, False, False)
    assert opens_for(ines, pair.share_id) == (False, False, False), "whoever joins later sees nothing earlier"
    again = pair.share()
    assert opens_for(pair.marcus, again) == (True, True, True)


def test_a_closed_group_that_was_asked_into_takes_nobody_in(sqlite_app):
    people = People(sqlite_app)
    pair = Pair(people, "group")
    ines = people.enrol("Ines Okoro")
    with write_unit():
        groups.ask(pair.priya.person_id, pair.group_id, ines.person_id)
    (asked,) = groups.asked_into(ines.person_id)
    group_closed(pair)

    with pytest.raises(NotFound), write_unit():
        groups.accept(ines.person_id, asked.membership_id)
    assert groups.asked_into(ines.person_id) == []


@pytest.mark.parametrize(("days", "opens"), [(89.99, True), (90.01, False), (400, False)])
def test_a_grant_ends_on_its_day(pair, days, opens):
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        assert opens_for(pair.marcus, pair.share_id) == (opens, opens, opens)


def test_it_ends_at_the_moment_and_not_after_it(pair):
    (own,) = overview.shares_of_entry(pair.priya.keys, pair.priya.person_id, pair.copy.entry_id)
    with time_machine.travel(own.expires_at, tick=False):
        assert opens_for(pair.marcus, pair.share_id) == (False, False, False)


@pytest.mark.parametrize(
    ("roles", "unit", "supervises"),
    [
        (("practitioner",), TEAM, False),
        (("supervisor",), TEAM, False),
        (("supervisor",), TEAM, True),
        (("supervisor",), ELSEWHERE, True),
        (("team_lead",), TEAM, False),
        (("service_lead",), TEAM, False),
        (("administrator",), TEAM, False),
        (("data_protection",), TEAM, False),
        (("administrator", "supervisor"), TEAM, True),
    ],
)
def test_nobody_but_the_chosen_reader_opens_it(pair, people, roles, unit, supervises):
    other = people.enrol("Tom Adeyemi", roles=roles, unit=unit)
    if supervises:
        people.supervise(pair.priya, other)

    assert opens_for(other, pair.share_id) == (False, False, False)


def test_the_author_has_their_own_door_and_not_this_one(pair):
    assert opens_for(pair.priya, pair.share_id) == (False, False, False)


def test_the_keys_of_somebody_else_do_not_help(pair, people):
    other = people.enrol("Tom Adeyemi", roles=("supervisor",))

    for keys, person_id in ((other.keys, pair.marcus.person_id), (pair.priya.keys, pair.marcus.person_id)):
        with pytest.raises(Exception, match="open"), write_unit():
            reader.open_share(keys, person_id, pair.share_id)
    assert db.session.scalars(select(Receipt)).all() == []


@pytest.mark.parametrize("happens", [supervision_ended, owner_suspended, None])
def test_the_pages_refuse_alike(app, pair, happens):
    browser = Browser(app).sign_in(pair.marcus)
    form = browser.get(f"/shared/{pair.share_id}").form("text")
    if happens:
        happens(pair)
    later = nullcontext() if happens else time_machine.travel(now() + timedelta(days=91))

    with later:
        if not happens:  # 91 days later the sign-in is over too
            browser = Browser(app).sign_in(pair.marcus)
            form = None
        listing, again = browser.get("/shared/"), browser.get(f"/shared/{pair.share_id}")
        answered = browser.submit(form, text="I noticed the pause") if form else None

    assert TITLE not in listing.text
    assert (again.status, ANSWER in again.html) == (404, False)
    assert "not shared with you any more" in again.text
    if answered:
        assert (answered.status, "I noticed the pause" in answered.text) == (404, True)
