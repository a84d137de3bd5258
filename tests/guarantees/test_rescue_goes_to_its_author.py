"""A post that could not be saved: its words are in its author's rescue or on the page, never with somebody else."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.models import Account
from reflect.journal import rescuing, tokens
from reflect.journal.models import Rescue
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser, Page
from tests.support.people import Enrolled, People
from tests.support.writing import OpenPage, enter, write

WORDS = "words that were nearly lost"
SENDERS = ("signed out", "locked", "another session", "somebody else", "somebody else, locked")
TOKENS = ("valid", "none", "forged", "expired", "used up", "of another entry")


def lock(browser: Browser) -> None:
    browser.submit(next(form for form in browser.get("/journal/").forms() if form.action.endswith("/lock")))


def sign_out(browser: Browser) -> None:
    browser.submit(next(form for form in browser.get("/journal/").forms() if form.action.endswith("/sign-out")))


class Scene:
    """Priya's page, held open while the browser it stands in changes hands."""

    def __init__(self, app: Flask, people: People) -> None:
        self.app = app
        self.priya = people.enrol("Priya Shah")
        self.marcus = people.enrol("Marcus Bell", roles=("supervisor", "administrator"))
        people.supervise(self.priya, self.marcus)
        self.entry_id = write(self.priya, "as it was", "b", "c")

    def page(self) -> OpenPage:
        browser = enter(self.app, self.priya)
        return OpenPage(browser, browser.get(f"/journal/{self.entry_id}/edit?step=1"))

    def hand_over(self, opened: OpenPage, sender: str) -> None:
        """Put the page into the browser of `sender`."""
        if sender == "locked":
            lock(opened.browser)
        elif sender == "signed out":
            sign_out(opened.browser)
        elif sender == "another session":
            opened.browser = enter(self.app, self.priya)
        else:
            opened.browser = enter(self.app, self.marcus)
            if sender.endswith("locked"):
                lock(opened.browser)

    def token(self, opened: OpenPage, kind: str) -> str | None:
        valid = opened.fields["token"]
        secret = self.app.config["SECRET_KEY"]
        match kind:
            case "none":
                return None
            case "forged":
                return tokens.issue("not our secret", self.priya.person_id, new_id(), self.entry_id, 1)
            case "expired":
                with time_machine.travel(now() - timedelta(days=31)):
                    return tokens.issue(secret, self.priya.person_id, new_id(), self.entry_id, 1)
            case "used up":
                token = tokens.read(secret, valid)
                assert token is not None
                for _each in range(rescuing.MOST_OF_PAGE):
                    assert rescuing.keep(token, "", "sent before", "locked")
                return valid
            case "of another entry":
                return tokens.issue(secret, self.priya.person_id, new_id(), new_id(), 1)
            case _:
                return valid

    def rescued(self, person: Enrolled) -> list[str]:
        db.session.rollback()
        waiting = rescuing.waiting(person.person_id)
        return [rescuing.open_(person.keys, person.person_id, each.id).text for each in waiting]


@pytest.fixture
def scene(app: Flask, people: People) -> Scene:
    return Scene(app, people)


@pytest.mark.parametrize("sender", SENDERS)
def test_words_wait_for_their_author_and_are_not_shown_again(scene: Scene, sender: str) -> None:
    opened = scene.page()
    scene.hand_over(opened, sender)
    page = opened.send(WORDS, leave=None)
    assert page.status == 202, page.text
    assert WORDS not in page.html
    assert scene.rescued(scene.priya) == [WORDS]
    assert scene.rescued(scene.marcus) == []


def test_a_locked_author_is_told_what_happened_and_finds_the_words_after_unlocking(scene: Scene) -> None:
    opened = scene.page()
    lock(opened.browser)
    page = opened.send(WORDS)
    assert "Your journal was locked Your words are kept." in page.text
    assert any(link.startswith("/unlock") for link in page.links())
    browser = enter(scene.app, scene.priya)
    assert "kept for you" in browser.get("/").text
    listed = browser.get("/journal/rescued")
    assert "while your journal was locked. You may not have written this." in listed.text
    assert WORDS not in listed.html
    assert "You may not have written this." in browser.get(f"/journal/{scene.entry_id}").text
    words = browser.get(f"/journal/rescued/{rescuing.waiting(scene.priya.person_id)[0].id}")
    assert WORDS in words.text
    kept = browser.submit(words.form(action="/keep"))
    assert "Kept as a private draft." in kept.text
    assert WORDS in kept.text
    assert scene.rescued(scene.priya) == []


@pytest.mark.parametrize("sender", SENDERS)
def test_what_the_same_page_sends_later_waits_beside_what_it_sent_first(scene: Scene, sender: str) -> None:
    """It may be shown again after it was left: whoever goes on typing there has further words to lose."""
    opened = scene.page()
    scene.hand_over(opened, sender)
    for words in (WORDS, f"{WORDS}, and more"):
        page = opened.send(words, leave=None)
        assert page.status == 202, page.text
    assert sorted(scene.rescued(scene.priya)) == [WORDS, f"{WORDS}, and more"]
    assert scene.rescued(scene.marcus) == []


