"""Before a reflection leaves: what may tell who somebody is, shown in place, replaced by a role or left."""

import logging

import pytest
from flask import Flask

from reflect.journal import entries
from tests.support.browser import Browser, Page
from tests.support.people import Enrolled
from tests.support.writing import enter, write

WORDS = "I met Oluwaseun at 14 Laburnum Road.\n\nAfterwards oluwaseun’s mum rang from 07700 900123."


def previewed(browser: Browser, entry_id: str, note: str = "") -> Page:
    form = browser.get(f"/journal/{entry_id}/share").form("parts")
    return browser.submit(form, parts=["0"], note=note)


def answers(person: Enrolled, entry_id: str) -> list[str]:
    return [part.answer for part in entries.open_(person.keys, person.person_id, entry_id).document.parts]


def test_a_role_takes_the_place_of_a_name_in_the_copy_and_in_the_reflection(
    app: Flask, priya: Enrolled, marcus: Enrolled, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    entry_id = write(priya, WORDS, "Oluwaseun again", title="Visit to Oluwaseun")
    browser = enter(app, priya)
    page = previewed(browser, entry_id, note="Ask me about Oluwaseun")
    assert "<mark>Oluwaseun</mark>" in page.html
    assert "<mark>14 Laburnum Road</mark>" in page.html
    assert "and in one more place" in page.text
    chosen = browser.submit(page.form("fingerprint"), action="replace", **{"role-0": "the child"})
    assert "Replaced, here and in your reflection. Nothing is shared yet." in chosen.text
    assert "Afterwards the child’s mum rang" in chosen.text
    assert "Ask me about the child" in chosen.text
    assert "oluwaseun" not in chosen.html.lower()
    assert "<mark>07700 900123</mark>" in chosen.html, "what was left is asked about again"
    shared = browser.submit(chosen.form("fingerprint"), action="share")
    assert "Shared with Marcus Bell." in shared.text, "what was left stops nothing"
    reading = enter(app, marcus)
    assert "Visit to the child" in reading.get("/shared/").text
    first, second = answers(priya, entry_id)
    assert first.startswith("I met the child at 14 Laburnum Road.")
    assert second == "Oluwaseun again", "what is not shared stays as it is"
    earlier = entries.open_(priya.keys, priya.person_id, entry_id, 1).document
    assert earlier.parts[0].answer == WORDS, "the history keeps the words"
    for private in ("oluwaseun", "laburnum", "900123"):
        assert private not in caplog.text.lower()


def test_a_title_that_would_become_too_long_is_not_cut_off(app: Flask, priya: Enrolled) -> None:
    title = "Oluwaseun, and " + "then " * 20 + "home"
    entry_id = write(priya, WORDS, title=title)
    browser = enter(app, priya)
    form = browser.get(f"/journal/{entry_id}/details").form("own-0")
    page = browser.submit(form, **{"own-0": "somebody of whom I should say no more"})
    assert page.status == 409
    assert "Make the title shorter by" in page.text
    assert entries.open_(priya.keys, priya.person_id, entry_id).document.title == title


def test_share_pressed_with_a_role_chosen_shows_first_what_will_be_shared(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    entry_id = write(priya, WORDS)
    browser = enter(app, priya)
    form = previewed(browser, entry_id).form("fingerprint")
    page = browser.submit(form, action="share", **{"own-1": "their old street"})
    assert "Nothing is shared yet." in page.text
    assert "I met Oluwaseun at their old street." in page.text
    assert "Shared with" not in browser.get(f"/journal/{entry_id}").text


def test_what_was_chosen_comes_back_with_what_is_wrong(app: Flask, priya: Enrolled, marcus: Enrolled) -> None:
    entry_id = write(priya, WORDS)
    browser = enter(app, priya)
    form = previewed(browser, entry_id).form("fingerprint")
    page = browser.submit(form, action="replace", **{"role-0": "the child", "own-1": "x" * 61})
    assert page.status == 400
    assert "Keep what you put in the place of a detail to 60 characters." in page.text
    assert 'value="the child" selected' in page.html
    assert "x" * 61 in page.html
    assert answers(priya, entry_id) == [WORDS]
    assert browser.submit(form, action="replace").status == 400, "nothing was chosen"


def test_a_page_that_is_older_than_the_reflection_replaces_nothing(
    app: Flask, priya: Enrolled, marcus: Enrolled
) -> None:
    entry_id = write(priya, WORDS)
    browser = enter(app, priya)
    old = previewed(browser, entry_id).form("fingerprint")
    alone = browser.get(f"/journal/{entry_id}/details").form("found-0")
    page = browser.submit(alone, action="replace", **{"role-0": "the child"})
    assert "Its history keeps the words as they were." in page.text
    assert "oluwaseun" not in page.text.lower()
    for form in (old, alone):
        late = browser.submit(form, action="replace", **{"role-1": "an address"})
        assert late.status == 409
        assert "changed somewhere else" in late.text
    assert "14 Laburnum Road" in answers(priya, entry_id)[0]


def test_a_copy_that_is_saved_is_offered_the_same_look_and_private_answers_with_it(app: Flask, priya: Enrolled) -> None:
    entry_id = write(priya, "Nothing here.", "I thought of Zuzana.", private=(1,))
    browser = enter(app, priya)
    assert f"/journal/{entry_id}/details" in browser.get(f"/journal/{entry_id}/copy").links()
    assert "<mark>Zuzana</mark>" in browser.get(f"/journal/{entry_id}/details").html
    plain = write(priya, "I said nothing and I was ashamed.")
    assert "We found no name" in browser.get(f"/journal/{plain}/details").text
