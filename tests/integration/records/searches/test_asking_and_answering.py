"""An officer asks; each person looks in their own journal and answers in their own words; nothing else crosses over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound, Refused
from reflect.identity.models import Account
from reflect.notices.due import due_notices
from reflect.notices.models import Mail, Notice
from reflect.organisation.models import Role
from reflect.records.searches import answering, asking, overview
from reflect.records.searches.models import AskedToSearch, JournalSearch
from reflect.records.searches.terms import answered_from
from reflect.storage.db import db, write_unit
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import private_key
from reflect.vault.searches import open_terms
from tests.integration.journal.test_new_keys import rotated
from tests.support.browser import Browser, Page
from tests.support.people import Enrolled, People
from tests.support.searches import ASKED, TERM, an_officer, ask, asked_id, share
from tests.support.writing import enter, write

SECRET = "never-shown-to-anybody-else"


def answer(person: Enrolled, search_id: str, given: str, **more: str) -> None:
    with write_unit():
        answering.answer(person.keys, person.person_id, search_id, given, **more)


class TestOnPages:
    """What the two of them see and press, without a script."""

    def test_from_the_question_to_the_extract(self, app: Flask, olu: Enrolled, priya: Enrolled) -> None:
        his = Browser(app).sign_in(olu)
        page = his.get("/data-protection/searches/new")
        assert page.text.index("You and each person you ask can see") < page.text.index("What to look for")
        page = his.submit(
            page.form("terms"), terms=f"{TERM}\nblue folder", explanation="A family asked.", addresses=priya.email
        )
        assert page.status == 200, page.text
        assert "Asked, not answered yet" in page.text
        address = page.address

        write(priya, f"It began with the {TERM}.", SECRET, title="Tuesday visit")
        write(priya, "The FOLDER was blue.", title="Another day")
        write(priya, "A folder alone.", title="Not this one")
        hers = enter(app, priya)
        page = hers.get("/searches/")
        assert TERM not in page.html
        page = hers.get(next(link for link in page.links() if link.startswith("/searches/")))
        assert TERM in page.text
        assert "A family asked." in page.text
        page = hers.submit(page.form(action="/look"))
        assert page.status == 200
        there = [title for title in ("Tuesday visit", "Another day", "Not this one") if title in page.text]
        assert there == ["Tuesday visit", "Another day"]
        marks = page.tree.xpath("//input[@name='chosen']/@value")
        words = {page.tree.xpath(f"//div[@id='words-{mark}']")[0].text_content(): mark for mark in marks}
        page = hers.submit(page.form("chosen"), action="begin", chosen=[words[f"It began with the {TERM}."]])
        page = hers.submit(page.form("extract"), action="preview", extract=f"It began with the *{TERM}*.\nCut down.")
        assert page.title.startswith("As Olu Daniels will see it")
        seen = page.tree.find(".//article").text_content()
        page = hers.submit(page.form("fingerprint"), answer="extract")
        assert "Shared with Olu Daniels." in page.text
        assert "Cut down." in page.text, "their own copy"

        page = his.get(address)
        assert "Shared an extract" in page.text
        page = his.get(next(link for link in page.links() if "/answers/" in link))
        assert page.tree.find(".//article").text_content() == seen
        assert SECRET not in page.html
        assert "Tuesday visit" not in page.html

    def test_an_answer_without_words(self, app: Flask, olu: Enrolled, priya: Enrolled) -> None:
        search_id = ask(olu, priya)
        hers = enter(app, priya)
        page = hers.submit(hers.get(f"/searches/{search_id}").form("answer"))
        assert (page.status, "Choose an answer." in page.text) == (400, True)
        page = hers.submit(page.form("answer"), answer="declined")
        assert "What you answered Declined" in page.text
        assert "Declined" in Browser(app).sign_in(olu).get(f"/data-protection/searches/{search_id}").text
        assert hers.post(f"/searches/{search_id}/look", {"csrf_token": _token(page)}).status == 409

    def test_what_was_found_is_chosen_across_pages_and_the_page_is_as_long_either_way(
        self, app: Flask, olu: Enrolled, priya: Enrolled
    ) -> None:
        search_id = ask(olu, priya)
        hers = enter(app, priya)
        page = hers.get(f"/searches/{search_id}")
        nothing = hers.submit(page.form(action="/look"))
        assert "No reflection has any of this." in nothing.text
        for number in range(22):
            write(priya, f"{TERM} {number}", title=f"Entry {number}")
        first = hers.submit(page.form(action="/look"))
        assert [len(each.html.encode()) % 65536 for each in (first, nothing)] == [0, 0]
        (mark, *_others) = first.tree.xpath("//input[@name='chosen']/@value")
        older = hers.post(f"/searches/{search_id}/look", {"csrf_token": _token(first), "chosen": [mark], "skip": "20"})
        assert len(older.tree.xpath("//input[@name='chosen'][@type='checkbox']")) == 2
        text = hers.submit(older.form("chosen"), action="begin").form("extract").values()["extract"][0]
        assert TERM in text

    def test_an_answer_to_a_question_for_its_author_alone_is_not_offered(
        self, app: Flask, olu: Enrolled, priya: Enrolled
    ) -> None:
        search_id = ask(olu, priya)
        entry_id = write(priya, f"{TERM} in private", "Open", private=(0,))
        hers = enter(app, priya)
        page = hers.submit(hers.get(f"/searches/{search_id}").form(action="/look"))
        assert page.tree.xpath("//input[@name='chosen']/@value") == [f"{entry_id}.1"]
        assert "for you alone" in page.text
        page = hers.submit(page.form("chosen"), action="begin", chosen=[f"{entry_id}.0"])
        assert page.form("extract").values()["extract"] == [""]

    def test_wrong_input_comes_back_with_a_sentence_and_all_that_was_typed(
        self, app: Flask, people: People, olu: Enrolled, priya: Enrolled
    ) -> None:
        elsewhere = people.enrol("Sana Elsewhere", unit=("Northbridge", "Police"))
        his = Browser(app).sign_in(olu)
        page = his.get("/data-protection/searches/new")
        good = {"terms": TERM, "explanation": "Why.", "addresses": priya.email}
        for name, value, sentence in (
            ("terms", " \n ", "Enter at least one thing to look for"),
            ("terms", "\n".join(map(str, range(21))), "Ask for 20 lines or fewer."),
            ("terms", "a b c d e f g h i j k", "10 words or fewer"),
            ("explanation", "", "Say why you ask"),
            ("addresses", "", "Enter at least one work e-mail address."),
            ("addresses", elsewhere.email, "Nobody whose data you protect has the address"),
            ("answer_by", "2020-01-01", "Choose a day after today"),
            ("answer_by", "9999-12-31", "Choose a day after today"),
            ("answer_by", "soon", "Enter the day as numbers"),
        ):
            answered = his.submit(page.form("terms"), **{**good, name: value})
            assert (answered.status, sentence in answered.text) == (400, True), answered.text
            assert name == "explanation" or "Why." in answered.text
        empty = his.submit(page.form("terms"), terms="", explanation="", addresses="")
        assert len(empty.tree.xpath("//*[@class='govuk-error-summary__body']//a")) == 3
        assert db.session.scalars(select(JournalSearch)).all() == []
        search_id = ask(olu, priya)
        hers = enter(app, priya)
        asked = hers.get(f"/searches/{search_id}")
        token = _token(asked)
        for fields in ({"action": "preview", "extract": " "}, {"action": "preview", "extract": "x" * 60_001}):
            assert hers.post(f"/searches/{search_id}/extract", {"csrf_token": token, **fields}).status == 400
        assert (
            hers.post(f"/searches/{search_id}/extract", {"csrf_token": token, "action": "begin", "chosen": "x"}).status
            == 400
        )
        theirs = write(olu, "Not hers.")
        mark = {"csrf_token": token, "action": "begin", "chosen": f"{theirs}.0"}
        assert hers.post(f"/searches/{search_id}/extract", mark).status == 404


class TestWhoGetsWhat:
    """Each opens their own copy and nothing else."""

    def test_only_whoever_is_asked_opens_the_terms_and_only_the_officer_the_extract(
        self, app: Flask, people: People, olu: Enrolled, priya: Enrolled
    ) -> None:
        sam, ana = people.enrol("Sam Reed"), an_officer(people, "Ana Silva")
        search_id = ask(olu, priya, sam)
        share(priya, olu, search_id, SECRET)
        extract = asked_id(search_id, priya)
        assert overview.extract_of(olu.keys, olu.person_id, search_id, extract).text == SECRET
        for other in (ana, sam, priya):
            with pytest.raises(NotFound):
                overview.search_of(other.keys, other.person_id, search_id)
            with pytest.raises(NotFound):
                overview.extract_of(other.keys, other.person_id, search_id, extract)
            with pytest.raises(NotFound):
                asking.close(other.person_id, search_id)
        with pytest.raises(NotFound):
            answering.open_(olu.keys, olu.person_id, search_id)
        for other in (olu, ana, sam):
            with pytest.raises(Conflict):
                answering.open_(other.keys, priya.person_id, search_id)
            with pytest.raises(Conflict):
                overview.extract_of(priya.keys, olu.person_id, search_id, extract)
        with pytest.raises(NotFound):
            overview.extract_of(olu.keys, olu.person_id, search_id, asked_id(search_id, sam))
        db.session.rollback()

    def test_an_answer_is_given_once_and_not_after_the_end(self, olu: Enrolled, priya: Enrolled) -> None:
        search_id = ask(olu, priya)
        answer(priya, search_id, "nothing-found")
        with pytest.raises(Conflict, match="answered"):
            answer(priya, search_id, "declined")
        db.session.rollback()
        closed = ask(olu, priya)
        with write_unit():
            asking.close(olu.person_id, closed)
        assert _kinds(priya) == ["search-asked", "search-asked", "search-closed"]
        with pytest.raises(Conflict):
            answer(priya, closed, "nothing-found")
        db.session.rollback()
        with pytest.raises(Conflict), write_unit():
            asking.close(olu.person_id, closed)

    def test_whoever_lost_the_role_gets_no_answer_any_more(self, app: Flask, olu: Enrolled, priya: Enrolled) -> None:
        search_id = ask(olu, priya)
        with write_unit():
            db.session.execute(update(Role).where(Role.person_id == olu.person_id).values(until=now()))
        with pytest.raises(Conflict):
            share(priya, olu, search_id)
        db.session.rollback()
        page = enter(app, priya).get(f"/searches/{search_id}")
        assert "is not your data protection officer any more" in page.text
        assert Browser(app).sign_in(olu).get(f"/data-protection/searches/{search_id}").status == 404

    def test_another_key_than_was_shown_or_confirmed_gets_nothing(self, olu: Enrolled, priya: Enrolled) -> None:
        search_id = ask(olu, priya)
        with pytest.raises(Refused, match="changed while this page was open"):
            answer(priya, search_id, "extract", extract=SECRET, fingerprint="0000 0000")
        db.session.rollback()
        share(priya, olu, search_id)
        again = ask(olu, priya)
        with write_unit():
            account = db.session.get_one(Account, olu.person_id)
            account.public_key = account.public_key[::-1]
        with pytest.raises(Refused, match="not the key you confirmed"):
            share(priya, olu, again)
        db.session.rollback()

    def test_a_copy_moved_to_another_person_or_search_does_not_open(
        self, people: People, olu: Enrolled, priya: Enrolled
    ) -> None:
        one, other = ask(olu, priya), ask(olu, priya)
        share(priya, olu, one)
        mine = db.session.get_one(AskedToSearch, asked_id(one, priya))
        with write_unit():
            moved = db.session.get_one(AskedToSearch, asked_id(other, priya))
            moved.sealed, moved.extract, moved.answer, moved.answered_at = mine.sealed, mine.extract, "extract", now()
        with pytest.raises(Conflict):
            answering.open_(priya.keys, priya.person_id, other)
        with pytest.raises(Conflict):
            overview.extract_of(olu.keys, olu.person_id, other, asked_id(other, priya))

    def test_new_keys_open_what_was_sealed_before_them(self, app: Flask, olu: Enrolled, priya: Enrolled) -> None:
        search_id = ask(olu, priya)
        share(priya, olu, search_id, SECRET)
        extract = asked_id(search_id, priya)
        later, hers = rotated(app, olu), rotated(app, priya)
        assert overview.search_of(later.keys, olu.person_id, search_id).asked.terms == ASKED.terms
        assert overview.extract_of(later.keys, olu.person_id, search_id, extract).text == SECRET
        assert answering.open_(hers.keys, priya.person_id, search_id).what.extract == SECRET


class TestWhoCannotBeAsked:
    """People without keys, and those who have left."""

    def test_they_are_named_and_asked_once_they_can_be(
        self, app: Flask, people: People, olu: Enrolled, priya: Enrolled
    ) -> None:
        waits, gone = people.on_roster("Waits Here"), people.enrol("Gone Person")
        people.leave(gone)
        search_id = ask(olu, priya, waits, gone)
        found = overview.search_of(olu.keys, olu.person_id, search_id)
        assert [person.name for person in found.people] == ["Priya Nair"]
        assert {(each.name, each.why) for each in found.not_asked} == {
            ("Waits Here", "Has no open account yet"),
            ("Gone Person", "Has left"),
        }
        assert not found.more_can_be_asked
        with write_unit():
            assert asking.ask_the_others(olu.keys, olu.person_id, search_id) == 0
        # The account that was missing, made out of another's rows: only that it is there matters here.
        keys = people.enrol("Late Comer")
        with write_unit():
            search = db.session.get_one(JournalSearch, search_id)
            asked = asking.opened(olu.keys, search)
            late = asking.replace(asked, not_asked=(keys.person_id, gone.person_id))
            search.sealed = asking.seal_search(
                asking.secrets_of(olu.person_id).public, search_id, asking.to_bytes(late)
            )
        his = Browser(app).sign_in(olu)
        page = his.get(f"/data-protection/searches/{search_id}")
        assert "Had no open account, and can be asked now" in page.text
        page = his.submit(page.form(action="/ask-others"))
        assert "1 more person is asked." in page.text
        assert answering.open_(keys.keys, keys.person_id, search_id).what.terms == ASKED.terms

    def test_they_learn_nothing_of_each_other(self, people: People, olu: Enrolled, priya: Enrolled) -> None:
        waits = people.on_roster("Waits Here")
        search_id = ask(olu, priya, waits)
        asked = db.session.get_one(AskedToSearch, asked_id(search_id, priya))
        private = private_key(priya.keys, asking.secrets_of(priya.person_id))
        opened = open_terms(private, search_id, asked.sealed)
        assert waits.encode() not in opened
        assert answered_from(opened).extract == ""
        with pytest.raises(CannotOpen):
            open_terms(private, search_id, db.session.get_one(JournalSearch, search_id).sealed)


def test_whoever_has_not_answered_is_reminded_once_three_days_before(
    people: People, olu: Enrolled, priya: Enrolled
) -> None:
    sam = people.enrol("Sam Reed")
    ask(olu, priya, sam, days=10)
    answer(sam, ask(olu, sam, days=10), "nothing-found")
    for days, reminded in ((5, 0), (8, 1), (9, 1), (12, 1)):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            due_notices.run()
            db.session.rollback()
            assert _kinds(priya).count("search-due") == reminded, days
    assert _kinds(sam).count("search-due") == 1


def test_the_trail_notices_and_mails_hold_ids_and_names_and_no_typed_word(olu: Enrolled, priya: Enrolled) -> None:
    search_id = ask(olu, priya)
    share(priya, olu, search_id, f"{SECRET} {TERM}")
    with write_unit():
        asking.close(olu.person_id, search_id)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event.startswith("search-"))).all()
    assert [(event.event, event.about_id, event.details) for event in events] == [
        (event, priya.person_id, {"search": search_id})
        for event in ("search-asked", "search-answered", "search-closed")
    ]
    said = [*db.session.scalars(select(Notice.details)), *db.session.scalars(select(Mail.details))]
    for word in (*ASKED.terms, ASKED.explanation, SECRET):
        assert word not in str(said)
    assert {name for details in said for name in details} == {"name", "day"}


def _kinds(person: Enrolled) -> list[str]:
    return list(
        db.session.scalars(select(Notice.kind).where(Notice.person_id == person.person_id).order_by(Notice.made_at))
    )


def _token(page: Page) -> str:
    return page.forms()[0].values()["csrf_token"][0]
