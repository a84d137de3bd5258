"""A wrong secret, an unknown person and a suspended one get the same answer for the same work."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from reflect.identity import recovery, signing
from reflect.storage.db import db
from reflect.vault import slots
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, People

NEW = "quiet lantern maple corridor"


def _answer(app: Flask, email: str, passphrase: str) -> tuple[int, str]:
    browser = Browser(app)
    page = browser.submit(browser.get("/sign-in").form("passphrase"), email=email, passphrase=passphrase)
    same = re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", page.html)
    return page.status, same.replace(email, "…")


def test_the_three_refusals_are_the_same_bytes(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    people.suspend(sam)
    derivations = []
    derive = slots.derive
    monkeypatch.setattr(slots, "derive", lambda *given: derivations.append(1) or derive(*given))
    answers, counts = [], []
    for email, passphrase in (
        (priya.email, "calm river shut window"),
        ("nobody@test.example", PASSPHRASE),
        (sam.email, PASSPHRASE),
    ):
        derivations.clear()
        answers.append(_answer(app, email, passphrase))
        counts.append(len(derivations))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 400
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("code", ["0000-0000", "UUUU", "0000-0000-0000-0000-0000-0000-0000-0000", "0\0"])
def test_a_wrong_recovery_code_says_nothing_about_the_person(app: Flask, people: People, code: str) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    people.suspend(sam)
    people.on_roster("Dev Malik")
    answers = []
    for email in (priya.email, sam.email, "dev@test.example", "nobody@test.example"):
        browser = Browser(app)
        form = browser.get("/recover").form("code")
        page = browser.submit(form, email=email, code=code, passphrase=NEW, again=NEW)
        answers.append((page.status, page.text.partition("Use your recovery code")[0]))
    assert answers[0][0] == 400
    assert len(set(answers)) == 1


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("verb", ["passphrase", "code"])
def test_the_database_is_asked_the_same_for_everybody(app: Flask, people: People, verb: str) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    people.suspend(sam)
    people.on_roster("Dev Malik")
    asked = []
    for email in (priya.email, sam.email, "dev@test.example", "nobody@test.example"):
        with _statements() as seen:
            if verb == "code":
                assert recovery.open_with_code(email, "0000-" * 7 + "0000") is None
            else:
                material = app.extensions["reflect_peppers"], app.extensions["reflect_cost"]
                assert signing.open_with_passphrase(email, "calm river shut window", *material) is None
        asked.append([statement for statement in seen if statement != "BEGIN"])
    assert len(asked[0]) == 1
    assert asked[0] == asked[1] == asked[2] == asked[3]
