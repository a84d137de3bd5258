"""Units as a tree: made, renamed, moved, closed, counted together for a year, and spoken to in their own words."""

import pytest
from sqlalchemy import func, select

from reflect.audit.models import AuditEvent
from reflect.organisation.clusters import clusters_of, years
from reflect.organisation.models import Person, Unit
from reflect.organisation.words import words_for
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.people import TEAM


@pytest.fixture(autouse=True)
def ana(administrator, people):
    """Somebody in the North team, so that the tree has its four levels."""
    return people.on_roster("Ana Silva")


def unit(name):
    db.session.rollback()
    return db.session.scalar(select(Unit).where(Unit.name == name))


def add(browser, name, inside):
    form = browser.get(f"/admin/units/new?in={unit(inside).id}").form("name")
    return browser.submit(form, name=name)


def change(browser, unit_name, action, **fields):
    form = browser.get(f"/admin/units/{unit(unit_name).id}").form(action=f"/{action}")
    return browser.submit(form, **fields)


def events():
    db.session.rollback()
    found = select(AuditEvent.event).where(AuditEvent.event.startswith("unit-"), AuditEvent.actor_id.is_not(None))
    return db.session.scalars(found.order_by(AuditEvent.happened_at)).all()


def test_a_units_kind_follows_from_where_it_stands(administrator):
    for name, inside, kind in [
        ("Community health", "Northbridge", "agency"),
        ("Health visiting", "Community health", "service"),
        ("South team", "Health visiting", "team"),
    ]:
        page = add(administrator, name, inside)
        assert page.title.startswith(name)
        assert unit(name).kind == kind
    assert events() == ["unit-made"] * 3


def test_a_team_holds_nothing_and_a_name_stands_once_beside_others(administrator):
    team = unit("North team").id
    form = administrator.get("/admin/units/new").form("name")
    assert administrator.submit(form, name="Inner team", parent=team).status == 400
    again = add(administrator, "North team", "Assessment")
    assert again.status == 400
    assert "There is a unit of this name here already." in again.text
    assert again.form("name").values()["name"] == ["North team"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "=1+1", "a\x07b"])
def test_a_name_that_cannot_be_used_is_told_and_comes_back(administrator, name):
    made = add(administrator, name, "Northbridge")
    assert made.status == 400
    assert made.title.startswith("Error: ")
    renamed = change(administrator, "North team", "rename", name=name)
    assert renamed.status == 400
    assert renamed.form(action="/rename").values()["name"] == [name] or "\x07" in name
    assert events() == []


def test_a_unit_is_renamed_and_everybody_stays(administrator):
    assert "The name is changed." in change(administrator, "North team", "rename", name="Riverside team").text
    assert unit("Riverside team") is not None
    assert "Ana Silva ana@test.example Riverside team" in administrator.get("/admin/people/").text


def test_a_unit_moves_with_everything_inside_and_kinds_follow(administrator):
    add(administrator, "Community health", "Northbridge")
    page = change(administrator, "Assessment", "move", parent=unit("Community health").id)
    assert "The unit is moved" in page.text
    assert unit("Assessment").parent_id == unit("Community health").id
    change(administrator, "North team", "move", parent=unit("Northbridge").id)
    assert unit("North team").kind == "agency"


def test_a_unit_moves_neither_into_itself_nor_below_the_fourth_level(administrator):
    add(administrator, "Community health", "Northbridge")
    into_itself = change(administrator, "Social care", "move", parent=unit("Assessment").id)
    assert "cannot be moved into itself" in into_itself.text
    too_deep = change(administrator, "Social care", "move", parent=unit("Community health").id)
    assert "at most four levels" in too_deep.text
    assert too_deep.status == into_itself.status == 400


def test_a_unit_with_people_or_units_inside_is_not_closed(administrator, ana):
    refused = change(administrator, "North team", "close")
    assert refused.status == 409
    assert "People work in “North team”." in refused.text
    assert "There are units inside “Assessment”." in change(administrator, "Assessment", "close").text
    form = administrator.get(f"/admin/people/{ana}/unit").form("unit")
    administrator.submit(form, unit=unit("Assessment").id)
    assert "The unit is closed." in change(administrator, "North team", "close").text
    assert "North team (closed)" in administrator.get("/admin/units").text


def test_nobody_is_put_into_a_closed_unit_and_it_can_be_opened_again(administrator, ana):
    add(administrator, "South team", "Assessment")
    south = unit("South team").id
    change(administrator, "South team", "close")
    form = administrator.get(f"/admin/people/{ana}/unit").form("unit")
    assert administrator.submit(form, unit=south).status == 400
    assert administrator.get(f"/admin/units/{south}").status == 200
    add(administrator, "South team", "Assessment")
    assert unit("South team").id == south
    assert unit("South team").closed_at is None


