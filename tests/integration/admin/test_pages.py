"""What administrators see: people and units to look at, and never a word that anybody wrote."""

import pytest
from sqlalchemy import event

from reflect.storage.db import db
from tests.support.browser import Browser

PAGES = ["/admin/", "/admin/units", "/admin/questions/", "/admin/questions/panel"]


@pytest.mark.parametrize("address", PAGES)
def test_for_anybody_but_an_administrator_these_pages_are_not_there(app, people, address):
    assert "/sign-in" in Browser(app).get(address).address
    for role in ("practitioner", "supervisor", "team_lead", "service_lead"):
        person = people.enrol(f"{role.title()} Somebody", roles=(role,))
        assert Browser(app).sign_in(person).get(address).status == 404


@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_for_an_administrator(administrator, address):
    page = administrator.get(address)
    assert page.status == 200
    headings = ["".join(heading.itertext()) for heading in page.tree.iter("h1")]
    assert len(headings) == 1
    assert page.title.startswith(headings[0])


def test_administrators_are_told_what_they_cannot_do(administrator):
    assert "Administrators cannot read reflections." in administrator.get("/admin/").text


def test_people_stand_with_their_unit_and_roles_in_order_of_name(administrator, people):
    people.enrol("Ana Silva", roles=("practitioner", "supervisor"))
    text = administrator.get("/admin/").text
    assert "Ana Silva North team practitioner, supervisor" in text
    assert text.index("Ana Silva") < text.index("Dev Okafor North team administrator")


def test_a_long_roster_comes_a_page_at_a_time_with_everybody_once(administrator, people):
    names = [f"Invented{n:03} Person" for n in range(104)] + ["Dev Okafor"]
    for name in names[:-1]:
        people.on_roster(name)
    seen, address = [], "/admin/"
    while address:
        page = administrator.get(address)
        found = [row for row in page.tree.iter("tr") if row.find("td") is not None]
        seen += ["".join(row.find("th").itertext()) for row in found]
        address = next((link.get("href") for link in page.tree.iter("a") if link.get("rel") == "next"), None)
    assert seen == sorted(names)


def test_somebody_who_left_is_not_listed(administrator, people):
    ana = people.enrol("Ana Silva")
    people.leave(ana)
    assert "Ana Silva" not in administrator.get("/admin/").text


@pytest.mark.parametrize("after", ["nonsense", "0" * 26, "%00", "' OR 1=1 --", "é"])
def test_a_malformed_place_in_a_list_is_no_error(administrator, after):
    assert administrator.get(f"/admin/?after={after}").status == 200
    assert administrator.get(f"/admin/units?after={after}").status == 200


def test_units_stand_with_what_they_are_part_of(administrator):
    text = administrator.get("/admin/units").text
    assert "North team Team Assessment 1" in text
    assert "Assessment Service Social care 0" in text


def test_the_number_of_people_changes_no_number_of_statements(app, administrator, people):
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    counts = []
    for more in (0, 40):
        for n in range(more):
            people.on_roster(f"Invented{n:03} Person")
        administrator.get("/admin/")
        seen.clear()
        administrator.get("/admin/")
        counts.append(len([statement for statement in seen if statement.lstrip().startswith(("SELECT", "WITH"))]))
    assert counts[0] == counts[1] <= 6
