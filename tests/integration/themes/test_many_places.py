"""The pages of somebody who leads a partnership with very many services."""

import re

import pytest
from flask import Flask
from sqlalchemy import event, literal, select

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.organisation import roster
from reflect.storage import leads
from reflect.storage.db import db, write_unit
from reflect.themes.models import Place
from reflect.themes.visible import SEEN_HERE, seen, viewed_by
from tests.support import figures
from tests.support.browser import Browser
from tests.support.people import TEAM, Enrolled, People
from tests.support.statements import statements

SERVICE, AGENCY, ROOT = TEAM[:3], TEAM[:2], TEAM[:1]
MANY = 60


def unit(path: tuple[str, ...]) -> str:
    with write_unit():
        return roster.place_unit(path)


@pytest.fixture
def half() -> str:
    return figures.a_window("2025-H2")


@pytest.fixture
def services(half: str) -> list[str]:
    """Very many places of one agency, by name; the agency has figures, too."""
    agency = unit(AGENCY)
    figures.release(half, agency, level="agency")
    ids = [unit((*AGENCY, f"Service {number:02}")) for number in range(MANY)]
    for place in ids:
        figures.release(half, place, above=agency)
    return ids


@pytest.fixture
def director(app: Flask, people: People, services: list[str]) -> Enrolled:
    return people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)


def listed(browser: Browser, address: str) -> list[str]:
    """The places that a page leads to, in order."""
    links = browser.get(address).links()
    return [found[1] for link in links if (found := re.fullmatch(r"/themes/([0-9a-z]{26})/[0-9a-z]{26}", link))]


def figures_read(browser: Browser, address: str) -> int:
    """How many statements of a page read figures: none of them those of very many places."""
    number = 0

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal number
        if statement.startswith("SELECT theme_figure"):
            number += 1
            assert statement.count("?") < 20, "the figures of very many places"

    event.listen(leads.engine(), "before_cursor_execute", note)
    try:
        assert browser.get(address).status == 200
    finally:
        event.remove(leads.engine(), "before_cursor_execute", note)
    return number


def test_the_opening_page_reads_figures_of_ones_own_places_alone(app: Flask, director: Enrolled, half: str) -> None:
    root = unit(ROOT)
    figures.release(half, root, level="partnership")
    browser = Browser(app).sign_in(director)

    assert figures_read(browser, "/themes/") == 1
    assert listed(browser, "/themes/") == [root]
    assert "/themes/places/" in browser.get("/themes/").links()


def test_the_list_has_each_once_page_by_page(app: Flask, director: Enrolled, services: list[str]) -> None:
    for number in (0, 59):
        figures.release(figures.a_window("2025-Q4"), services[number])  # a newer window of the same place
    browser = Browser(app).sign_in(director)

    first = browser.get("/themes/places/")
    following = next(link for link in first.links() if "after=" in link)

    assert [*listed(browser, "/themes/places/"), *listed(browser, following)][:MANY] == services
    assert figures_read(browser, "/themes/places/") == 0
    assert statements(app, browser, "/themes/places/") <= 3


def test_a_place_is_found_by_part_of_its_name(app: Flask, director: Enrolled, services: list[str]) -> None:
    browser = Browser(app).sign_in(director)

    assert listed(browser, "/themes/places/?q=VICE+17") == [services[17]]
    assert "No place with this name" in browser.get("/themes/places/?q=%25").text
    for nonsense in ("x", "-", f"{services[0]}-é"):
        assert browser.get(f"/themes/places/?after={nonsense}").status == 404


def test_whoever_sees_their_own_places_alone_is_led_to_no_list(app: Flask, people: People, services: list[str]) -> None:
    amara = people.enrol("Amara Osei", roles=("service_lead",), unit=(*AGENCY, "Service 03"))
    browser = Browser(app).sign_in(amara)

    assert "/themes/places/" not in browser.get("/themes/").links()
    assert set(listed(browser, "/themes/places/")) == {services[3], unit(AGENCY)}


def test_too_many_places_below_are_a_list_and_no_table(
    app: Flask, director: Enrolled, services: list[str], half: str
) -> None:
    browser = Browser(app).sign_in(director)
    address = f"/themes/{unit(AGENCY)}/{half}/places"

    page = browser.get(address)
    following = next(link for link in page.links() if "after=" in link)

    assert "There are too many places below" in page.text
    assert "<table" not in page.html
    below = [*listed(browser, address), *listed(browser, following)]
    assert [each for each in below if each in services] == services


def test_a_picture_names_few_places_and_leads_to_the_one_above(
    app: Flask, director: Enrolled, services: list[str], half: str
) -> None:
    links = Browser(app).sign_in(director).get(f"/themes/{services[5]}/{half}").links()

    assert f"/themes/{unit(AGENCY)}/{half}" in links
    assert "/themes/places/" in links
    assert not [link for link in links if services[6] in link]


def test_no_page_takes_more_statements_where_there_is_more_to_see(app: Flask, people: People) -> None:
    director = people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)
    browser = Browser(app).sign_in(director)
    agency, first = unit(AGENCY), unit((*AGENCY, "Service 00"))
    windows = [figures.a_window(f"202{year}-{half}") for year in range(6) for half in ("H1", "H2")]
    newest = windows[-1]
    figures.release(newest, agency, level="agency")
    figures.release(newest, first, above=agency)
    most = {
        "/themes/": 13,  # with a lead's own page above the list: card, actions, what was raised
        "/themes/places/": 3,
        f"/themes/{first}/{newest}": 6,
        f"/themes/{agency}/{newest}": 6,
        f"/themes/{agency}/{newest}/places": 5,
        f"/themes/{first}/together": 5,
        "/themes/actions": 5,
    }
    few = {address: statements(app, browser, address) for address in most}

    for number in range(1, MANY):
        place = unit((*AGENCY, f"Service {number:02}"))
        for window in windows[-2:]:
            figures.release(window, place, above=agency)
    for window in windows[:-1]:
        figures.release(window, first, above=agency)
        figures.release(window, agency, level="agency")

    assert {address: statements(app, browser, address) for address in most} == few
    assert not {address: (few[address], number) for address, number in most.items() if few[address] > number}


@pytest.mark.parametrize("level", range(1, 5))
@pytest.mark.parametrize("role", ["service_lead", "team_lead"])
def test_a_place_is_seen_by_itself_just_where_the_list_has_it(
    app: Flask, people: People, half: str, level: int, role: str
) -> None:
    """What somebody leads is listed for a list and looked for above each place on a page: two ways to say one thing."""
    other = ("Northbridge", "Police", "Vulnerable people", "South team")
    for path in {each[:depth] for each in (TEAM, other) for depth in range(1, 5)}:
        figures.release(half, unit(path))
    for path in (TEAM, other):
        cluster = (*path[:2], "Small"), (*path[:2], "Small", "East team")
        figures.release(half, new_id(), name="Several together", counting=tuple(unit(each) for each in cluster))
    person = people.enrol("Amara Osei", roles=(role,), unit=TEAM[:level])
    values = viewed_by(person.person_id, now())

    places = select(Place.place_id, Place.window_id)
    alone, listed_ones, of_the_window = (
        set(db.session.execute(statement, values))
        for statement in (places.where(SEEN_HERE), seen(places), seen(places, literal(half)))
    )

    assert alone == listed_ones == of_the_window
    assert len(alone) >= (3 if level == 4 else level)
