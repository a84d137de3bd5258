"""Placing and lifting a hold on pages, and what the person it lies on sees of it."""

from flask import Flask

from reflect.journal import deleting
from reflect.organisation import holds
from reflect.storage.db import db
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.searches import hold
from tests.support.writing import enter, write


def held(person: Enrolled) -> bool:
    db.session.rollback()
    return holds.held(person.person_id)


def test_it_is_placed_after_a_page_that_says_what_it_does_and_lifted_after_another(
    app: Flask, people: People, olu: Enrolled, priya: Enrolled
) -> None:
    elsewhere = people.enrol("Sana Elsewhere", unit=("Northbridge", "Police"))
    his = Browser(app).sign_in(olu)
    page = his.get("/data-protection/holds/new")
    for fields, sentence in (
        ({"address": "", "why": "inquiry"}, "Enter a work e-mail address."),
        ({"address": priya.email, "why": "curiosity"}, "Choose why."),
        ({"address": elsewhere.email, "why": "inquiry"}, "Nobody whose data you protect"),
        ({"address": f"{priya.email} {olu.email}", "why": "inquiry"}, "Enter one address."),
    ):
        answer = his.submit(page.form("address"), **fields, confirmed="yes")
        assert (answer.status, sentence in answer.text) == (400, True), answer.text
    page = his.submit(page.form("address"), address=priya.email, why="inquiry")
    assert "Place a hold on the account of Priya Nair?" in page.text
    assert "It reads nothing." in page.text
    assert not held(priya)
    page = his.submit(page.form("confirmed"), confirmed="yes")
    assert "The hold is placed. Priya Nair is told." in page.text
    assert held(priya)
    page = his.get(next(link for link in page.links() if link.endswith("/lift")))
    page = his.submit(page.form(action="/lift"))
    assert "Lifted on" in page.text
    assert not held(priya)


def test_the_person_sees_it_on_their_account_and_where_it_bites(app: Flask, olu: Enrolled, priya: Enrolled) -> None:
    entry_id = write(priya, "Words.", title="A title")
    deleting.put_aside(priya.keys, priya.person_id, entry_id)
    hers = enter(app, priya)
    asked = hers.get(f"/journal/deleted/{entry_id}/delete-now")
    assert asked.status == 200
    hold(olu, priya, "other")
    account = hers.get("/account/").text
    assert "There is a hold on your account since" in account
    assert "Olu Daniels, a data protection officer, placed it. Why: Another reason." in account
    page = hers.get("/journal/deleted")
    assert "nothing here is destroyed for now" in page.text
    assert "Kept while the hold lasts." in page.text
    assert not any(link.endswith("/delete-now") for link in page.links())
    late = hers.submit(asked.form(action="/delete-now"))
    for refused in (late, hers.get(f"/journal/deleted/{entry_id}/delete-now")):
        assert (refused.status, "Nothing is destroyed until it is lifted." in refused.text) == (409, True)
    other = write(priya, "More.", title="Another")
    assert "is not destroyed before the hold is lifted" in hers.get(f"/journal/{other}/delete").text