@pytest.mark.parametrize("title", ["Home visit, Tuesday", "A title that goes on " * 20])
def test_a_title_that_was_typed_is_kept_with_its_words(scene: Scene, title: str) -> None:
    browser = enter(scene.app, scene.priya)
    opened = OpenPage(browser, browser.get("/journal/new?start=blank"))
    lock(browser)
    assert opened.send(WORDS, title=title).status == 202
    browser = enter(scene.app, scene.priya)
    link = next(link for link in browser.get("/journal/rescued").links() if link.startswith("/journal/rescued/"))
    kept = browser.submit(browser.get(link).form(action="/keep"))
    assert title.strip() in kept.text
    assert WORDS in kept.text


def test_words_that_are_not_wanted_are_deleted(scene: Scene) -> None:
    opened = scene.page()
    lock(opened.browser)
    opened.send(WORDS)
    browser = enter(scene.app, scene.priya)
    words = browser.get(f"/journal/rescued/{rescuing.waiting(scene.priya.person_id)[0].id}")
    browser.submit(words.form(action="/discard"))
    assert scene.rescued(scene.priya) == []


def test_a_suspended_authors_words_are_kept_too(scene: Scene) -> None:
    opened = scene.page()
    sign_out(opened.browser)
    with write_unit():
        db.session.execute(update(Account).where(Account.person_id == scene.priya.person_id).values(suspended_at=now()))
    assert opened.send(WORDS).status == 202
    assert scene.rescued(scene.priya) == [WORDS]


def test_a_form_from_another_site_reaches_nobody(scene: Scene) -> None:
    opened = scene.page()
    sign_out(opened.browser)
    page = opened.browser.post(
        opened.form.action, {**opened.fields, "answer": WORDS}, headers={"Origin": "https://evil.example"}
    )
    assert page.status == 403
    assert scene.rescued(scene.priya) == []


def test_words_typed_elsewhere_are_never_saved_as_the_wrong_persons_entry(scene: Scene) -> None:
    """Even with a form token of the person who is signed in now."""
    opened = scene.page()
    scene.hand_over(opened, "somebody else")
    opened.fields["csrf_token"] = opened.browser.get("/journal/").forms()[0].values()["csrf_token"][0]
    page = opened.send(WORDS)
    assert page.status == 202
    assert WORDS not in page.html
    assert scene.rescued(scene.priya) == [WORDS]
    assert opened.autosave(WORDS).status_code == 403


def test_leaving_while_locked_keeps_the_words_and_leaves(scene: Scene) -> None:
    opened = scene.page()
    lock(opened.browser)
    page = opened.send(WORDS, leave="1")
    assert 'http-equiv="refresh"' in page.html
    assert scene.rescued(scene.priya) == [WORDS]
    assert opened.browser.get("/journal/").address.startswith("/sign-in")


def test_a_note_to_a_supervisor_is_kept_like_an_answer(scene: Scene) -> None:
    browser = enter(scene.app, scene.priya)
    form = browser.get(f"/journal/{scene.entry_id}/share").form("note")
    lock(browser)
    assert browser.submit(form, note=WORDS).status == 202
    assert scene.rescued(scene.priya) == [WORDS]


@pytest.mark.parametrize(
    ("rows", "size", "words"),
    [
        (rescuing.MOST_ROWS, 10, WORDS),
        (1, rescuing.MOST_TOTAL - 10, WORDS),
        (0, 1, "é" * (rescuing.MOST_BYTES // 2 + 1)),
    ],
)
def test_beyond_the_limits_the_words_come_back_on_the_page(scene: Scene, rows: int, size: int, words: str) -> None:
    opened = scene.page()
    fill(scene.priya, rows, size)
    lock(opened.browser)
    page = opened.send(words)
    assert page.status == 409
    assert words in page.html
    assert rescuing.count(scene.priya.person_id) == rows


def test_beyond_the_limits_somebody_else_still_sees_nothing(scene: Scene) -> None:
    opened = scene.page()
    fill(scene.priya, rescuing.MOST_ROWS, 10)
    scene.hand_over(opened, "somebody else")
    page = opened.send(WORDS)
    assert page.status == 409
    assert WORDS not in page.html


def fill(person: Enrolled, rows: int, size: int) -> None:
    with write_unit():
        db.session.add_all(
            Rescue(
                id=new_id(),
                person_id=person.person_id,
                entry_id=new_id(),
                one_time_id=new_id(),
                sealed=b"x",
                arrived_at=now(),
                size=size,
                reason="locked",
            )
            for _ in range(rows)
        )


def test_whoever_sends_whatever_the_words_are_never_with_the_wrong_person(sqlite_app: Flask) -> None:
    scene = Scene(sqlite_app, People(sqlite_app))

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(SENDERS), st.sampled_from(TOKENS), st.booleans())
    def check(sender: str, kind: str, leaving: bool) -> None:
        with write_unit():
            db.session.execute(delete(Rescue))
        opened = scene.page()
        token = scene.token(opened, kind)
        scene.hand_over(opened, sender)
        page: Page = opened.send(WORDS, token=token, leave="1" if leaving else None)
        assert page.status < 500
        assert scene.rescued(scene.marcus) == []
        hers = WORDS in scene.rescued(scene.priya)
        assert hers == (kind == "valid"), "only a genuine token seals anything"
        shown = WORDS in page.html
        known_to_be_hers = kind in ("valid", "expired", "used up", "of another entry")
        if sender.startswith("somebody else") and known_to_be_hers:
            assert not shown
        else:
            assert hers or shown, "nothing is lost"

    check()
