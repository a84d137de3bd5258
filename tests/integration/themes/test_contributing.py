"""What somebody wants counted: in each open window, three themes at most, changed and withdrawn as they like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.identity import enrolment, rotation
from reflect.identity.keyring import KeysReplaced
from reflect.identity.models import Account
from reflect.storage.db import db, write_unit
from reflect.themes import contributions
from reflect.themes.models import Choices, Contribution, Window
from reflect.themes.rows import NOWHERE
from reflect.themes.standing import windows_of
from reflect.vault.windows import CHOICES_STEP
from tests.support.at_once import at_once
from tests.support.browser import Browser
from tests.support.contributing import OpenWindow, move, open_window, start_again
from tests.support.people import PASSPHRASE, Enrolled, People

ONE, TWO, THREE, FOUR = "naming-racism", "child-voice", "stereotypes", "adultification"


def asked(person: Enrolled) -> list[tuple[str, ...]]:
    db.session.rollback()
    return [window.choice.asked for window in windows_of(person.keys)]


def test_everybody_has_one_row_and_an_envelope_from_enrolment(app: Flask, people: People, window: OpenWindow) -> None:
    noor = people.on_roster("Noor Haddad")
    with write_unit():
        token = enrolment.invite(noor)
    browser = Browser(app)
    browser.submit(browser.get(f"/enrol/{token}").form("passphrase"), passphrase=PASSPHRASE, again=PASSPHRASE)
    (row,) = window.rows()
    assert (row.place, row.took_part, row.themes) == (window.place_id, False, frozenset())
    assert db.session.scalar(select(Choices.sealed)) is not None


def test_unlocking_without_any_window_writes_the_envelope_alone(app: Flask, priya: Enrolled) -> None:
    Browser(app).sign_in(priya)
    assert db.session.scalars(select(Contribution)).all() == []
    assert len(db.session.scalars(select(Choices.sealed)).one()) > CHOICES_STEP


def test_each_unlock_seals_the_same_row_again(app: Flask, priya: Enrolled, window: OpenWindow) -> None:
    browser = Browser(app).sign_in(priya)
    before = window.sealed()
    browser.lock()
    browser.submit(browser.get("/unlock").form("passphrase"), passphrase=PASSPHRASE)
    after = window.sealed()
    assert before.keys() == after.keys()
    assert set(before.values()).isdisjoint(after.values())


def test_ticked_themes_are_counted_in_every_open_window_and_taken_back(priya: Enrolled, window: OpenWindow) -> None:
    quarter = open_window(cadence="quarter", name="2026-Q4", level="agency", high=True)
    contributions.count(priya.keys, {ONE, "own-lens"}, set())
    assert window.counted() == {ONE}, "a service never shows what is counted from an agency up"
    assert quarter.counted() == {ONE, "own-lens"}
    contributions.count(priya.keys, set(), {ONE})
    assert window.counted() == set()
    assert quarter.counted() == {"own-lens"}


def test_over_three_it_asks_and_never_picks(priya: Enrolled, window: OpenWindow) -> None:
    contributions.count(priya.keys, {ONE, TWO}, set())
    contributions.count(priya.keys, {THREE, FOUR}, set())
    assert window.counted() == {ONE, TWO}
    assert [set(each) for each in asked(priya)] == [{THREE, FOUR}]
    contributions.choose(priya.keys, {window.id: [TWO, THREE, FOUR]})
    assert window.counted() == {TWO, THREE, FOUR}
    assert asked(priya) == [()]


@pytest.mark.parametrize("forged", [["staff-experience"], ["own-lens"], ["took-part"], [ONE, TWO, THREE, FOUR]])
def test_what_is_not_counted_is_refused_and_changes_nothing(
    priya: Enrolled, window: OpenWindow, forged: list[str]
) -> None:
    contributions.choose(priya.keys, {window.id: [ONE]})
    before = window.sealed()
    with pytest.raises(BadInput):
        contributions.choose(priya.keys, {window.id: forged})
    assert window.counted() == {ONE}
    assert window.sealed() != before, "a refusal looks like anything else"
    contributions.count(priya.keys, {"staff-experience"}, set())
    assert window.counted() == {ONE}


def test_up_to_three_themes_are_counted_without_writing_anything(priya: Enrolled, window: OpenWindow) -> None:
    assert contributions.choose(priya.keys, {window.id: [ONE, TWO, THREE]}) == frozenset()
    assert window.counted() == {ONE, TWO, THREE}
    contributions.choose(priya.keys, {window.id: []})
    assert window.counted() == set()


def test_after_the_window_closed_nothing_changes_in_it(priya: Enrolled, window: OpenWindow) -> None:
    contributions.choose(priya.keys, {window.id: [ONE]})
    window.close()
    before = window.sealed()
    assert contributions.choose(priya.keys, {window.id: [TWO]}) == {window.id}
    contributions.count(priya.keys, {TWO}, {ONE})
    contributions.reseal(priya.keys)
    assert window.sealed() == before


@pytest.mark.parametrize("state", ["released", "expired"])
def test_a_window_that_is_over_takes_nothing(priya: Enrolled, window: OpenWindow, state: str) -> None:
    with write_unit():
        over = {"state": state, "released_at": now() if state == "released" else None}
        db.session.execute(update(Window).values(over))
    contributions.count(priya.keys, {ONE}, set())
    assert window.sealed() == {}


def test_an_account_that_was_started_again_waits_for_the_next_window(priya: Enrolled, window: OpenWindow) -> None:
    start_again(priya.person_id)
    contributions.count(priya.keys, {ONE}, set())
    assert contributions.choose(priya.keys, {window.id: [ONE]}) == {window.id}
    assert window.sealed() == {}
    with time_machine.travel(now() + timedelta(days=2)):
        later = open_window(cadence="quarter", name="2026-Q4")
        contributions.count(priya.keys, {ONE}, set())
        assert later.counted() == {ONE}
        assert window.sealed() == {}


def test_somebody_who_moved_counts_where_they_are_now(priya: Enrolled, window: OpenWindow) -> None:
    contributions.choose(priya.keys, {window.id: [ONE]})
    move(priya.person_id, ("Northbridge", "Police", "Response", "A team"))
    contributions.reseal(priya.keys)
    (row,) = window.rows()
    assert (row.place, row.themes) == (NOWHERE, {ONE})


def _rotated(app: Flask, person: Enrolled) -> Enrolled:
    keys, _half = rotation.rotate(
        person.keys, PASSPHRASE, app.extensions["reflect_peppers"], app.extensions["reflect_cost"]
    )
    return replace(person, keys=keys)


def test_new_keys_keep_the_one_row_and_the_choice(app: Flask, priya: Enrolled, window: OpenWindow) -> None:
    contributions.choose(priya.keys, {window.id: [ONE]})
    before = window.sealed()
    renewed = _rotated(app, priya)
    contributions.reseal(renewed.keys)
    assert window.sealed().keys() == before.keys()
    assert window.counted() == {ONE}


def test_old_keys_write_nothing(app: Flask, priya: Enrolled, window: OpenWindow) -> None:
    contributions.choose(priya.keys, {window.id: [ONE]})
    before = window.sealed()
    _rotated(app, priya)
    with pytest.raises(KeysReplaced):
        contributions.choose(priya.keys, {window.id: [TWO]})
    contributions.reseal_at_unlock(priya.person_id, keys=priya.keys)
    assert window.sealed() == before


def test_pages_that_save_at_the_same_moment_lose_no_choice(
    app: Flask, people: People, priya: Enrolled, window: OpenWindow
) -> None:
    at_once(app, *(lambda slug=slug: contributions.count(priya.keys, {slug}, set()) for slug in (ONE, TWO, THREE)))
    assert window.counted() == {ONE, TWO, THREE}


def test_a_release_waits_for_whoever_is_contributing(app: Flask, priya: Enrolled, window: OpenWindow) -> None:
    had_to_wait = []

    def close_it_now(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO theme_contribution"):
            with db.engine.connect() as release:
                try:
                    release.execute(select(Window.id).where(Window.id == window.id).with_for_update(nowait=True))
                    had_to_wait.append(False)
                except OperationalError:
                    had_to_wait.append(True)

    event.listen(db.engine, "before_cursor_execute", close_it_now)
    try:
        contributions.reseal(priya.keys)
    finally:
        event.remove(db.engine, "before_cursor_execute", close_it_now)
    assert had_to_wait == [db.engine.dialect.name == "postgresql"], "on SQLite there is one writer anyway"


def test_somebody_elses_envelope_opens_nothing_and_stops_nobody(
    app: Flask, people: People, priya: Enrolled, window: OpenWindow
) -> None:
    marcus = people.enrol("Marcus Bell")
    for person in (priya, marcus):
        contributions.choose(person.keys, {window.id: [ONE]})
    hers = db.session.get_one(Choices, priya.person_id).sealed
    for envelope in (hers, b"damaged"):
        with write_unit():
            db.session.execute(update(Choices).where(Choices.person_id == marcus.person_id).values(sealed=envelope))
        Browser(app).sign_in(marcus)
        assert [each.choice.themes for each in windows_of(marcus.keys)] == [()]
    assert [each.choice.themes for each in windows_of(priya.keys)] == [(ONE,)]


def test_a_damaged_envelope_does_not_stop_new_keys(app: Flask, priya: Enrolled, window: OpenWindow) -> None:
    contributions.choose(priya.keys, {window.id: [ONE]})
    with write_unit():
        db.session.execute(update(Choices).values(sealed=b"damaged"))
    renewed = _rotated(app, priya)
    contributions.choose(renewed.keys, {window.id: [TWO]})
    assert window.counted() == {TWO}


def test_a_damaged_contribution_key_keeps_nobody_out(app: Flask, priya: Enrolled, window: OpenWindow) -> None:
    with write_unit():
        db.session.execute(update(Account).values(sealed_contribution=b"damaged"))
    assert Browser(app).sign_in(priya).get("/journal/").status == 200
    assert window.sealed() == {}


def test_no_column_holds_what_was_chosen(priya: Enrolled, window: OpenWindow) -> None:
    contributions.choose(priya.keys, {window.id: [ONE, TWO]})
    for table in (Contribution, Choices):
        for row in db.session.execute(table.__table__.select()):
            assert not any(slug.encode() in bytes(str(row), "utf-8") for slug in (ONE, TWO))
    (envelope,) = db.session.scalars(select(Choices.sealed))
    contributions.choose(priya.keys, {window.id: []})
    assert len(db.session.scalars(select(Choices.sealed)).one()) == len(envelope)
