"""The pages that delete say what happens, and words typed into a reflection that is gone are never lost."""

from __future__ import annotations

from flask import Flask

from reflect.journal import entries
from tests.support.browser import Browser, Page
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.sharing import shared, snapshot
from tests.support.writing import OpenPage, enter, write


def delete(browser: Browser, entry_id: str) -> Page:
    return browser.submit(browser.get(f"/journal/{entry_id}/delete").form("csrf_token"))


def test_deleting_having_it_back_and_letting_it_go(people: People, priya: Enrolled, browser: Browser) -> None:
    marcus = people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id = write(priya, "What I saw.", title="Home visit")
    shared(priya, marcus, snapshot(entry_id=entry_id))
    assert f"/journal/{entry_id}/delete" in browser.get(f"/journal/{entry_id}").links()
    page = browser.get(f"/journal/{entry_id}/delete")
    for said in (
        "You stop sharing it with Marcus Bell at once",
        "for 14 days",
        "its key is destroyed",
        "30 more days",
    ):
        assert said in page.text
    assert browser.get(f"/journal/{entry_id}").status == 200, "looking deletes nothing"
    page = delete(browser, entry_id)
    assert page.address == "/journal/deleted"
    assert "Home visit" in page.text
    assert browser.get(f"/journal/{entry_id}").status == 404
    assert "/journal/deleted" in browser.get("/journal/").links()
    page = browser.submit(page.form(action="put-back"))
    assert page.address == f"/journal/{entry_id}"
    assert "What I saw." in page.text
    assert "Only you." in page.text
    delete(browser, entry_id)
    page = browser.get(f"/journal/deleted/{entry_id}/delete-now")
    if page.address.startswith("/account/confirm"):
        page = browser.submit(page.form("passphrase"), passphrase=PASSPHRASE)
    assert "This cannot be undone." in page.text
    page = browser.submit(page.form("csrf_token"))
    assert "Deleted for good." in page.text
    assert "Home visit" not in page.text


def test_a_page_that_was_open_keeps_its_words_and_offers_to_put_the_reflection_back(
    priya: Enrolled, browser: Browser
) -> None:
    entry_id = write(priya, "First.", "Second.", finished=False)
    writing = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    delete(browser, entry_id)
    refused = writing.autosave("Typed meanwhile.")
    assert refused.status_code == 409
    assert "deleted" in refused.get_json()["sentence"]
    page = writing.send("Typed meanwhile.")
    assert page.status == 409
    assert "not saved yet" in page.text
    assert browser.get(f"/journal/{entry_id}").status == 404, "asking is not putting back"
    form = page.form("answer")
    assert form.values()["answer"][0].strip() == "Typed meanwhile."
    page = browser.submit(form, action="put-back")
    assert page.address == f"/journal/{entry_id}/edit?step=2", page.text
    assert entries.open_(priya.keys, priya.person_id, entry_id).document.parts[0].answer.strip() == "Typed meanwhile."


def test_the_last_page_comes_back_with_everything_that_was_chosen(priya: Enrolled, browser: Browser) -> None:
    entry_id = write(priya, "First.", finished=False)
    form = browser.get(f"/journal/{entry_id}/edit?step=2").form("token")
    delete(browser, entry_id)
    page = browser.submit(form, title="A title", themes=["child-voice", "stereotypes"], action="finish")
    page = browser.submit(page.form("title"), action="put-back")
    assert page.address == f"/journal/{entry_id}"
    document = entries.open_(priya.keys, priya.person_id, entry_id).document
    assert (document.title, document.themes, document.draft) == ("A title", ("child-voice", "stereotypes"), False)


def test_leaving_in_a_hurry_keeps_the_words_sealed(priya: Enrolled, browser: Browser, app: Flask) -> None:
    entry_id = write(priya, "First.", finished=False)
    writing = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    delete(browser, entry_id)
    page = browser.submit(writing.form, answer="Typed in a hurry.", leave="1")
    assert page.status == 200
    page = enter(app, priya).get("/journal/rescued")
    assert len([link for link in page.links() if "/journal/rescued/" in link]) == 1
