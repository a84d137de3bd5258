"""Raising a theme: one's own act, in one's own name, seen by one's own team alone, and gone when it is withdrawn."""

import re

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.errors import BadInput, NotFound
from reflect.library.themes import themes
from reflect.notices.models import Mail, Notice
from reflect.organisation import roster
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit
from reflect.themes.models import Choices, Contribution
from reflect.themes.team import raising
from reflect.themes.team.models import MOST_WORDS, RaisedTheme
from tests.support.browser import Browser, Page
from tests.support.people import TEAM, Enrolled, People
from tests.support.writing import write

SERVICE = TEAM[:3]
WORDS = "I would like us to practise saying it."


@pytest.fixture
def sam(people: People) -> Enrolled:
    return people.enrol("Sam Okafor")


def unit(path: tuple[str, ...] = TEAM) -> str:
    with write_unit():
        return roster.place_unit(path)


def move(person: Enrolled, path: tuple[str, ...]) -> None:
    unit_id = unit(path)
    with write_unit():
        db.session.execute(update(Person).where(Person.id == person.person_id).values(unit_id=unit_id))


def raise_(browser: Browser, theme: str = "naming-racism", words: str = WORDS) -> Page:
    return browser.submit(browser.get("/themes/raise").form("note"), theme=theme, note=words)


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(RaisedTheme)) or 0


def test_names_and_the_number_of_people_stand_before_the_button(
    app: Flask, people: People, priya: Enrolled, marcus: Enrolled, sam: Enrolled
) -> None:
    rosa = people.enrol("Rosa Diaz", roles=("practitioner",), unit=(*SERVICE, "South team"))
    with write_unit():
        roster.give_role(rosa.person_id, "team_lead", roster.place_unit(TEAM))
    page = Browser(app).sign_in(priya).get("/themes/raise")
    button = page.html.index("Raise it with 3 people in North team")
    for name in ("Marcus Bell", "Sam Okafor", "Rosa Diaz"):
        assert page.html.index(f"<li>{name}</li>") < button
    assert page.text.index("Your team sees this with your name") < page.text.index("Which theme?")


def test_the_team_and_its_leads_see_it_with_its_name_and_its_words(
    app: Flask, priya: Enrolled, marcus: Enrolled, sam: Enrolled
) -> None:
    page = raise_(Browser(app).sign_in(priya))
    assert page.address == f"/themes/teams/{unit()}"
    for person in (marcus, sam, priya):
        page = Browser(app).sign_in(person).get("/themes/")
        assert f"Naming racism {WORDS} Priya Nair," in page.text


def test_nobody_else_sees_it_and_no_address_of_theirs_leads_there(
    app: Flask, people: People, priya: Enrolled, marcus: Enrolled
) -> None:
    raise_(Browser(app).sign_in(priya))
    raised_id = db.session.scalar(select(RaisedTheme.id))
    for person in (
        people.enrol("Amara Osei", roles=("service_lead",), unit=SERVICE),
        people.enrol("Dev Malik", roles=("administrator",), unit=TEAM[:1]),
        people.enrol("Rosa Diaz", roles=("team_lead",), unit=(*SERVICE, "South team")),
    ):
        browser = Browser(app).sign_in(person)
        for address in ("/themes/", f"/themes/teams/{unit()}", "/themes/raise"):
            assert WORDS not in browser.get(address).text, (person.name, address)
        token = browser.get("/notices/").forms()[0].values()["csrf_token"][0]
        assert browser.post(f"/themes/raised/{raised_id}/withdraw", {"csrf_token": token}).status == 404
    assert rows() == 1