def test_a_units_page_of_elsewhere_is_not_there(app, people):
    people.on_roster("Noor Haddad", unit=("Northbridge", "Community health"))
    own = Browser(app).sign_in(people.enrol("Lin Moss", roles=("administrator",), unit=TEAM[:2]))
    health, top = unit("Community health").id, unit("Northbridge").id
    for target in (health, top):
        assert own.get(f"/admin/units/{target}").status == 404
        assert own.get(f"/admin/units/{target}/words").status == 404
        for action, fields in {"rename": {"name": "X"}, "move": {"parent": top}, "close": {}}.items():
            form = own.get(f"/admin/units/{unit('Social care').id}").form(action="/rename")
            token = form.values()["csrf_token"]
            assert own.post(f"/admin/units/{target}/{action}", {"csrf_token": token, **fields}).status == 404
    form = own.get("/admin/units/new").form("name")
    assert own.submit(form, name="Inner", parent=health).status == 400


@pytest.fixture
def services(administrator):
    for name in ("Fostering", "Adoption"):
        add(administrator, name, "Social care")
    return [unit(name).id for name in ("Assessment", "Fostering", "Adoption")]


def test_small_services_are_counted_together_for_a_year_and_apart_again(administrator, services):
    year = years()[0]
    form = administrator.get(f"/admin/units/clusters/{year}").form("services")
    page = administrator.submit(form, name="Care together", services=services[:2])
    assert "They are counted together" in page.text
    db.session.rollback()
    assert clusters_of(year) == {"Care together": services[:2]}
    assert clusters_of(year + 1) == {}
    assert "Count the services of Care together alone" in page.text
    administrator.submit(page.form(action="/apart"))
    db.session.rollback()
    assert clusters_of(year) == {}
    assert events().count("unit-clustered") == 4


@pytest.mark.parametrize(
    ("name", "chosen", "sentence"),
    [
        ("", [0, 1], "Enter a name"),
        ("Alone", [0], "Choose at least two services"),
        ("None", [], "Choose at least two services"),
        ("x" * 81, [0, 1], "80 characters or fewer"),
    ],
)
def test_a_group_that_cannot_be_is_told_and_comes_back(administrator, services, name, chosen, sentence):
    form = administrator.get(f"/admin/units/clusters/{years()[0]}").form("services")
    page = administrator.submit(form, name=name, services=[services[n] for n in chosen])
    assert page.status == 400
    assert sentence in page.text
    assert page.form("services").values()["name"] == [name]


def test_services_of_two_agencies_and_foreign_ids_make_no_group(administrator, services):
    add(administrator, "Community health", "Northbridge")
    add(administrator, "Health visiting", "Community health")
    form = administrator.get(f"/admin/units/clusters/{years()[0]}").form("services")
    both = administrator.submit(form, name="Both", services=[services[0], unit("Health visiting").id])
    assert "Choose services of one agency." in both.text
    team = administrator.submit(form, name="Team", services=[services[0], unit("North team").id])
    assert team.status == 400


@pytest.mark.parametrize("year", ["1999", "0", "2999", "9" * 40, "nonsense"])
def test_only_this_year_and_the_next_can_be_arranged(administrator, year):
    assert administrator.get(f"/admin/units/clusters/{year}").status == 404


def test_an_agencys_words_are_used_for_its_people_alone(app, administrator, people):
    noor = people.enrol("Noor Haddad", unit=("Northbridge", "Northbridge police", "Vulnerability", "East team"))
    lin = people.enrol("Lin Moss")
    address = f"/admin/units/{unit('Northbridge police').id}/words"
    form = administrator.get(address).form("police")
    page = administrator.submit(
        form, reflection="reflective account", supervision="one-to-one", record="note", police="y"
    )
    assert "The words are saved." in page.text
    db.session.rollback()
    assert words_for(noor.person_id).record == "note"
    hers, officers = Browser(app).sign_in(lin).get("/"), Browser(app).sign_in(noor)
    home = officers.get("/")
    assert "Your one-to-one" in home.text
    assert "This is not the Reflective Practice Review Process." in home.text
    assert "This is not the Reflective Practice Review Process." in officers.get("/journal/new?start=blank").text
    assert "Your supervision" in hers.text
    assert "Reflective Practice Review" not in hers.text


@pytest.mark.parametrize("word", ["", "x" * 61, "@here"])
def test_a_word_that_cannot_be_used_is_told_and_comes_back(administrator, word):
    form = administrator.get(f"/admin/units/{unit('Social care').id}/words").form("police")
    page = administrator.submit(form, supervision=word)
    assert page.status == 400
    assert page.form("police").values()["supervision"] == [word]


def test_only_an_agency_has_words(administrator):
    assert administrator.get(f"/admin/units/{unit('North team').id}/words").status == 404
    assert db.session.scalar(select(func.count(Person.id))) == 2
