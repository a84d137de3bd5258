"""Resources beside the themes: who adds them, who sees them, and that a mistake loses nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.organisation import roster, units
from reflect.storage.db import db, write_unit
from reflect.themes.learning.models import Resource
from reflect.web.days import today
from tests.support.browser import Browser
from tests.support.people import TEAM
from tests.support.statements import statements

ROOT, AGENCY, SERVICE = TEAM[:1], TEAM[:2], TEAM[:3]
ELSEWHERE = (*ROOT, "Police", "Protection", "South team")
GOOD = {
    "title": "Lunch talk on adultification",
    "kind": "local",
    "link": "https://talks.example/lunch",
    "note": "Noon.",
}


def unit(path):
    with write_unit():
        return roster.place_unit(path)


def add(administrator, path=ROOT, **fields):
    form = administrator.get("/admin/learning/new").form("title")
    return administrator.submit(form, **{**GOOD, "unit": unit(path), **fields})


def address_of(administrator):
    """Of the first resource, the page to change it."""
    links = administrator.get("/admin/learning/").links()
    return next(link for link in links if re.fullmatch(r"/admin/learning/[0-9a-z]{26}", link))


def kept():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Resource))


def events():
    db.session.rollback()
    found = select(AuditEvent.event).where(AuditEvent.event.like("resource-%")).order_by(AuditEvent.happened_at)
    return list(db.session.scalars(found))


def sees(app, person, title=GOOD["title"]):
    return title in Browser(app).sign_in(person).get("/themes/learning").text


def test_what_is_added_stands_beside_its_theme_with_the_day_it_was_checked(app, administrator, people):
    page = add(administrator, themes=["adultification", "child-voice"], checked=today().isoformat())
    assert "The resource is added." in page.text

    learning = Browser(app).sign_in(people.enrol("Priya Nair", unit=TEAM)).get("/themes/learning")

    assert learning.text.count(GOOD["title"]) == 2
    assert "Something local · Northbridge · Last checked on" in learning.text
    assert GOOD["link"] in learning.links()
    assert "Your organisation has put nothing here for all themes yet" in learning.text
    assert events() == ["resource-changed"]


@pytest.mark.parametrize(
    ("where", "theirs"), [(ROOT, (True, True)), (SERVICE, (True, False)), (ELSEWHERE, (False, True))]
)
def test_people_of_the_unit_and_of_those_below_see_it_and_nobody_else(app, administrator, people, where, theirs):
    inside, outside = people.enrol("Priya Nair", unit=TEAM), people.enrol("Lena Fischer", unit=ELSEWHERE)
    add(administrator, path=where)

    assert (sees(app, inside), sees(app, outside)) == theirs


def test_whoever_holds_a_role_in_a_unit_sees_what_is_there_while_they_hold_it(app, administrator, people):
    marcus = people.enrol("Marcus Bell", unit=ELSEWHERE)
    add(administrator, path=SERVICE)
    assert not sees(app, marcus)

    with write_unit():
        roster.give_role(marcus.person_id, "supervisor", roster.place_unit(TEAM))

    assert sees(app, marcus)


def test_one_is_changed_with_what_was_there_filled_in(app, administrator, people):
    add(administrator, themes=["child-voice"])
    form = administrator.get(address_of(administrator)).form("title")
    assert (form.values()["title"], form.values()["themes"]) == ([GOOD["title"]], ["child-voice"])

    page = administrator.submit(form, title="Lunch talk, moved", link="", themes=[])

    assert "The resource is changed." in page.text
    assert "About all themes" in page.text
    assert GOOD["link"] not in page.links()
    assert sees(app, people.enrol("Priya Nair", unit=TEAM), "Lunch talk, moved")
    assert events() == ["resource-changed", "resource-changed"]


def test_of_two_who_change_one_at_once_the_second_sees_both_and_decides(administrator):
    add(administrator)
    address = address_of(administrator)
    first, second = (administrator.get(address).form("title") for _page in range(2))
    administrator.submit(first, title="Moved to Tuesday")

    page = administrator.submit(second, title="Moved to Friday")

    assert page.status == 409
    assert "Somebody changed this resource in the meantime." in page.text
    assert "Moved to Tuesday" in page.text
    assert page.form("title").values()["title"] == ["Moved to Friday"]
    assert "Moved to Tuesday" in administrator.get("/admin/learning/").text
    assert administrator.submit(page.form("title")).status == 200
    assert "Moved to Friday" in administrator.get("/admin/learning/").text


def test_removing_asks_once(administrator):
    add(administrator)
    ask = administrator.get(f"{address_of(administrator)}/remove")
    assert f"Remove “{GOOD['title']}”?" in ask.text
    assert kept() == 1

    page = administrator.submit(ask.form())

    assert "The resource is removed." in page.text
    assert "There is no resource yet." in page.text
    assert kept() == 0
    assert events()[-1] == "resource-removed"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Enter a title, for example"),
        ({"title": "x" * 151}, "Enter a title of 150 characters or fewer."),
        ({"title": "Talk\x07"}, "There is a character in it that no text needs."),
        ({"link": "http://talks.example"}, "Enter the whole address, beginning with https://"),
        ({"link": "javascript:alert(1)"}, "Enter the whole address, beginning with https://"),
        ({"link": "https://talks.example/" + "x" * 500}, "Enter the whole address"),
        ({"note": "x" * 301}, "Enter 300 characters or fewer."),
        ({"kind": "film"}, "Choose one from the list."),
        ({"unit": "a" * 26}, "Choose one from the list."),
        ({"themes": ["staff-experience"]}, "Choose themes from the list."),
        ({"checked": "soon"}, "Enter the day as numbers"),
        ({"checked": (today() + timedelta(days=2)).isoformat()}, "today or earlier"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_comes_back(administrator, fields, sentence):
    page = add(administrator, **fields)

    assert page.status == 400
    assert sentence in page.text
    assert kept() == 0
    back = page.form("title").values()
    for name in {"title", "link", "note"} - fields.keys():
        assert back[name] == [GOOD[name]]


def test_a_unit_that_was_closed_is_told_beside_the_unit_and_another_can_be_chosen(administrator):
    add(administrator, path=ELSEWHERE)
    with write_unit():
        closed = roster.place_unit(ELSEWHERE)
        units.close_unit(closed, actor=None)
    form = administrator.get(address_of(administrator)).form("title")
    assert form.values()["unit"] == [closed]

    page = administrator.submit(form)

    assert page.status == 400
    assert "This unit is closed. Choose another." in page.text
    assert administrator.submit(form, unit=unit(ROOT)).status == 200


def test_the_day_and_nothing_else_may_be_left_out(administrator):
    assert "Never checked" in add(administrator, link="", note="", checked="").text


def test_the_list_takes_the_same_few_statements_for_one_and_for_fifty(app, administrator):
    add(administrator)
    few = statements(app, administrator, "/admin/learning/")
    with write_unit():
        unit_id = roster.place_unit(ROOT)
        for number in range(50):
            values = {"kind": "local", "title": f"Talk {number}", "note": "", "themes": [], "changed_at": now()}
            db.session.add(Resource(id=new_id(), unit_id=unit_id, **values))

    assert statements(app, administrator, "/admin/learning/") == few <= 6


class TestAnAdministratorOfOneAgency:
    @pytest.fixture
    def hers(self, app, people):
        return Browser(app).sign_in(people.enrol("Ana Silva", roles=("administrator",), unit=AGENCY))

    def test_offers_her_own_units_and_lists_their_resources_alone(self, administrator, hers):
        unit(ELSEWHERE)
        add(administrator, path=ROOT)

        assert GOOD["title"] not in hers.get("/admin/learning/").text
        assert "Police" not in hers.get("/admin/learning/new").text
        assert "Choose one from the list." in add(hers, path=ELSEWHERE).text

    def test_does_not_reach_what_is_above_or_elsewhere(self, administrator, hers):
        add(administrator, path=ROOT)
        address = address_of(administrator)

        for each in (address, f"{address}/remove"):
            assert hers.get(each).status == 404
        form = administrator.get(f"{address}/remove").form()
        assert hers.submit(form).status in (400, 404)
        assert kept() == 1


def test_markup_in_what_was_typed_is_text(app, administrator, people):
    add(administrator, title="<b>&‘Talk’", note="<script>x</script>")
    page = Browser(app).sign_in(people.enrol("Priya Nair", unit=TEAM)).get("/themes/learning")

    assert "<b>&" not in page.html
    assert "<script>x" not in page.html
