"""What a load balancer is told, and what every answer carries."""

import pytest
from flask import Flask
from sqlalchemy import text

from reflect.storage.db import db, write_unit
from tests.support.browser import Browser

EVERY = ("/healthz", "/sign-in", "/no/such/page", "/journal/", "/static/nothing.css", "/leave", "/robots.txt")


def test_a_migrated_database_is_ready(app: Flask) -> None:
    assert Browser(app).open("GET", "/readyz").json == {"ok": True, "failing": []}


def test_an_older_database_is_not(app: Flask) -> None:
    head = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    with write_unit():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = Browser(app).open("GET", "/readyz")
    with write_unit():
        db.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    assert answer.status_code == 503
    assert answer.json == {"ok": False, "failing": ["migrations"]}


@pytest.mark.parametrize("address", EVERY)
def test_every_answer_carries_the_headers(app: Flask, address: str) -> None:
    headers = Browser(app).open("GET", address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Clear-Site-Data" not in headers
    if not (address.startswith(("/static", "/robots"))):
        assert headers["Cache-Control"] == "no-store"


def test_who_types_the_number_is_sent_to_the_name(app: Flask) -> None:
    answer = Browser(app).open("GET", "/sign-in?next=/journal/", base_url="http://127.0.0.1")
    assert answer.location == "http://localhost/sign-in?next=/journal/"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({}, False),
    ],
)
def test_a_change_must_come_from_a_page_of_ours(app: Flask, headers: dict[str, str], allowed: bool) -> None:
    browser = Browser(app)
    form = browser.get("/sign-in").form("passphrase")
    sent = {**form.values(), "email": "x@test.example", "passphrase": "whatever it may be"}
    answer = browser.open("POST", "/sign-in", data=sent, headers=headers)
    assert answer.status_code == (400 if allowed else 403)
    assert ("do not match" in answer.text) == allowed
