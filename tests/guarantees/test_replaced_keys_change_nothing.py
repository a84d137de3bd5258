"""Keys that were replaced, and are still in somebody's hands, lock nobody out and lose no words.

A request that opened the keys a moment before they were replaced goes on with the old ones. Each test is that request.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from reflect.identity import codes, recovery, rotation, sessions, signing, unlocking
from reflect.identity.keyring import KeysReplaced
from reflect.identity.models import SignInSession, UnlockSession
from reflect.journal import rescuing
from reflect.sharing import grants
from reflect.storage.db import db, write_unit
from tests.support.browser import Browser
from tests.support.people import Enrolled
from tests.support.sharing import granted, shared
from tests.support.writing import OpenPage, write

NEW = "quiet lantern maple corridor"


@pytest.fixture
def material(app: Flask) -> tuple:
    return app.extensions["reflect_peppers"], app.extensions["reflect_cost"]


def _replace_keys(priya: Enrolled, material: tuple) -> Enrolled:
    keys, half = rotation.rotate(priya.keys, NEW, *material)
    code = codes.held_code(priya.person_id, half)
    assert code is not None
    return replace(priya, keys=keys, recovery_code=code)


def test_a_passphrase_changed_with_old_keys_does_not_shut_the_journal(priya, material):
    _replace_keys(priya, material)
    with pytest.raises(KeysReplaced):
        signing.change_passphrase(priya.keys, "another lantern maple corridor", *material, session_id="")
    assert signing.open_with_passphrase(priya.email, NEW, *material) is not None


def test_a_code_made_with_old_keys_does_not_take_the_place_of_the_one_on_paper(priya, material):
    renewed = _replace_keys(priya, material)
    with pytest.raises(KeysReplaced), write_unit():
        codes.new_code(priya.keys)
    assert recovery.open_with_code(priya.email, renewed.recovery_code) is not None


def _sign_in(priya: Enrolled) -> None:
    with write_unit():
        session_id, _token = sessions.begin(priya.person_id)
        unlocking.open_here(priya.keys, session_id)


def test_old_keys_neither_sign_in_nor_unlock(priya, material):
    _replace_keys(priya, material)
    with pytest.raises(KeysReplaced):
        _sign_in(priya)
    for table in (SignInSession, UnlockSession):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_keys_are_replaced_once(priya, material):
    renewed = _replace_keys(priya, material)
    with pytest.raises(KeysReplaced):
        rotation.rotate(priya.keys, "another lantern maple corridor", *material)
    assert signing.open_with_passphrase(priya.email, NEW, *material) is not None
    assert rotation.rotate(renewed.keys, NEW, *material)[0].generation == 3


def test_old_keys_neither_share_nor_stop(people, priya, material):
    marcus = people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    share_id = shared(priya, marcus)
    renewed = _replace_keys(priya, material)
    with pytest.raises(KeysReplaced):
        granted(priya, marcus)
    with pytest.raises(KeysReplaced), write_unit():
        grants.stop(priya.keys, priya.person_id, share_id)
    with write_unit():
        assert grants.stop(renewed.keys, renewed.person_id, share_id).share_id == share_id


def test_words_sent_with_old_keys_wait_for_their_author(app, priya, material, monkeypatch):
    entry_id = write(priya, "before", title="Tuesday")
    renewed = _replace_keys(priya, material)
    browser = Browser(app).sign_in(renewed, NEW)
    page = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    monkeypatch.setitem(app.extensions, "reflect_unlocker", lambda _viewer: priya.keys)
    assert page.autosave("kestrel").status_code == 409
    assert page.send("kestrel over the car park").status == 202
    db.session.rollback()  # what was read before is old by now
    (waiting,) = rescuing.waiting(priya.person_id)
    assert rescuing.open_(renewed.keys, priya.person_id, waiting.id).text == "kestrel over the car park"


def test_a_page_says_that_the_keys_were_replaced(app, priya, material, monkeypatch):
    renewed = _replace_keys(priya, material)
    browser = Browser(app).sign_in(renewed, NEW)
    form = browser.get("/account/new-recovery-code").form("csrf_token")
    monkeypatch.setitem(app.extensions, "reflect_unlocker", lambda _viewer: priya.keys)
    page = browser.submit(form)
    assert page.status == 409
    assert "Your keys were replaced from another browser. Sign in again." in page.text
