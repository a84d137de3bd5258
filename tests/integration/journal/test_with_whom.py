"""With whom an author shares: colleagues, groups, several at once, who has no key yet; and all of it on one page."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.identity import codes, enrolment, standing
from reflect.journal import ready, rekeying
from reflect.journal.models import Entry, ReadyShare
from reflect.notices.due import due_notices
from reflect.notices.models import Mail, Notice
from reflect.organisation import groups, roster
from reflect.sharing.models import Share
from reflect.storage.db import db, write_unit
from reflect.web.signals import account_finished
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, TEAM, Enrolled, People
from tests.support.sharing import listed, shared, snapshot
from tests.support.writing import enter, write

POLICE = ("Northbridge", "Police", "Response", "East team")


@pytest.fixture
def people(sqlite_app: Flask) -> People:
    return People(sqlite_app)


def group_of(*members: Enrolled) -> str:
    """A group of these people, each of whom has said yes."""
    first, *others = members
    with write_unit():
        group_id = groups.make(first.person_id, "Tuesday reflections")
    for other in others:
        with write_unit():
            groups.ask(first.person_id, group_id, other.person_id)
            groups.accept(other.person_id, groups.asked_into(other.person_id)[0].membership_id)
    return group_id


def preview(browser: Browser, entry_id: str, **chosen: object) -> Page:
    form = browser.get(f"/journal/{entry_id}/share").form("parts")
    return browser.submit(form, **{"parts": ["0"], "note": "Help me think", **chosen})


def told(person: Enrolled | str) -> list[str]:
    db.session.rollback()
    person_id = person if isinstance(person, str) else person.person_id
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.made_at)))


def by_reader() -> dict[str, Share]:
    db.session.rollback()
    return {share.reader_id: share for share in db.session.scalars(select(Share))}


def test_colleagues_of_one_name_are_told_apart_by_their_address(
    sqlite_app: Flask, people: People, priya: Enrolled
) -> None:
    people.on_roster("Ines Okoro")
    people.on_roster("Tom Adeyemi")
    with write_unit():
        roster.place_person("Ines Okoro", "ines.okoro@test.example", roster.place_unit(TEAM))
    entry_id, group_id = write(priya, "words"), group_of(priya)
    hers = enter(sqlite_app, priya)

    for address in (f"/journal/{entry_id}/share", f"/groups/{group_id}"):
        said = hers.get(address).text
        assert "Ines Okoro ines@test.example" in said
        assert "Ines Okoro ines.okoro@test.example" in said
        assert "Tom Adeyemi" in said
        assert "tom@test.example" not in said


def test_somebody_with_no_supervisor_shares_with_colleagues_and_a_group_each_under_a_key_of_their_own(
    sqlite_app: Flask, people: People, priya: Enrolled
) -> None:
    ines, tom = people.enrol("Ines Okoro"), people.enrol("Tom Adeyemi")
    lena = people.enrol("Lena Frost", unit=POLICE)
    group_id = group_of(priya, ines, tom)
    entry_id = write(priya, "shared words", "kept words", title="Home visit")
    hers = enter(sqlite_app, priya)

    page = preview(hers, entry_id, reader=[ines.person_id], group=[group_id], address=lena.email.upper())
    assert page.title.startswith("What they will see")
    assert "Share with Ines, Lena and Tom" in page.text
    assert "Ines Okoro A colleague" in page.text
    assert "Tom Adeyemi In your group “Tuesday reflections”" in page.text
    assert page.text.count("This is the first time you share with") == 3
    assert by_reader() == {}
    page = hers.submit(page.form("fingerprint"), action="share")
    assert "Shared with Ines Okoro, Lena Frost and Tom Adeyemi." in page.text
    found = by_reader()
    assert {found[person.person_id].basis for person in (ines, lena)} == {"colleague"}, "by name, not by the group"
    assert (found[tom.person_id].basis, found[tom.person_id].group_id) == ("group", group_id)
    assert len({share.body for share in found.values()}) == 3
    for person in (ines, lena, tom):
        assert [row.title for row in listed(person)] == ["Home visit"]
    theirs, his, not_his = enter(sqlite_app, tom), found[tom.person_id].id, found[lena.person_id].id
    assert "shared words" in theirs.get(f"/shared/{his}").text
    assert theirs.get(f"/shared/{not_his}").status == 404

    page = hers.get("/journal/sharing")
    for words in (
        "With Tom Adeyemi, in your group “Tuesday reflections”",
        "With Lena Frost, a colleague",
        "Tom read it today at",
        "Lena has not opened it yet.",
    ):
        assert words in page.text
    page = hers.submit(hers.get(f"/journal/sharing/stop?entry={entry_id}").form(action="/stop"))
    assert "Nobody else can open it any more." in page.text
    assert by_reader() == {}
    assert "Home visit: Tom Adeyemi read it today" in hers.get("/journal/sharing").text
    assert theirs.get(f"/shared/{his}").status == 404


def test_whoever_joined_since_the_preview_gets_nothing_unseen(
    sqlite_app: Flask, people: People, priya: Enrolled
) -> None:
    ines, tom = people.enrol("Ines Okoro"), people.enrol("Tom Adeyemi")
    group_id = group_of(priya, ines)
    hers = enter(sqlite_app, priya)
    page = preview(hers, write(priya, "words"), group=[group_id])
    with write_unit():
        groups.ask(ines.person_id, group_id, tom.person_id)
    with write_unit():
        groups.accept(tom.person_id, groups.asked_into(tom.person_id)[0].membership_id)

    page = hers.submit(page.form("fingerprint"), action="share")
    assert page.status == 409
    assert "Who would get it has changed since you looked" in page.text
    assert by_reader() == {}
    hers.submit(page.form("fingerprint"), action="share")
    assert set(by_reader()) == {ines.person_id, tom.person_id}


def test_all_get_it_or_nobody(sqlite_app: Flask, people: People, priya: Enrolled) -> None:
    ines, tom = people.enrol("Ines Okoro"), people.enrol("Tom Adeyemi")
    hers = enter(sqlite_app, priya)
    page = preview(hers, write(priya, "words"), reader=[ines.person_id, tom.person_id])
    form = page.form("fingerprint")
    (first, second) = form.values()["fingerprint"]
    page = hers.submit(form, action="share", fingerprint=[first, second[:-1] + ("0" if second[-1] != "0" else "1")])
    assert page.status == 409
    assert by_reader() == {}
    assert told(ines) == []


def test_what_is_ready_waits_for_its_reader_and_is_sent_by_hand(
    sqlite_app: Flask, people: People, priya: Enrolled
) -> None:
    marcus_id = people.on_roster("Marcus Bell", roles=("supervisor",))
    with write_unit():
        roster.supervise(priya.person_id, marcus_id, confirmed=True)
    entry_id = write(priya, "first words", "second words", title="Home visit")
    hers = enter(sqlite_app, priya)
    page = preview(hers, entry_id, parts=["1"], note="Help me think")
    assert "Marcus Bell has not set up their account. This is kept as “ready to share”" in page.text
    page = hers.submit(page.form("revision"), action="share")
    assert "Kept ready to share with Marcus Bell. Nothing is sent to them." in page.text
    assert by_reader() == {}
    (kept,) = db.session.scalars(select(ReadyShare)).all()
    assert b"Help me think" not in kept.sealed
    owen = people.enrol("Owen Price")
    with pytest.raises(NotFound):
        ready.choice_of(owen.keys, owen.person_id, entry_id, kept.id)
    with write_unit():
        rekeying.renew(priya.keys, priya.person_id, entry_id)
    assert ready.choice_of(priya.keys, priya.person_id, entry_id, kept.id).note == "Help me think"

    extensions = sqlite_app.extensions
    enrolment.enrol(marcus_id, PASSPHRASE, extensions["reflect_peppers"], extensions["reflect_cost"])
    with write_unit():
        account_finished.send(marcus_id)  # as a second factor of theirs does
    assert told(priya) == [], "an account without a code on paper receives nothing"
    for _twice in range(2):
        with write_unit():
            codes.confirm_code(marcus_id)
    assert told(priya) == ["reader-ready"]
    assert by_reader() == {}

    page = hers.get("/journal/sharing")
    assert "Marcus has set up their account. Nothing is sent until you share it." in page.text
    form = hers.get(next(link for link in page.links() if "ready=" in link)).form("parts")
    values = form.values()
    assert (values["parts"], values["note"], values["reader"]) == (["1"], ["Help me think"], [marcus_id])
    page = hers.submit(hers.submit(form).form("fingerprint"), action="share")
    assert "Shared with Marcus Bell." in page.text
    assert set(by_reader()) == {marcus_id}
    assert "Ready to share" not in hers.get("/journal/sharing").text


def test_an_author_is_warned_once_a_week_before_it_ends(sqlite_app: Flask, people: People, priya: Enrolled) -> None:
    ines, tom = people.enrol("Ines Okoro"), people.enrol("Tom Adeyemi")
    shared(priya, ines, basis="colleague")
    shared(priya, tom, basis="colleague", days=5)  # chosen just now, and for less than a week
    over = shared(priya, people.enrol("Lena Frost"), basis="colleague")
    with write_unit():
        standing.suspend(by_reader_of(over))
    due_notices.run()
    assert told(priya) == []
    with time_machine.travel(now() + timedelta(days=84), tick=False):
        for _night in range(2):
            due_notices.run()
        assert told(priya) == ["share-ends-soon"]
        (mail,) = db.session.scalars(select(Mail).where(Mail.person_id == priya.person_id))
        assert set(mail.details) == {"name", "day"}
        assert mail.details["name"] == "Ines Okoro"
        assert "It ends within a week." in enter(sqlite_app, priya).get("/journal/sharing").text


def by_reader_of(share_id: str) -> str:
    return db.session.scalars(select(Share.reader_id).where(Share.id == share_id)).one()


def test_everything_is_stopped_at_once(sqlite_app: Flask, people: People, priya: Enrolled) -> None:
    ines = people.enrol("Ines Okoro")
    for _each in range(3):
        last = shared(priya, ines, snapshot(entry_id=write(priya, "words", title="Of mine")), basis="colleague")
    hers, browser = enter(sqlite_app, priya), enter(sqlite_app, ines)
    assert "You share 3 copies" in hers.get("/journal/sharing/stop").text
    with write_unit():
        db.session.execute(update(Share).where(Share.id == last).values(expires_at=now()))
    page = hers.get("/journal/sharing/stop")
    assert "You share 2 copies" in page.text, "one ended by itself"
    page = hers.submit(page.form(action="/stop"))
    assert "You share nothing any more." in page.text
    assert "Nothing is shared with you" in browser.get("/shared/").text
    assert enter(sqlite_app, ines).get("/journal/sharing").text.count("Of mine") == 0


def test_what_is_shared_of_a_reflection_that_does_not_open_can_be_stopped(
    sqlite_app: Flask, people: People, priya: Enrolled
) -> None:
    ines = people.enrol("Ines Okoro")
    entry_id = write(priya, "words", title="Of mine")
    share_id = shared(priya, ines, snapshot(entry_id=entry_id), basis="colleague")
    with write_unit():
        db.session.execute(update(Entry).where(Entry.id == entry_id).values(wrapped_key=b"damaged"))
    hers, browser = enter(sqlite_app, priya), enter(sqlite_app, ines)
    assert browser.get(f"/shared/{share_id}").status == 200, "the copy has a key of its own"
    assert "This reflection does not open" in hers.get(f"/journal/{entry_id}/shares/{share_id}/stop").text
    hers.submit(hers.get(f"/journal/sharing/stop?entry={entry_id}").form(action="/stop"))
    assert browser.get(f"/shared/{share_id}").status == 404
