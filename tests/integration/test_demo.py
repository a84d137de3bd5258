"""The demo organisation loads through the verbs that everybody uses, and only where nobody is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, event, func, select

from reflect.cli import main
from reflect.core.clock import now
from reflect.demo.people import AMARA, DEMO_PEOPLE, DOMAIN, MARCUS, PASSPHRASE, PRIYA, SAM, SERVICE, TEAM, DemoPerson
from reflect.demo.year import last_year
from reflect.identity.models import Account
from reflect.organisation.models import Person, Unit
from reflect.storage.db import db
from reflect.themes import window_keys, windows
from reflect.themes.models import TOOK_PART, Contribution, Figure, Place, Window
from reflect.themes.periods import A_YEAR, period_at
from tests.support import databases
from tests.support.browser import Browser

FOURTEEN_MONTHS = timedelta(days=430)


@dataclass
class Demo:
    """The app with the demo organisation in it, and what loading it said and took."""

    app: Flask
    said: str
    statements: int

    @property
    def keys(self) -> Path:
        return self.app.extensions["reflect_settings"].window_keys


@pytest.fixture(scope="module")
def demo(databases_once: databases.Databases) -> Iterator[Demo]:
    """Loaded once for all the tests here, on SQLite, as it is served; its verbs are tested on both kinds."""
    app, executed = databases_once.app("sqlite"), list[str]()

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        executed.append(statement)

    with app.app_context():
        event.listen(Engine, "before_cursor_execute", count)
        loaded = app.test_cli_runner().invoke(main, ["demo", "load"])
        event.remove(Engine, "before_cursor_execute", count)
        assert loaded.exit_code == 0, loaded.output
        yield Demo(app, loaded.output, len(executed))
        db.session.remove()
        databases.empty(app)


@pytest.fixture(autouse=True)
def context(demo: Demo) -> Iterator[None]:
    """A session of its own for each test."""
    with demo.app.app_context():
        yield


def _signed_in(demo: Demo, person: DemoPerson) -> Browser:
    browser = Browser(demo.app)
    page = browser.submit(browser.get("/sign-in").form("passphrase"), email=person.email, passphrase=PASSPHRASE)
    assert page.address == "/", page.text
    return browser


def _people_of(kind: str) -> dict[tuple[str, ...], int]:
    """How many people work in each unit of a kind, with what lies below it, by the names from the agency down."""
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    found = Counter[tuple[str, ...]]()
    for unit_id in db.session.scalars(select(Person.unit_id)):
        names, at = [], units[unit_id]
        while at.parent_id is not None:
            names.insert(0, (at.kind, at.name))
            at = units[at.parent_id]
        if kind in dict(names):
            found[tuple(name for _kind, name in names[: 1 + [each for each, _name in names].index(kind)])] += 1
    return found


def test_each_demo_person_can_sign_in_and_finds_something(demo: Demo) -> None:
    assert PASSPHRASE in demo.said
    for person in DEMO_PEOPLE:
        home = _signed_in(demo, person).get("/")
        assert person.name.split()[0] in home.text
    assert "The visit where nobody said it" in _signed_in(demo, PRIYA).get("/").text
    assert "The visit where nobody said it" in _signed_in(demo, MARCUS).get("/shared/").text


def test_the_demo_team_has_a_card_actions_and_something_raised_and_the_service_a_plan(demo: Demo) -> None:
    his = _signed_in(demo, MARCUS).get("/themes/").text
    for words in ("Say “racism” when we mean it", "Ten minutes of each team meeting", "Sam Okafor", "Earlier cards"):
        assert words in his
    hers = _signed_in(demo, AMARA)
    overview = hers.get("/themes/actions").text
    assert "1 action is overdue." in overview
    assert overview.count("Riverside team") > 1
    assert "named person in each team" in hers.get("/themes/").text


def test_priya_and_marcus_meet_and_two_colleagues_reflect_together(demo: Demo) -> None:
    for person, other in ((PRIYA, MARCUS), (MARCUS, PRIYA)):
        page = _signed_in(demo, person).get("/supervision/")
        assert other.name in page.text
    said = demo.app.test_cli_runner().invoke(main, ["records", "verify"]).output
    assert "Every record is as it was signed." in said
    assert PRIYA.name in _signed_in(demo, SAM).get("/groups/").text


def test_it_never_loads_beside_other_people(demo: Demo) -> None:
    again = demo.app.test_cli_runner().invoke(main, ["demo", "load"])
    assert again.exit_code == 1
    assert "only into an empty one" in again.output


def test_a_deployment_with_demo_people_is_unsafe(demo: Demo) -> None:
    checked = demo.app.test_cli_runner().invoke(main, ["check"])
    assert checked.exit_code == 1
    assert "demo organisation" in checked.output


def test_about_eleven_hundred_colleagues_are_on_the_roster_and_five_of_them_have_an_account(demo: Demo) -> None:
    people = db.session.execute(select(Person.name, Person.email, Person.joined_at)).all()

    assert 1_050 <= len(people) <= 1_150
    assert all(person.email.endswith(DOMAIN) and len(person.name.split()) == 2 for person in people)
    assert max(person.joined_at for person in people) < now() - FOURTEEN_MONTHS
    accounts = set(db.session.scalars(select(Person.email).join(Account, Account.person_id == Person.id)))
    assert accounts == {person.email for person in DEMO_PEOPLE}


def test_units_have_the_sizes_of_an_ordinary_partnership(demo: Demo) -> None:
    agencies, services, teams = _people_of("agency"), _people_of("service"), _people_of("team")

    assert len(agencies) == 3
    assert min(agencies.values()) >= 200
    assert 30 <= min(services.values()) <= 40
    assert 110 <= max(services.values()) <= 130
    assert 5 <= min(teams.values()) < max(teams.values()) <= 12
    assert teams[TEAM[1:]] in (8, 9)
    assert 100 < services[SERVICE[1:]] < 120


def test_a_year_of_figures_is_released(demo: Demo) -> None:
    released = db.session.scalars(select(Window).where(Window.state == "released")).all()

    assert sorted(window.name for window in released) == sorted(period.name for period in last_year())
    for window in released:
        figures = Counter(db.session.scalars(select(Figure.place_id).where(Figure.window_id == window.id)))
        least = {level["level"]: level["least"] for level in window.levels}
        width = {level["level"]: len(level["cells"]) + 1 for level in window.levels}
        places = db.session.scalars(select(Place).where(Place.window_id == window.id)).all()
        assert {place.place_id: width[place.level] for place in places} == figures, window.name
        assert all(place.headcount >= least[place.level] for place in places)
        assert window.released_at - window.closes_at < timedelta(hours=1)


def test_more_than_half_of_the_partnership_took_part(demo: Demo) -> None:
    everybody = (
        select(Figure.value, Place.headcount)
        .join(Place, (Place.window_id == Figure.window_id) & (Place.place_id == Figure.place_id))
        .where(Place.level == "partnership", Figure.cell == TOOK_PART)
    )
    for value, headcount in db.session.execute(everybody):
        assert 0.45 < value / headcount < 0.7


def test_nothing_is_left_of_what_was_contributed(demo: Demo) -> None:
    released = db.session.scalars(select(Window).where(Window.state == "released")).all()

    assert all(window.destroyed_at is not None for window in released)
    assert db.session.scalar(select(func.count()).select_from(Contribution)) <= 2 * len(DEMO_PEOPLE)  # who signed in
    assert not window_keys.kept(demo.keys) & {window.id for window in released}
    assert not set(db.session.scalars(select(Contribution.window_id))) & {window.id for window in released}


def test_the_present_windows_take_contributions(demo: Demo) -> None:
    taking = windows.taking()

    assert {window.name for window in taking} == {period_at(cadence, now()).name for cadence in A_YEAR}
    assert {window.id for window in taking} <= window_keys.kept(demo.keys)
    assert {window.opens_at for window in taking} == {period_at(cadence, now()).start for cadence in A_YEAR}


def test_it_is_not_made_person_by_person(demo: Demo) -> None:
    assert demo.statements < 4_000


def test_a_demo_from_an_earlier_quarter_takes_contributions_again_at_the_next_start(demo: Demo) -> None:
    later = now() + timedelta(days=200)
    with time_machine.travel(later):
        assert windows.taking() == []
        prepared = demo.app.test_cli_runner().invoke(main, ["prepare"])
        assert prepared.exit_code == 0, prepared.output
        assert {window.name for window in windows.taking()} == {period_at(cadence, later).name for cadence in A_YEAR}
