"""Requests are limited in general: by session, or by address while signed out. In other tests the limits are off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from reflect import create_app
from reflect.core.settings import UnsafeSettings
from reflect.storage.db import db
from reflect.web import limits
from tests.support.browser import Browser
from tests.support.databases import Databases, prepare, settings_for
from tests.support.people import People

SENTENCE = "Very many pages were asked for in a minute from here."


@pytest.fixture
def limited(databases_once: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app that counts: five requests a minute and session, seven an address, three public posts."""
    monkeypatch.setattr(limits, "PER_SESSION", 5)
    monkeypatch.setattr(limits, "PER_ADDRESS", 7)
    monkeypatch.setattr(limits, "PUBLIC_POSTS", 3)
    url = databases_once.new_url("sqlite", f"limited_{tmp_path.name}")
    app = create_app(settings_for(tmp_path, url, ratelimit_url="memory://", trusted_proxies=1))
    with app.app_context(), time_machine.travel("2026-03-04 12:00:00Z", tick=False):
        prepare()
        yield app
        db.session.remove()
        db.engine.dispose()


def at(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


def test_signed_out_one_address_has_so_many(limited: Flask) -> None:
    browser = Browser(limited)
    for _time in range(7):
        assert browser.get("/help/", headers=at("192.0.2.1")).status == 200
    page = browser.get("/help/", headers=at("192.0.2.1"))
    assert page.status == 429
    assert SENTENCE in page.text
    assert 55 <= int(page.response.headers["Retry-After"]) <= 61
    assert "/leave" in page.links(), "the way out is there"
    assert browser.get("/help/", headers=at("192.0.2.2")).status == 200


def test_a_network_of_ipv6_counts_as_one(limited: Flask) -> None:
    browser = Browser(limited)
    for host in range(7):
        assert browser.get("/help/", headers=at(f"2001:db8::{host:x}")).status == 200
    assert browser.get("/help/", headers=at("2001:db8::ffff")).status == 429
    assert browser.get("/help/", headers=at("2001:db8:0:1::1")).status == 200


def test_signed_in_each_session_has_its_own_whatever_the_address(limited: Flask) -> None:
    people = People(limited)
    one, other = Browser(limited), Browser(limited)
    for number, browser in enumerate((one, other)):
        person = people.enrol(f"{('Priya', 'Sam')[number]} Nair")
        form = browser.get("/sign-in", headers=at(f"192.0.2.{number}")).form("passphrase")
        fields = {**form.values(), "email": person.email, "passphrase": "calm river open window"}
        browser.post("/sign-in", fields, follow=False, headers=at(f"192.0.2.{number}"))
    for _time in range(5):
        assert one.get("/notices/", headers=at("192.0.2.9")).status == 200
    assert one.get("/notices/", headers=at("192.0.2.9")).status == 429
    assert one.get("/notices/", headers=at("192.0.2.8")).status == 429, "another address does not help"
    assert other.get("/notices/", headers=at("192.0.2.9")).status == 200, "nor does it hinder a colleague"
    with time_machine.travel("2026-03-04 12:01:01Z", tick=False):
        assert one.get("/notices/", headers=at("192.0.2.9")).status == 200


def test_public_posts_have_fewer_and_typed_words_come_back(limited: Flask) -> None:
    browser = Browser(limited)
    for _time in range(3):
        assert browser.post("/sign-in", {"email": "x"}, headers=at("192.0.2.1")).status == 400
    page = browser.post("/sign-in", {"email": "x", "note": "words of mine"}, headers=at("192.0.2.1"))
    assert page.status == 429
    assert "words of mine" in page.text
    assert browser.get("/sign-in", headers=at("192.0.2.1")).status == 200


def test_a_script_gets_an_answer_it_can_read(limited: Flask) -> None:
    browser = Browser(limited)
    for _time in range(7):
        browser.get("/help/", headers=at("192.0.2.1"))
    answer = browser.open("PUT", f"/journal/{'0' * 26}/draft", json={}, headers=at("192.0.2.1"))
    assert answer.status_code == 429
    assert SENTENCE in answer.get_json()["sentence"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/favicon.ico", "/robots.txt", "/static/nothing"])
def test_what_machines_and_pages_fetch_is_not_counted(limited: Flask, address: str) -> None:
    browser = Browser(limited)
    for _time in range(20):
        assert browser.open("GET", address).status_code in (200, 404)
    assert browser.get("/help/").status == 200


def test_the_token_of_a_session_is_not_handed_on(limited: Flask) -> None:
    (limiter,) = limited.extensions["limiter"]
    person = People(limited).enrol("Priya Nair")
    browser = Browser(limited).sign_in_by_page(person)
    with browser.client.session_transaction() as session:
        held = session["_user_id"]
    counted = " ".join(limiter.storage.storage)
    assert "LIMIT" in counted.upper()
    assert held not in counted


@pytest.mark.parametrize("url", ["nowhere://x", "nonsense"])
def test_a_place_that_cannot_count_stops_the_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(UnsafeSettings, match="REFLECT_RATELIMIT_URL"):
        create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'x.db'}", ratelimit_url=url))


def test_while_the_store_is_away_people_go_on(limited: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    (limiter,) = limited.extensions["limiter"]
    monkeypatch.setattr(limiter.limiter, "hit", lambda *_key: 1 / 0)
    for _time in range(20):
        assert Browser(limited).get("/help/").status == 200


def test_the_limits_are_generous() -> None:
    assert limits.PER_SESSION >= 600
    assert limits.PER_ADDRESS >= 1200
