"""The large organisation has the shape it says at any size, and what its people wrote is sealed as everybody's is."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect import create_app
from reflect.audit import sealing, verifying
from reflect.cli import main
from reflect.demo.large.shape import LARGEST, SMALLEST, services
from reflect.demo.people import DEV, MARCUS, PASSPHRASE, PRIYA, DemoPerson
from reflect.identity.models import Account, KeySlot
from reflect.journal.models import Entry, Revision
from reflect.organisation.models import Person
from reflect.storage import leads
from reflect.storage.db import db
from reflect.storage.versions import migrate
from reflect.themes.models import Figure
from tests.support import databases
from tests.support.browser import Browser

PEOPLE = 60


@pytest.fixture(scope="module")
def large(databases_once: databases.Databases) -> Iterator[Flask]:
    """A service with its lead and administrator, loaded once, into a database that was migrated and nothing more."""
    url = databases_once.new_url("sqlite", "large")
    app = create_app(databases.settings_for(databases_once.folder, url))
    app.testing = True
    with app.app_context():
        migrate()
        loaded = app.test_cli_runner().invoke(main, ["demo", "large", "--people", str(PEOPLE)])
        assert loaded.exit_code == 0, loaded.output
        yield app
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


@pytest.mark.parametrize("people", [30, 60, 1_000, 4_321])
def test_everybody_has_a_place_in_services_and_teams_of_usual_sizes(people: int) -> None:
    made = list(services(people))
    assert sum(service.people for service in made) == people
    for service in made:
        assert SMALLEST <= service.people <= LARGEST
        assert all(5 <= team <= 12 for team in service.teams), service
        assert sum(service.teams) + 1 + service.has_administrator == service.people


def test_the_first_service_is_the_same_in_every_size() -> None:
    assert next(services(1_000)) == next(services(100_000))


def test_everybody_has_keys_and_only_the_named_can_sign_in(large: Flask) -> None:
    assert db.session.scalar(select(func.count()).select_from(Person)) == PEOPLE
    assert db.session.scalar(select(func.count()).select_from(Account)) == PEOPLE
    assert db.session.scalar(select(func.count(KeySlot.person_id.distinct()))) == 5
    entries = db.session.scalar(select(func.count()).select_from(Entry)) or 0
    assert 10 * PEOPLE < entries < 40 * PEOPLE
    assert db.session.scalar(select(func.min(func.length(Revision.body)))) > 1024
    assert db.session.scalar(select(func.count()).select_from(Figure))


@pytest.mark.parametrize(
    ("who", "address", "said"),
    [
        (PRIYA, "/journal/", "What I noticed"),
        (MARCUS, "/shared/", PRIYA.name),
        (PRIYA, "/supervision/", MARCUS.name),
        (DEV, "/admin/people", PRIYA.name),
    ],
)
def test_what_is_sealed_opens_for_the_named(large: Flask, who: DemoPerson, address: str, said: str) -> None:
    page = signed_in(large, who).get(address)
    assert page.status == 200
    assert said in page.text


def test_an_entry_and_a_share_open_to_their_words(large: Flask) -> None:
    for who, address, kind in ((PRIYA, "/journal/", "/journal/"), (MARCUS, "/shared/", "/shared/")):
        browser = signed_in(large, who)
        ids = [link for link in browser.get(address).links() if link.startswith(kind) and len(link) == len(kind) + 26]
        page = browser.get(ids[0])
        assert page.status == 200, page.text


def test_its_trail_can_be_linked_and_verified(large: Flask) -> None:
    key = large.extensions["reflect_settings"].audit_key
    assert sealing.seal(key) > PEOPLE
    assert verifying.verify(key).faults == []


def test_it_never_loads_beside_other_people(large: Flask) -> None:
    again = large.test_cli_runner().invoke(main, ["demo", "large", "--people", "40"])
    assert again.exit_code == 1
    assert "has people in it" in again.output


def signed_in(app: Flask, who: DemoPerson) -> Browser:
    browser = Browser(app)
    form = browser.get("/sign-in").form("passphrase")
    assert browser.submit(form, follow=False, email=who.email, passphrase=PASSPHRASE).status == 302
    return browser
