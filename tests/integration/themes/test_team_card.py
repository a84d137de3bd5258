"""The card of a team: a lead types it in the meeting, the team reads it, nobody else does, and nothing is prefilled."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.organisation import roster
from reflect.organisation.models import Person, Role
from reflect.storage.db import db, write_unit
from reflect.themes.team.card import LONG_AGO, MOST_LINE
from reflect.themes.team.models import TeamCard
from reflect.web.days import today
from tests.support.browser import Browser, Page
from tests.support.people import TEAM, Enrolled, People

SERVICE = TEAM[:3]
LINE = "Ask every child how they describe themselves"


@pytest.fixture
def marcus(people: People) -> Enrolled:
    return people.enrol("Marcus Bell", roles=("supervisor", "team_lead"))


def unit(path: tuple[str, ...] = TEAM) -> str:
    with write_unit():
        return roster.place_unit(path)


def card_page(browser: Browser) -> Page:
    return browser.get(f"/themes/teams/{unit()}/card")


def write(browser: Browser, *lines: str, held_on: object = None) -> Page:
    named = {f"agreed_{number}": line for number, line in enumerate(lines, start=1)}
    return browser.submit(card_page(browser).form("agreed_1"), held_on=str(held_on or today()), **named)


def test_the_whole_team_finds_what_a_lead_wrote_at_the_top_of_its_themes(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    page = write(Browser(app).sign_in(marcus), LINE, "", "  Book  interpreters \n")
    assert page.address == f"/themes/teams/{unit()}"
    hers = Browser(app).sign_in(priya)
    for address in ("/themes/", f"/themes/teams/{unit()}"):
        page = hers.get(address)
        assert LINE in page.text
        assert "Book interpreters" in page.text
        assert "Written down by Marcus Bell" in page.text
        assert not [link for link in page.links() if "/card" in link], "only a lead writes or takes away"


def test_every_field_begins_empty_whatever_was_written_or_raised_before(app: Flask, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(marcus)
    for _meeting in range(2):
        values = card_page(browser).form("agreed_1").values()
        assert {name: value for name, value in values.items() if name != "csrf_token"} == {
            "held_on": [""],
            "agreed_1": [""],
            "agreed_2": [""],
            "agreed_3": [""],
        }
        write(browser, LINE)


def test_the_page_says_who_can_read_it_before_anything_is_typed(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    page = card_page(Browser(app).sign_in(marcus))
    before = page.html.index("whoever leads it can read this")
    assert before < page.html.index('name="agreed_1"')
    assert "That is 2 people now" in page.text


def test_earlier_cards_stay_below_the_one_of_the_last_meeting(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    his = Browser(app).sign_in(marcus)
    write(his, "Of the last meeting")
    write(his, "Of a meeting before", held_on=today() - timedelta(days=30))
    page = Browser(app).sign_in(priya).get("/themes/")
    assert (
        page.text.index("Of the last meeting")
        < page.text.index("Earlier cards")
        < page.text.index("Of a meeting before")
    )


@pytest.mark.parametrize(
    ("lines", "held_on", "sentence"),
    [
        ((" ", "", ""), timedelta(0), "Write what you agreed on"),
        (("a" * (MOST_LINE + 1),), timedelta(0), "1 character too long"),
        ((LINE,), timedelta(days=1), "today, or a day of the last year"),
        ((LINE,), -LONG_AGO - timedelta(days=1), "today, or a day of the last year"),
    ],
)
def test_what_cannot_be_comes_back_with_the_words_and_writes_nothing(
    app: Flask, marcus: Enrolled, lines: tuple[str, ...], held_on: timedelta, sentence: str
) -> None:
    page = write(Browser(app).sign_in(marcus), *lines, held_on=today() + held_on)
    assert page.status == 400
    assert sentence in page.text
    assert page.form("agreed_1").values()["agreed_1"] == [lines[0]]
    assert db.session.scalar(select(func.count()).select_from(TeamCard)) == 0


@pytest.mark.parametrize("day", ["", "31.03.2026", "2026-02-30", "x" * 300])
def test_a_day_that_is_none_is_refused_with_a_sentence(app: Flask, marcus: Enrolled, day: str) -> None:
    browser = Browser(app).sign_in(marcus)
    page = browser.submit(card_page(browser).form("agreed_1"), held_on=day, agreed_1=LINE)
    assert page.status == 400
    assert "Enter the day" in page.text
    assert LINE in page.html


def test_pressed_twice_it_is_one_card(app: Flask, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(marcus)
    form = card_page(browser).form("agreed_1")
    for _press in range(2):
        browser.submit(form, held_on=str(today()), agreed_1=LINE)
    assert db.session.scalar(select(func.count()).select_from(TeamCard)) == 1


def test_taking_it_away_asks_once_and_then_it_is_gone(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    his = Browser(app).sign_in(marcus)
    page = write(his, LINE)
    (address,) = {link for link in page.links() if link.endswith("/remove")}
    asked = his.get(address)
    assert LINE in asked.text
    assert Browser(app).sign_in(priya).get(address).status == 404
    assert "The card is gone" in his.submit(asked.form(action="/remove")).text
    assert LINE not in Browser(app).sign_in(priya).get("/themes/").text
    assert his.get(address).status == 404
    assert db.session.scalar(select(func.count()).select_from(TeamCard)) == 0


def test_nobody_else_reads_it_neither_from_above_nor_beside_nor_an_administrator(
    app: Flask, people: People, marcus: Enrolled
) -> None:
    others = {
        "her service’s lead": people.enrol("Amara Osei", roles=("service_lead",), unit=SERVICE),
        "an administrator": people.enrol("Dev Malik", roles=("administrator",), unit=TEAM[:1]),
        "another team": people.enrol("Rosa Diaz", roles=("team_lead",), unit=(*SERVICE, "South team")),
    }
    write(Browser(app).sign_in(marcus), LINE)
    for who, person in others.items():
        browser = Browser(app).sign_in(person)
        page = browser.get(f"/themes/teams/{unit()}")
        assert page.status == (200 if who == "her service’s lead" else 404), who
        assert LINE not in page.text, who
        assert LINE not in browser.get("/themes/").text, who
        assert browser.get(f"/themes/teams/{unit()}/card").status == 404, who


def test_whoever_leads_no_more_or_has_moved_reads_and_writes_it_no_more(
    app: Flask, people: People, priya: Enrolled, marcus: Enrolled
) -> None:
    rosa = people.enrol("Rosa Diaz", roles=("team_lead",), unit=TEAM)
    elsewhere = unit((*SERVICE, "South team"))
    his, hers, rosas = (Browser(app).sign_in(person) for person in (marcus, priya, rosa))
    write(his, LINE)
    with write_unit():
        db.session.execute(update(Role).where(Role.person_id == marcus.person_id).values(until=now()))
        db.session.execute(update(Person).where(Person.id == priya.person_id).values(unit_id=elsewhere))
    assert LINE in his.get("/themes/").text, "he works there still"
    assert card_page(his).status == 404
    assert hers.get(f"/themes/teams/{unit()}").status == 404
    assert LINE not in hers.get("/themes/").text
    assert LINE in rosas.get("/themes/").text


def test_the_trail_says_that_a_card_was_written_and_not_what_is_on_it(app: Flask, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(marcus)
    (address,) = {link for link in write(browser, LINE).links() if link.endswith("/remove")}
    browser.submit(browser.get(address).form(action="/remove"))
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event.startswith("card-"))).all()
    assert {event.event: event.details for event in events} == {
        "card-written": {"unit": unit()},
        "card-removed": {"unit": unit()},
    }
    assert {event.actor_id for event in events} == {marcus.person_id}


def test_whoever_is_signed_out_meanwhile_gets_the_lines_back(app: Flask, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(marcus)
    form = card_page(browser).form("agreed_1")
    browser.sign_out()
    page = browser.submit(form, held_on=str(today()), agreed_1=LINE, agreed_3="And a third")
    assert page.status == 401
    assert LINE in page.text
    assert "And a third" in page.text
