"""Groups: any member asks, only who is asked says yes, the keeper lets go and closes, and a name is in no notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect.audit.models import AuditEvent
from reflect.core.clock import earlier
from reflect.core.errors import BadInput, Conflict, NotFound, ReflectError
from reflect.identity import standing
from reflect.notices.models import Mail, Notice
from reflect.organisation import groups
from reflect.organisation.models import GroupMember
from reflect.storage.db import db, write_unit
from tests.support.at_once import at_once
from tests.support.people import Enrolled, People
from tests.support.writing import enter

NAME = "Kestrel reflections"


def asked(by: Enrolled, group_id: str, whom: Enrolled) -> str:
    with write_unit():
        groups.ask(by.person_id, group_id, whom.person_id)
    return groups.asked_into(whom.person_id)[0].membership_id


def joined(by: Enrolled, group_id: str, *people: Enrolled) -> None:
    for person in people:
        membership = asked(by, group_id, person)
        with write_unit():
            groups.accept(person.person_id, membership)


def made(by: Enrolled, *people: Enrolled) -> str:
    with write_unit():
        group_id = groups.make(by.person_id, NAME)
    joined(by, group_id, *people)
    return group_id


def names(person: Enrolled, group_id: str) -> list[str]:
    return [member.person.first_name for member in groups.group_of(person.person_id, group_id).members]


def test_from_asking_to_leaving(people: People) -> None:
    priya, ines, tom = (people.enrol(name) for name in ("Priya Shah", "Ines Okoro", "Tom Adeyemi"))
    group_id = made(priya, ines)
    membership = asked(ines, group_id, tom)  # not the keeper: any member
    (waiting,) = groups.asked_into(tom.person_id)
    assert (waiting.name, waiting.by, waiting.members) == (NAME, "Ines Okoro", ["Priya Shah", "Ines Okoro"])
    for somebody in (priya, ines):  # nobody says yes for another
        with pytest.raises(NotFound), write_unit():
            groups.accept(somebody.person_id, membership)
    with pytest.raises(NotFound):
        groups.group_of(tom.person_id, group_id)
    with pytest.raises(Conflict), write_unit():
        groups.ask(priya.person_id, group_id, tom.person_id)
    with write_unit():
        groups.accept(tom.person_id, membership)
    with pytest.raises(NotFound), write_unit():
        groups.accept(tom.person_id, membership)
    assert names(tom, group_id) == ["Priya", "Ines", "Tom"]

    his = next(each.id for each in groups.group_of(tom.person_id, group_id).members if each.person.name == "Ines Okoro")
    with pytest.raises(NotFound), write_unit():
        groups.let_go(tom.person_id, group_id, his)  # he keeps nothing
    with pytest.raises(NotFound), write_unit():
        groups.close(tom.person_id, group_id)
    with write_unit():
        groups.leave(priya.person_id, group_id)
    assert groups.group_of(ines.person_id, group_id).keeper_id == ines.person_id, "the next longest"
    with write_unit():
        standing.leave(ines.person_id)
    with write_unit():
        standing.come_back(ines.person_id)
    assert groups.groups_of(ines.person_id) == [], "whoever left the organisation left the group"
    assert names(tom, group_id) == ["Tom"]
    with write_unit():
        groups.leave(tom.person_id, group_id)
    assert groups.groups_of(tom.person_id) == []
    assert db.session.scalar(select(func.count()).where(GroupMember.until.is_(None))) == 0


def test_who_leaves_through_a_machine_whose_clock_is_behind_has_left(people: People) -> None:
    priya, ines = (people.enrol(name) for name in ("Priya Shah", "Ines Okoro"))
    group_id = made(priya, ines)
    with earlier(timedelta(minutes=5)), write_unit():
        groups.leave(ines.person_id, group_id)
    assert names(priya, group_id) == ["Priya"]
    with pytest.raises(NotFound):
        groups.group_of(ines.person_id, group_id)
    with earlier(timedelta(minutes=5)), write_unit():
        groups.leave_all(priya.person_id)
    assert db.session.scalar(select(func.count()).where(GroupMember.until.is_(None))) == 0


def test_no_name_of_a_group_leaves_it(people: People) -> None:
    priya, ines = people.enrol("Priya Shah"), people.enrol("Ines Okoro")
    group_id = made(priya, ines)
    with write_unit():
        groups.close(priya.person_id, group_id)
    kinds = set(db.session.scalars(select(Notice.kind).where(Notice.person_id == ines.person_id)))
    assert kinds == {"group-asked", "group-closed"}
    for table in (Notice, Mail, AuditEvent):
        details = db.session.scalars(select(table.details)).all()
        assert details
        assert NAME not in str(details)


def test_two_who_ask_the_same_person_at_once_ask_once(people: People) -> None:
    priya, ines, tom = (people.enrol(name) for name in ("Priya Shah", "Ines Okoro", "Tom Adeyemi"))
    group_id = made(priya, ines)

    def ask(by: Enrolled) -> bool:
        try:
            with write_unit():
                groups.ask(by.person_id, group_id, tom.person_id)
        except ReflectError:
            return False
        return True

    assert sorted(at_once(people.app, lambda: ask(priya), lambda: ask(ines))) == [False, True]
    assert len(groups.asked_into(tom.person_id)) == 1


def test_a_group_stays_small_and_its_name_is_a_name(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya = people.enrol("Priya Shah")
    group_id = made(priya)
    *others, last = [people.on_roster(f"Number{number} Nair") for number in range(groups.MOST_MEMBERS)]
    with write_unit():
        for person_id in others:
            groups.ask(priya.person_id, group_id, person_id)
    with pytest.raises(BadInput, match="12 people at most"), write_unit():
        groups.ask(priya.person_id, group_id, last)
    for name in ("", "x" * 81, "=1+1"):
        with pytest.raises(BadInput), write_unit():
            groups.make(priya.person_id, name)


def test_the_pages_from_making_to_closing(sqlite_app: Flask) -> None:
    people = People(sqlite_app)
    priya, ines = people.enrol("Priya Shah"), people.enrol("Ines Okoro")
    hers, theirs = enter(sqlite_app, priya), enter(sqlite_app, ines)
    page = hers.get("/groups/")
    assert "You belong to no group." in page.text
    page = hers.submit(page.form("title"), title="")
    assert (page.status, "Enter a name for the group" in page.text) == (400, True)
    page = hers.submit(page.form("title"), title=NAME)
    refused = hers.submit(page.form("address"), address="nobody@test.example")
    assert (refused.status, "Nobody with this address works here." in refused.text) == (400, True)
    assert refused.form("address").values()["address"] == ["nobody@test.example"]
    page = hers.submit(page.form("people"), people=[ines.person_id])
    assert "Asked, has not answered" in page.text

    invitation = theirs.get("/groups/")
    assert f"Priya Shah asks you into “{NAME}”" in invitation.text
    page = theirs.submit(invitation.form(action="/accept"))
    assert "You belong to the group now." in page.text
    assert "close" not in " ".join(page.links())
    assert theirs.submit(invitation.form(action="/decline")).status == 404
    group = page.address
    page = hers.submit(hers.get(f"{group}/close").form(action="/close"))
    assert "The group is closed" in page.text
    assert theirs.get(group).status == 404
