"""A wrong secret, an unknown person and a suspended one get the same answer for the same work."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from reflect.audit.models import AuditEvent
from reflect.core.clock import now
from reflect.core.settings import IdentityProvider
from reflect.identity import recovery, signing
from reflect.identity.sso import links
from reflect.identity.sso.answers import Identity
from reflect.storage.db import db, write_unit
from reflect.vault import slots
from tests.support.browser import Browser
from tests.support.joined import joined
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.phones import add_phone

NEW = "quiet lantern maple corridor"


def _answer(app: Flask, email: str, passphrase: str) -> tuple[int, str, str | None]:
    browser = Browser(app)
    page = browser.submit(browser.get("/sign-in").form("passphrase"), email=email, passphrase=passphrase)
    same = re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", page.html)
    return page.status, same.replace(email, "…"), page.response.headers.get("Retry-After")


def _refused(priya: Enrolled, sam: Enrolled) -> list[tuple[str, str]]:
    """A wrong passphrase, nobody's name, a suspended account, and somebody who never enrolled."""
    return [
        (priya.email, "calm river shut window"),
        ("nobody@test.example", PASSPHRASE),
        (sam.email, PASSPHRASE),
        ("dev@test.example", PASSPHRASE),
    ]


def test_the_refusals_are_the_same_bytes_for_the_same_work(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    add_phone(app, sam)
    people.suspend(sam)
    people.on_roster("Dev Malik")
    derivations = []
    derive = slots.derive
    monkeypatch.setattr(slots, "derive", lambda *given: derivations.append(1) or derive(*given))
    with time_machine.travel(now(), tick=False):
        for round_ in range(12):
            answers, work = [], []
            for email, passphrase in _refused(priya, sam):
                derivations.clear()
                with _statements() as seen:
                    answers.append(_answer(app, email, passphrase))
                work.append((len(derivations), seen))
            enough = round_ >= 10
            assert all(answer == answers[0] for answer in answers)
            assert answers[0][0] == (429 if enough else 400)
            assert all(done == work[0] for done in work)
            assert work[0][0] == (0 if enough else 1)


def test_who_signs_in_at_the_provider_is_refused_the_same(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = IdentityProvider("https://sso.test.example", "reflect", "a secret", "Northbridge")
    with joined(app, settings) as own, time_machine.travel(now(), tick=False):
        people = People(own)
        priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
        with write_unit():
            links.link(sam.person_id, Identity(settings.issuer, "account-1", False, ""), settings.name)
        derivations = []
        derive = slots.derive
        monkeypatch.setattr(slots, "derive", lambda *given: derivations.append(1) or derive(*given))
        answers = []
        for email, passphrase in ((priya.email, "calm river shut window"), (sam.email, PASSPHRASE)):
            derivations.clear()
            with _statements() as seen:
                answers.append((_answer(own, email, passphrase), len(derivations), list(seen)))
        assert answers[0] == answers[1]
        assert answers[0][0][0] == 400
        codes = []
        for email, code in ((priya.email, "0000-" * 7 + "0000"), (sam.email, sam.recovery_code)):
            with _statements() as seen:
                assert recovery.open_with_code(email, code) is None
            codes.append([statement for statement in seen if statement != "BEGIN"])
        assert codes[0] == codes[1]


def test_only_people_who_exist_are_put_on_record(app: Flask, people: People) -> None:
    priya, sam = people.enrol("Priya Nair"), people.enrol("Sam Okafor")
    people.suspend(sam)
    dev = people.on_roster("Dev Malik")
    for email, passphrase in _refused(priya, sam):
        _answer(app, email, passphrase)
    db.session.rollback()
    events = db.session.execute(
        select(AuditEvent.about_id, AuditEvent.actor_id, AuditEvent.details).where(
            AuditEvent.event == "sign-in-refused"
        )
    ).all()
    assert {row.about_id for row in events} == {priya.person_id, sam.person_id, dev}
    assert all(row.actor_id is None and row.details == {"reason": "passphrase"} for row in events)


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
