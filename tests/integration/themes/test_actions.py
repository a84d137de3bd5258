"""The plan of a unit: its leads write it, whoever does an action notes how far it is, those below and above read it."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound
from reflect.organisation import roster
from reflect.organisation.models import Person, Unit
from reflect.storage.db import db, write_unit
from reflect.themes.actions import notes, plan, showing
from reflect.themes.actions.models import MOST_NOTE, MOST_WHAT, Action, ActionNote
from reflect.themes.actions.owners import MOST
from reflect.themes.models import Window
from reflect.themes.windows import EXPIRES_AFTER
from reflect.web.days import today
from tests.support import figures
from tests.support.browser import Browser, Page
from tests.support.people import TEAM, Enrolled, People
from tests.support.plans import WHAT, planned, unit
from tests.support.statements import statements

SERVICE, AGENCY, ROOT = TEAM[:3], TEAM[:2], TEAM[:1]
SOUTH = (*SERVICE, "South team")


@pytest.fixture
def amara(people: People) -> Enrolled:
    return people.enrol("Amara Osei", roles=("service_lead",), unit=SERVICE)


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def add(browser: Browser, person: Enrolled, **changes: object) -> Page:
    form = browser.get(f"/themes/teams/{unit()}/actions/new").form("what")
    due = today() + timedelta(days=30)
    wanted = {"what": WHAT, "answers": "R2", "owner": person.person_id, "due": str(due), **changes}
    return browser.submit(form, **wanted)


class TestWriting:
    def test_a_lead_adds_an_action_and_the_team_reads_it(self, app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
        page = add(Browser(app).sign_in(marcus), priya, theme="language-access", shown_by=showing.coming()[1].name)
        assert page.address == f"/themes/teams/{unit()}"
        hers = Browser(app).sign_in(priya)
        page = hers.get("/themes/")
        assert f"{WHAT}R2: Conditions to talk about race and identity" in page.text
        (address,) = {link for link in page.links() if link.startswith("/themes/actions/")}
        page = hers.get(address)
        for words in ("Priya Nair", "Planned", "Language and access", "Not released yet"):
            assert words in page.text
        assert hers.get(f"{address}/change").status == 404
        assert hers.get(f"/themes/teams/{unit()}/actions/new").status == 404

    def test_the_form_offers_the_three_recommendations_and_the_next_four_windows(
        self, app: Flask, marcus: Enrolled
    ) -> None:
        page = Browser(app).sign_in(marcus).get(f"/themes/teams/{unit()}/actions/new")
        answers = [box.get("value") for box in page.tree.iter("input") if box.get("name") == "answers"]
        assert answers == ["R1", "R2", "R3", "local"]
        (select_,) = (each for each in page.tree.iter("select") if each.get("name") == "shown_by")
        assert [option.get("value") for option in select_.iter("option")] == ["", *(w.name for w in showing.coming())]
        assert len(showing.coming()) == 4
        (select_,) = (each for each in page.tree.iter("select") if each.get("name") == "theme")
        themes = [option.get("value") for option in select_.iter("option")]
        assert "naming-racism" in themes
        assert "staff-experience" not in themes

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"what": "  "}, "Say what is to be done"),
            ({"what": "a" * (MOST_WHAT + 1)}, "1 character too long"),
            ({"answers": "R9"}, "Choose which recommendation"),
            ({"answers": None}, "Choose which recommendation"),
            ({"theme": "staff-experience"}, "Choose a theme from the list"),
            ({"shown_by": "1999-H1"}, "Choose one of the next windows"),
            ({"due": "2020-01-01"}, "from today on"),
            ({"due": "9999-12-31"}, "from today on"),
            ({"due": "soon"}, "Enter the day as numbers"),
            ({"due": ""}, "Enter a day"),
            ({"owner": ""}, "Choose who does it"),
            ({"owner": "nobody"}, "Choose who does it"),
            ({"owner_address": "nobody@test.example"}, "Nobody who works here has this address"),
        ],
    )
    def test_what_cannot_be_comes_back_with_its_words(
        self, app: Flask, priya: Enrolled, marcus: Enrolled, changes: dict[str, object], sentence: str
    ) -> None:
        page = add(Browser(app).sign_in(marcus), priya, **changes)
        assert page.status == 400
        assert sentence in page.text
        assert "what" in changes or WHAT in page.html
        assert count(Action) == 0

    def test_only_somebody_who_works_there_or_leads_there_can_be_asked(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled, amara: Enrolled
    ) -> None:
        rosa = people.enrol("Rosa Diaz", unit=SOUTH)
        his = Browser(app).sign_in(marcus)
        assert "Choose who does it" in add(his, rosa).text
        hers = Browser(app).sign_in(amara)
        form = hers.get(f"/themes/teams/{unit(SERVICE)}/actions/new").form("what")
        due = str(today())
        page = hers.submit(form, what=WHAT, answers="local", owner=rosa.person_id, due=due)
        assert "The action is in the plan" in page.text, "of a team under her service"

    def test_in_a_large_unit_somebody_is_named_by_their_address(
        self, app: Flask, people: People, amara: Enrolled, marcus: Enrolled
    ) -> None:
        with write_unit():
            south = roster.place_unit(SOUTH)
            roster.place_people([(f"Colleague {n}", f"colleague.{n}@test.example", south) for n in range(MOST)])
        rosa = people.enrol("Rosa Diaz", unit=SOUTH)
        browser = Browser(app).sign_in(amara)
        page = browser.get(f"/themes/teams/{unit(SERVICE)}/actions/new")
        assert "Marcus Bell, North team" in page.text, "who leads a team under it is in the list"
        assert "Rosa Diaz" not in page.text
        fields = {"what": WHAT, "answers": "R1", "due": str(today()), "owner_address": rosa.email}
        assert "Rosa Diaz" in browser.submit(page.form("what"), **fields).text

    def test_pressed_twice_it_is_one_action(self, app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
        browser = Browser(app).sign_in(marcus)
        for _press in range(2):
            add(browser, priya)
        assert count(Action) == 1

    def test_changed_by_a_button_pressed_twice_it_is_changed_once(
        self, app: Flask, priya: Enrolled, marcus: Enrolled
    ) -> None:
        browser, address = Browser(app).sign_in(marcus), f"/themes/actions/{planned(marcus, priya)}/change"
        form = browser.get(address).form("what")
        pages = [browser.submit(form, what="As he wants it") for _press in range(2)]
        assert ["Changed." in page.text for page in pages] == [True, True]
        changed = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "action-changed")
        assert db.session.scalar(changed) == 1

    def test_two_leads_who_change_the_same_action_lose_nothing(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled
    ) -> None:
        rosa = people.enrol("Rosa Diaz", roles=("team_lead",))
        address = f"/themes/actions/{planned(marcus, priya)}"
        his, hers = Browser(app).sign_in(marcus), Browser(app).sign_in(rosa)
        first, second = his.get(f"{address}/change"), hers.get(f"{address}/change")
        assert "Changed." in his.submit(first.form("what"), what="As he wants it", answers="R1").text
        page = hers.submit(second.form("what"), what="As she wants it")
        assert page.status == 409
        assert "As it is now WhatAs he wants it" in page.text
        assert page.form("what").values()["what"] == ["As she wants it"]
        assert "As he wants it" in his.get(address).text
        hers.submit(page.form("what"))
        assert "As she wants it" in his.get(address).text, "having seen his, she decides"

    def test_an_old_action_can_be_changed_and_keeps_its_day_its_window_and_its_owner(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled
    ) -> None:
        action_id = planned(marcus, priya)
        with write_unit():
            db.session.execute(update(Action).values(due_on=today() - timedelta(days=400), shown_by="2024-H1"))
            people_elsewhere = select(Person.id).where(Person.id == priya.person_id)
            db.session.execute(
                update(Person).where(Person.id.in_(people_elsewhere)).values(unit_id=roster.place_unit(SOUTH))
            )
        browser = Browser(app).sign_in(marcus)
        page = browser.get(f"/themes/actions/{action_id}/change")
        assert "Changed." in browser.submit(page.form("what"), what="Said more clearly").text
        row = db.session.get_one(Action, action_id)
        assert (row.shown_by, row.owner_id) == ("2024-H1", priya.person_id)
        assert row.due_on == today() - timedelta(days=400)

    def test_taking_it_away_asks_once_and_takes_its_notes_with_it(
        self, app: Flask, priya: Enrolled, marcus: Enrolled
    ) -> None:
        action_id = planned(marcus, priya)
        with write_unit():
            notes.add_note(priya.person_id, action_id, "begun", "Three visits.")
        browser = Browser(app).sign_in(marcus)
        page = browser.get(f"/themes/actions/{action_id}/remove")
        assert WHAT in page.text
        assert "The action is gone" in browser.submit(page.form(action="/remove")).text
        assert (count(Action), count(ActionNote)) == (0, 0)

    def test_the_trail_keeps_ids_and_no_words(self, app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
        action_id = planned(marcus, priya)
        browser = Browser(app).sign_in(marcus)
        browser.submit(browser.get(f"/themes/actions/{action_id}/change").form("what"), what="Other words")
        browser.submit(browser.get(f"/themes/actions/{action_id}/remove").form(action="/remove"))
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.event.startswith("action-"))).all()
        assert {each.event for each in events} == {"action-added", "action-changed", "action-removed"}
        assert all(each.details == {"action": action_id, "unit": unit()} for each in events)


class TestNotes:
    def test_pressed_twice_it_is_one_note(self, app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
        hers, address = Browser(app).sign_in(priya), f"/themes/actions/{planned(marcus, priya)}"
        for fields in ({"progress": "begun", "note": "14 of 16 visits."}, {"progress": "done", "note": ""}):
            form = hers.get(address).form("note")
            pages = [hers.submit(form, **fields) for _press in range(2)]
            assert ["Noted." in page.text for page in pages] == [True, True]
        assert count(ActionNote) == 2

    def test_line_ends_count_once_as_the_page_says(self, app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
        hers, address = Browser(app).sign_in(priya), f"/themes/actions/{planned(marcus, priya)}"
        long = "a\r\n" * (MOST_NOTE // 2 - 1) + "ab"
        assert "Noted." in hers.submit(hers.get(address).form("note"), progress="begun", note=long).text

    def test_what_no_text_holds_is_refused_with_a_sentence(self, priya: Enrolled, marcus: Enrolled) -> None:
        action_id = planned(marcus, priya)
        with pytest.raises(BadInput, match="no text needs"), write_unit():
            notes.add_note(priya.person_id, action_id, "begun", "a\0b")
        with pytest.raises(BadInput, match="no text needs"):
            planned(marcus, priya, what="a\0b")

    def test_whoever_is_to_do_it_says_how_far_it_is_and_what_shows_it(
        self, app: Flask, priya: Enrolled, marcus: Enrolled
    ) -> None:
        hers, address = Browser(app).sign_in(priya), f"/themes/actions/{planned(marcus, priya)}"
        page = hers.submit(hers.get(address).form("note"), progress="begun", note="14 of 16 visits.")
        assert "Noted." in page.text
        page = hers.submit(page.form("note"), progress="done", note="16 of 16 visits.")
        assert page.text.index("16 of 16") < page.text.index("14 of 16"), "the newest first"
        assert "How farDone" in Browser(app).sign_in(marcus).get(address).text

    def test_nobody_else_adds_one(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled, amara: Enrolled
    ) -> None:
        sam = people.enrol("Sam Okafor")
        action_id = planned(marcus, priya)
        for person in (sam, amara):
            page = Browser(app).sign_in(person).get(f"/themes/actions/{action_id}")
            assert page.status == 200
            assert "Add a note" not in page.text
            with pytest.raises(NotFound), write_unit():
                notes.add_note(person.person_id, action_id, "done", "")
        assert count(ActionNote) == 0

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"progress": "planned", "note": " "}, "Say what was done or seen"),
            ({"progress": "nearly", "note": "x"}, "Choose how far it is"),
            ({"progress": "begun", "note": "a" * (MOST_NOTE + 1)}, "1 character too long"),
        ],
    )
    def test_what_cannot_be_comes_back(
        self, app: Flask, priya: Enrolled, marcus: Enrolled, fields: dict[str, str], sentence: str
    ) -> None:
        hers, address = Browser(app).sign_in(priya), f"/themes/actions/{planned(marcus, priya)}"
        page = hers.submit(hers.get(address).form("note"), **fields)
        assert page.status == 400
        assert sentence in page.text
        assert fields["note"].strip() in page.html
        assert count(ActionNote) == 0


class TestWhoReads:
    def test_those_below_and_above_read_it_and_nobody_beside(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled, amara: Enrolled
    ) -> None:
        his_teams, her_services = planned(marcus, priya), planned(amara, what="Of the service", path=SERVICE)
        rosa = people.enrol("Rosa Diaz", roles=("team_lead",), unit=SOUTH)
        director = people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)
        dev = people.enrol("Dev Malik", roles=("administrator",), unit=ROOT)
        stranger = people.enrol("Lena Fox", roles=("service_lead",), unit=(*ROOT, "Police", "Protection"))
        reads = {"team": {priya, marcus, amara, director}, "service": {priya, marcus, amara, director, rosa}}
        for person in (priya, marcus, amara, rosa, director, dev, stranger):
            browser = Browser(app).sign_in(person)
            for name, action_id, path in (("team", his_teams, TEAM), ("service", her_services, SERVICE)):
                wanted = 200 if person in reads[name] else 404
                assert browser.get(f"/themes/actions/{action_id}").status == wanted, (person.name, name)
                assert browser.get(f"/themes/teams/{unit(path)}").status == wanted, (person.name, name)

    def test_whoever_moved_away_reads_and_notes_it_no_more(self, app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
        hers, action_id = Browser(app).sign_in(priya), planned(marcus, priya)
        with write_unit():
            db.session.execute(
                update(Person).where(Person.id == priya.person_id).values(unit_id=roster.place_unit(SOUTH))
            )
        assert hers.get(f"/themes/actions/{action_id}").status == 404
        assert WHAT not in hers.get("/themes/").text
        with pytest.raises(NotFound), write_unit():
            notes.add_note(priya.person_id, action_id, "done", "")

    def test_somebody_finds_what_they_are_to_do_in_other_plans(
        self, app: Flask, priya: Enrolled, amara: Enrolled
    ) -> None:
        planned(amara, priya, what="Of the service", path=SERVICE)
        page = Browser(app).sign_in(priya).get("/themes/")
        assert "Yours in other plans" in page.text
        assert "Of the service" in page.text


class TestTheWindow:
    def test_when_it_is_released_the_page_says_so_and_leads_to_what_this_person_may_see(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled
    ) -> None:
        name = next(window.name for window in showing.coming() if "H" in window.name)
        address = f"/themes/actions/{planned(marcus, priya, shown_by=name)}"
        his = Browser(app).sign_in(marcus)
        assert "Not released yet." in his.get(address).text
        window, service = figures.a_window(name), unit(SERVICE)
        figures.release(window, service, counting=(unit(),))
        figures.release(window, unit((*ROOT, "Police", "Protection")), name="Protection")
        page = his.get(address)
        assert "Released on" in page.text
        assert [link for link in page.links() if link.endswith(f"/{window}")] == [f"/themes/{service}/{window}"]

    def test_one_that_ran_out_is_called_so(self, app: Flask, marcus: Enrolled) -> None:
        name = next(window.name for window in showing.coming() if "H" in window.name)
        address = f"/themes/actions/{planned(marcus, shown_by=name)}"
        figures.a_window(name, state="expired")
        assert "never released" in Browser(app).sign_in(marcus).get(address).text

    def test_one_that_nobody_released_in_time_is_called_so(self, app: Flask, marcus: Enrolled) -> None:
        name = next(window.name for window in showing.coming() if "H" in window.name)
        address = f"/themes/actions/{planned(marcus, shown_by=name)}"
        window_id = figures.a_window(name, state="open")
        browser = Browser(app).sign_in(marcus)
        assert "Not released yet" in browser.get(address).text
        opened_at = now() - EXPIRES_AFTER - timedelta(days=1)
        with write_unit():
            db.session.execute(
                update(Window)
                .where(Window.id == window_id)
                .values(opens_at=opened_at, closes_at=opened_at + timedelta(days=1))
            )
        assert "never released" in browser.get(address).text


class TestManyPlaces:
    def test_by_recommendation_and_place_with_what_is_overdue(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled, amara: Enrolled
    ) -> None:
        planned(marcus, priya)
        late = planned(marcus, what="Late", answers="R2")
        planned(amara, what="Review", answers="R3", path=SERVICE)
        with write_unit():
            db.session.execute(update(Action).where(Action.id == late).values(due_on=today() - timedelta(days=1)))
        director = people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)
        for person in (amara, director):
            page = Browser(app).sign_in(person).get("/themes/actions")
            assert "1 action is overdue." in page.text
            assert [cells(row) for row in rows_of(page, "by-R2")] == [["North teamAssessment", "2", "0", "0", "0", "1"]]
            assert [cells(row) for row in rows_of(page, "by-R3")] == [
                ["AssessmentSocial care", "1", "0", "0", "0", "0"]
            ]
            assert len(rows_of(page, "each")) == 3

    def test_filtered_by_how_far_they_are(self, app: Flask, marcus: Enrolled, amara: Enrolled) -> None:
        with_note = planned(marcus)
        planned(marcus, what="Still planned")
        with write_unit():
            notes.add_note(marcus.person_id, with_note, "begun", "")
        browser = Browser(app).sign_in(amara)
        assert len(rows_of(browser.get("/themes/actions?progress=begun"), "each")) == 1
        assert len(rows_of(browser.get("/themes/actions?progress=x"), "each")) == 2
        assert "No action is marked “Done”." in browser.get("/themes/actions?progress=done").text

    def test_filtered_by_what_is_overdue(self, app: Flask, marcus: Enrolled, amara: Enrolled) -> None:
        late = planned(marcus, what="Late")
        finished = planned(marcus, what="Late, and done")
        planned(marcus, what="In time")
        browser = Browser(app).sign_in(amara)
        assert "No action is overdue." in browser.get("/themes/actions?progress=overdue").text
        with write_unit():
            notes.add_note(marcus.person_id, finished, "done", "")
            past = update(Action).where(Action.id.in_((late, finished)))
            db.session.execute(past.values(due_on=today() - timedelta(days=1)))
        page = browser.get("/themes/actions?progress=overdue")
        (row,) = rows_of(page, "each")
        assert cells(row)[0].startswith("LateR2")
        assert page.tree.xpath("//a[@aria-current='true']/text()")[-1] == "Overdue"

    def test_nobody_sees_places_that_they_do_not_lead(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled
    ) -> None:
        planned(marcus)
        dev = people.enrol("Dev Malik", roles=("administrator",), unit=ROOT)
        other = people.enrol("Lena Fox", roles=("service_lead",), unit=(*ROOT, "Police", "Protection"))
        for person in (priya, marcus, dev):
            browser = Browser(app).sign_in(person)
            assert browser.get("/themes/actions").status == 404
            assert browser.get("/themes/actions.csv").status == 404
        assert WHAT not in Browser(app).sign_in(other).get("/themes/actions").text

    def test_the_file_has_each_action_and_runs_nothing(self, app: Flask, marcus: Enrolled, amara: Enrolled) -> None:
        action_id = planned(marcus, what="=1+1", shown_by=showing.coming()[0].name)
        with write_unit():
            notes.add_note(marcus.person_id, action_id, "begun", "+44 was rung")
        response = Browser(app).sign_in(amara).open("GET", "/themes/actions.csv")
        heads, row = csv.reader(io.StringIO(response.data.decode("utf-8-sig")))
        found = dict(zip(heads, row, strict=True))
        assert found["Action"] == "'=1+1"
        assert found["Latest evidence"] == "'+44 was rung"
        assert (found["Place"], found["Part of"], found["Recommendation"]) == ("North team", "Assessment", "R2")
        assert (found["Progress"], found["Overdue"], found["Theme"]) == ("Begun", "no", "Language and access")

    def test_statements_do_not_grow_with_actions_and_places(
        self, app: Flask, people: People, priya: Enrolled, marcus: Enrolled, amara: Enrolled
    ) -> None:
        browser, addresses = Browser(app).sign_in(amara), ("/themes/actions", "/themes/", f"/themes/teams/{unit()}")
        his = Browser(app).sign_in(marcus)
        planned(marcus)
        few = [statements(app, browser, each) for each in addresses] + [statements(app, his, "/themes/")]
        rosa = people.enrol("Rosa Diaz", roles=("team_lead",), unit=SOUTH)
        for number in range(12):
            planned(marcus, what=f"Action {number}")
            planned(rosa, what=f"Action {number}", path=SOUTH)
            planned(amara, what=f"Action {number}", path=SERVICE)
        assert [statements(app, browser, each) for each in addresses] + [statements(app, his, "/themes/")] == few
        assert few[0] <= 10


def rows_of(page: Page, labelled_by: str) -> list[object]:
    found = page.tree.xpath(f"//table[@aria-labelledby='{labelled_by}']/tbody/tr")
    return list(found)


def cells(row: object) -> list[str]:
    return [" ".join("".join(cell.itertext()).split()) for cell in row.iterchildren()]  # type: ignore[attr-defined]


def test_a_plan_of_a_closed_unit_is_nobodys(app: Flask, marcus: Enrolled) -> None:
    action_id = planned(marcus)
    unit_id = plan.one(marcus.person_id, action_id)[1].unit_id
    with write_unit():
        db.session.execute(update(Unit).where(Unit.id == unit_id).values(closed_at=now()))
    browser = Browser(app).sign_in(marcus)
    assert browser.get(f"/themes/actions/{action_id}").status == 404
    assert browser.get("/themes/").status == 200
