"""The demo organisation loads through the verbs that everybody uses, and only where nobody is."""

from flask import Flask

from reflect.cli import main
from reflect.demo.people import DEMO_PEOPLE, MARCUS, PASSPHRASE, PRIYA, DemoPerson
from tests.support.browser import Browser


def _signed_in(app: Flask, person: DemoPerson) -> Browser:
    browser = Browser(app)
    page = browser.submit(browser.get("/sign-in").form("passphrase"), email=person.email, passphrase=PASSPHRASE)
    assert page.address == "/", page.text
    return browser


def test_each_demo_person_can_sign_in_and_finds_something(app: Flask) -> None:
    loaded = app.test_cli_runner().invoke(main, ["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    assert PASSPHRASE in loaded.output
    for person in DEMO_PEOPLE:
        home = _signed_in(app, person).get("/")
        assert person.name.split()[0] in home.text
    assert "The visit where nobody said it" in _signed_in(app, PRIYA).get("/").text
    assert "The visit where nobody said it" in _signed_in(app, MARCUS).get("/shared/").text


def test_it_never_loads_beside_other_people(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(main, ["demo", "load"]).exit_code == 0
    again = runner.invoke(main, ["demo", "load"])
    assert again.exit_code == 1
    assert "only into an empty one" in again.output


def test_a_deployment_with_demo_people_is_unsafe(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(main, ["demo", "load"])
    checked = runner.invoke(main, ["check"])
    assert checked.exit_code == 1
    assert "demo organisation" in checked.output