def test_not_even_a_lead_withdraws_what_somebody_else_raised(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    raise_(Browser(app).sign_in(priya))
    his = Browser(app).sign_in(marcus)
    assert "Withdraw" not in his.get("/themes/").text
    with pytest.raises(NotFound), write_unit():
        raising.withdraw(marcus.person_id, str(db.session.scalar(select(RaisedTheme.id))))


def test_withdrawn_it_is_deleted_at_once(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    hers = Browser(app).sign_in(priya)
    page = raise_(hers)
    assert "deleted" in hers.submit(page.form(action="/withdraw")).text
    assert rows() == 0
    assert WORDS not in Browser(app).sign_in(marcus).get("/themes/").text


def test_whoever_moves_or_leaves_is_not_shown_in_the_old_team_nor_in_the_new_one(
    app: Flask, people: People, priya: Enrolled, marcus: Enrolled, sam: Enrolled
) -> None:
    hers = Browser(app).sign_in(priya)
    raise_(hers)
    raise_(Browser(app).sign_in(sam), "child-voice", "Of somebody else.")
    south = (*SERVICE, "South team")
    rosa = people.enrol("Rosa Diaz", roles=("team_lead",), unit=south)
    move(priya, south)
    people.leave(sam)
    for person in (marcus, rosa):
        page = Browser(app).sign_in(person).get("/themes/")
        assert WORDS not in page.text
        assert "Of somebody else." not in page.text
    page = hers.get("/themes/raise")
    assert "You do not work there now, so nobody there sees it" in page.text
    hers.submit(page.form(action="/withdraw"))
    assert rows() == 1, "hers is gone, wherever she works now"


def test_nothing_is_chosen_whatever_she_counts_or_has_written(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    write(priya, "About naming racism.", title="Tuesday")
    browser = Browser(app).sign_in(priya)
    for address in ("/themes/raise", "/themes/raise?theme=naming-racism&note=words"):
        values = browser.get(address).form("note").values()
        assert "theme" not in values
        assert values["note"] == [""]


def test_the_page_reads_nothing_of_a_journal_or_of_what_is_counted(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    browser = Browser(app).sign_in(priya)
    form = browser.get("/themes/raise").form("note")
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        browser.get("/themes/raise")
        browser.submit(form, theme="naming-racism", note=WORDS)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    private = re.compile(rf"journal_|share_|\b({Choices.__tablename__}|{Contribution.__tablename__})\b")
    assert len(seen) > 5
    assert [statement for statement in seen if private.search(statement)] == []


def test_a_theme_that_is_for_its_author_alone_cannot_be_raised(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(priya)
    never = [theme.slug for theme in themes() if theme.aggregate == "never"]
    assert never
    page = browser.get("/themes/raise")
    offered = {radio.get("value") for radio in page.tree.iter("input") if radio.get("name") == "theme"}
    assert len(offered) > 15
    assert not offered & set(never)
    for theme in (*never, "no-such-theme", ""):
        page = raise_(browser, theme)
        assert page.status == 400
        assert WORDS in page.html
    assert rows() == 0


def test_once_for_each_theme(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(priya)
    raise_(browser)
    page = raise_(browser, words="Said differently.")
    assert page.status == 409
    assert "withdraw it first" in page.text
    assert page.form("note").values()["note"] == ["Said differently."]
    assert raise_(browser, "child-voice").status == 200
    assert rows() == 2


def test_words_are_short_and_may_be_left_out(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(priya)
    page = raise_(browser, words="a" * (MOST_WORDS + 1))
    assert page.status == 400
    assert "a" * (MOST_WORDS + 1) in page.html
    assert raise_(browser, words="").status == 200
    assert rows() == 1


def test_what_no_text_holds_is_refused_with_a_sentence(priya: Enrolled, marcus: Enrolled) -> None:
    team = unit()
    with pytest.raises(BadInput, match="no text needs"), write_unit():
        raising.raise_(priya.person_id, team, "naming-racism", "a\0b")


def test_words_that_may_tell_who_somebody_is_are_shown_once_first_and_may_then_go(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    browser = Browser(app).sign_in(priya)
    page = raise_(browser, words="After the call from 07700 900123 about it.")
    assert "This may tell who somebody is" in page.text
    assert "07700 900123" in page.text
    assert rows() == 0
    changed = browser.submit(page.form("note"), note="After the call from 07700 900456 about it.")
    assert "07700 900456" in changed.text
    assert rows() == 0, "other words are looked at anew"
    assert browser.submit(changed.form("note")).address == f"/themes/teams/{unit()}"
    assert rows() == 1


def test_whoever_moves_between_looking_and_raising_is_shown_the_names_anew(
    app: Flask, people: People, priya: Enrolled, marcus: Enrolled
) -> None:
    south = (*SERVICE, "South team")
    people.enrol("Rosa Diaz", unit=south)
    browser = Browser(app).sign_in(priya)
    form = browser.get("/themes/raise").form("note")
    move(priya, south)
    page = browser.submit(form, theme="naming-racism", note=WORDS)
    assert page.status == 409
    assert "Rosa Diaz" in page.text
    assert "Marcus Bell" not in page.text
    assert page.form("note").values()["note"] == [WORDS]
    assert rows() == 0
    assert browser.submit(page.form("note")).status == 200
    assert rows() == 1


def test_somebody_who_works_alone_is_told_so(app: Flask, priya: Enrolled) -> None:
    browser = Browser(app).sign_in(priya)
    assert "nobody would see it" in browser.get("/themes/raise").text
    token = browser.get("/notices/").forms()[0].values()["csrf_token"][0]
    page = browser.post("/themes/raise", {"csrf_token": token, "team": unit(), "theme": "naming-racism", "note": WORDS})
    assert page.status == 400
    assert rows() == 0


def test_raising_and_withdrawing_leave_no_event_no_notice_and_no_mail(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    hers = Browser(app).sign_in(priya)
    before = traces()
    hers.submit(raise_(hers).form(action="/withdraw"))
    raise_(hers)
    assert traces() == before


def traces() -> list[int]:
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (AuditEvent, Notice, Mail)]


def test_what_somebody_typed_is_shown_as_they_typed_it(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    raise_(Browser(app).sign_in(priya), words="<b>1 < 2</b>")
    html = Browser(app).sign_in(marcus).get("/themes/").html
    assert "&lt;b&gt;1 &lt; 2&lt;/b&gt;" in html


def test_whoever_started_again_is_nobody_in_the_team_under_the_earlier_id(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    raise_(Browser(app).sign_in(priya))
    with write_unit():
        db.session.execute(
            update(Person).where(Person.id == priya.person_id).values(left_at=now(), continued_as=marcus.person_id)
        )
    assert WORDS not in Browser(app).sign_in(marcus).get("/themes/").text
