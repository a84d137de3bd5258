"""A button pressed twice, or in two tabs at once, does its thing once and never ends on an error of ours."""

from __future__ import annotations

from functools import partial

from flask import Flask
from sqlalchemy import func, select

from reflect.identity import enrolment
from reflect.identity.models import Account, UnlockSession
from reflect.sharing.models import Share
from reflect.storage.db import Model, db, write_unit
from tests.support.at_once import at_once, same_browser
from tests.support.browser import Browser
from tests.support.people import PASSPHRASE, People
from tests.support.sharing import shared, snapshot
from tests.support.writing import enter, write

TIMES = 4


def _count(table: type[Model]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_one_invitation_makes_one_account(app: Flask, people: People) -> None:
    person_id = people.on_roster("Priya Nair")
    with write_unit():
        token = enrolment.invite(person_id)
    browser = Browser(app)
    form = browser.get(f"/enrol/{token}").form("passphrase")

    def enrol() -> int:
        tab = same_browser(browser)
        return tab.submit(form, follow=False, passphrase=PASSPHRASE, again=PASSPHRASE).status

    assert sorted(at_once(app, *[enrol] * TIMES)) == [302] + [404] * (TIMES - 1)
    assert _count(Account) == 1


def test_one_session_is_unlocked_once(app: Flask, people: People) -> None:
    browser = enter(app, people.enrol("Priya Nair"))
    browser.lock()
    form = browser.get("/unlock").form("passphrase")

    def unlock() -> int:
        return same_browser(browser).submit(form, follow=False, passphrase=PASSPHRASE).status

    assert at_once(app, *[unlock] * TIMES) == [302] * TIMES
    assert _count(UnlockSession) == 1


def test_signing_out_wins_over_an_unlock_on_its_way(app: Flask, people: People) -> None:
    priya = people.enrol("Priya Nair")
    for _turn in range(TIMES):
        browser = enter(app, priya)
        browser.lock()
        page = browser.get("/unlock")
        form = page.form("passphrase")
        way_out = next(each for each in page.forms() if each.action == "/sign-out")
        unlocks = [partial(same_browser(browser).submit, form, follow=False, passphrase=PASSPHRASE) for _ in range(2)]
        ways_out = [partial(same_browser(browser).submit, way_out, follow=False) for _ in range(2)]
        statuses = [answer.status for answer in at_once(app, *unlocks, *ways_out)]
        assert set(statuses[:2]) <= {302, 401, 409}
        assert set(statuses[2:]) <= {302, 401}
        assert _count(UnlockSession) == 0


def test_one_reader_gets_one_share(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id = write(priya, "one", title="Tuesday")
    browser = enter(app, priya)
    form = browser.get(f"/journal/{entry_id}/share").form("reader")
    form = browser.submit(form, reader=marcus.person_id, parts=["0"]).form("fingerprint")

    def share() -> int:
        return same_browser(browser).submit(form, follow=False, action="share").status

    assert at_once(app, *[share] * TIMES) == [303] * TIMES
    assert _count(Share) == 1


def test_stopping_twice_says_that_it_is_stopped(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Nair"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id = write(priya, "What I saw")
    share_id = shared(priya, marcus, snapshot(entry_id=entry_id))
    browser = Browser(app).sign_in(priya)
    form = browser.get(f"/journal/{entry_id}/shares/{share_id}/stop").form(action="/stop")
    assert "You stopped sharing" in browser.submit(form).text
    again = browser.submit(form)
    assert again.status == 404
    assert "This is not shared any more." in again.text
