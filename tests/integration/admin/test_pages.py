"""What administrators see: people and units to look after, and never a word that anybody wrote."""

import pytest
from sqlalchemy import event

from reflect.organisation import units
from reflect.organisation.models import Unit
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.people import TEAM

PAGES = [
    "/admin/",
    "/admin/people/",
    "/admin/people/new",
    "/admin/invitations",
    "/admin/import",
    "/admin/units",
    "/admin/units/new",
    "/admin/signposts/",
    "/admin/questions/",
    "/admin/questions/panel",
]


def test_for_anybody_but_an_administrator_these_pages_are_not_there(app, people):
    stranger = Browser(app)
    for address in PAGES:
        assert "/sign-in" in stranger.get(address).address, address
    for role in ("practitioner", "supervisor", "team_lead", "service_lead"):
        browser = Browser(app).sign_in(people.enrol(f"{role.title()} Somebody", roles=(role,)))
        for address in PAGES:
            assert browser.get(address).status == 404, f"{address} as {role}"


@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_for_an_administrator(administrator, address):
    page = administrator.get(address)
    assert page.status == 200
    headings = ["".join(heading.itertext()) for heading in page.tree.iter("h1")]
    assert len(headings) == 1
    assert page.title.startswith(headings[0])


@pytest.mark.parametrize("address", ["/admin/", "/admin/people/", "/admin/units", "/admin/import"])
def test_administrators_are_told_what_they_cannot_do(administrator, address):
    assert "Administrators cannot read reflections." in administrator.get(address).text


def test_people_stand_with_unit_roles_and_account_in_order_of_name(administrator, people):
    people.enrol("Ana Silva", roles=("practitioner", "supervisor"))
    people.on_roster("Bea Lund")
    text = administrator.get("/admin/people/").text
    assert "Ana Silva ana@test.example North team practitioner, supervisor Enrolled" in text
    assert "Bea Lund bea@test.example North team practitioner Not invited" in text
    assert text.index("Ana Silva") < text.index("Dev Okafor")


def test_a_long_roster_comes_a_page_at_a_time_with_everybody_once(administrator, people):
    names = [f"Invented{n:03} Person" for n in range(104)]
    for name in names:
        people.on_roster(name)
    seen, address = [], "/admin/people/?q=invented"
    while address:
        page = administrator.get(address)
        seen += [link.text for link in page.tree.iter("a") if (link.text or "").startswith("Invented")]
        address = next((link.get("href") for link in page.tree.iter("a") if link.get("rel") == "next"), None)
    assert seen == sorted(names)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("silva", {"Ana Silva"}),
        ("BEA@test", {"Bea Lund"}),
        ("a", {"Ana Silva", "Bea Lund", "Dev Okafor"}),
        ("%", set()),
        ("_", set()),
        ("an\x00a", {"Ana Silva"}),
        ("' OR 1=1 --", set()),
        ("x" * 5000, set()),
    ],
)
def test_people_are_found_by_part_of_their_name_or_address(administrator, people, search, found):
    for name in ("Ana Silva", "Bea Lund"):
        people.on_roster(name)
    page = administrator.open("GET", "/admin/people/", query_string={"q": search})
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert {name for name in ("Ana Silva", "Bea Lund", "Dev Okafor") if f">{name}</a>" in text} == found


def test_people_are_found_by_how_their_account_stands(administrator, people):
    people.on_roster("Bea Lund")
    suspended, left = people.enrol("Cai Owen"), people.enrol("Lin Moss")
    people.suspend(suspended)
    people.leave(left)
    for state, name in {"uninvited": "Bea Lund", "suspended": "Cai Owen", "left": "Lin Moss", "": "Bea Lund"}.items():
        text = administrator.get(f"/admin/people/?state={state}").text
        assert name in text
        assert ("Lin Moss" in text) == (state == "left")
    assert administrator.get("/admin/people/?state=nonsense").status == 200


@pytest.mark.parametrize("after", ["nonsense", "0" * 26, "%00", "' OR 1=1 --", "é"])
def test_a_malformed_place_in_a_list_is_no_error(administrator, after):
    assert administrator.get(f"/admin/people/?after={after}").status == 200


def test_the_number_of_people_changes_no_number_of_statements(app, administrator, people):
    counts = []
    for more in (0, 40):
        for n in range(more):
            people.on_roster(f"Invented{n:03} Person")
        counts.append(_statements(administrator, "/admin/people/?q=person"))
    assert counts[0] == counts[1] <= 6


def test_the_number_of_units_changes_no_number_of_statements(app, administrator):
    counts = []
    with write_unit():
        partnership = db.session.query(Unit).filter_by(parent_id=None).one().id
    for more in (0, 20):
        for n in range(more):
            with write_unit():
                units.add_unit(f"Agency {n}", partnership, actor=partnership)
        counts.append(_statements(administrator, "/admin/units"))
    assert counts[0] == counts[1] <= 6


def test_somebody_from_another_part_of_the_organisation_is_not_there(app, people):
    elsewhere = ("Northbridge", "Community health", "Health visiting", "South team")
    ana, noor = people.on_roster("Ana Silva"), people.on_roster("Noor Haddad", unit=elsewhere)
    own = Browser(app).sign_in(people.enrol("Dev Okafor", roles=("administrator",), unit=TEAM[:2]))
    text = own.get("/admin/people/").text
    assert "Ana Silva" in text
    assert "Noor Haddad" not in text
    assert own.get(f"/admin/people/{ana}").status == 200
    for path in ("", "/unit", "/address", "/name", "/invite", "/roles/new", "/supervisors/new", "/account/suspend"):
        assert own.get(f"/admin/people/{noor}{path}").status == 404
    units_text = own.get("/admin/units").text
    assert "North team" in units_text
    assert "South team" not in units_text
    south = db.session.query(Unit).filter_by(name="South team").one().id
    assert own.get(f"/admin/units/{south}").status == 404


def _statements(browser: Browser, address: str) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    browser.get(address)
    event.listen(db.engine, "before_cursor_execute", note)
    browser.get(address)
    event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.lstrip().startswith(("SELECT", "WITH"))])
