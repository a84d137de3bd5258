"""What whoever runs Reflect sees of it: enough to look after it, and nothing of who did what."""

import gc
import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from reflect import create_app
from reflect.core import logs
from reflect.storage import leads, slow
from reflect.storage.db import db
from reflect.web.parts import APART, OWN, part_of, parts, told
from tests.support.browser import Browser
from tests.support.databases import Databases, empty, prepare, settings_for
from tests.support.people import People
from tests.support.writing import OpenPage

TOKEN = "only-for-tests-" + "t" * 32
CANARY = "quartzfinch"  # the name of a table, which PostgreSQL writes to its disk
ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")


@pytest.fixture(scope="module")
def watched(databases_once: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app behind one proxy, whose figures are asked for."""
    folder = tmp_path_factory.mktemp("watched")
    changes = {"metrics_token": TOKEN, "metrics_folder": folder / "metrics", "trusted_proxies": 1}
    app = create_app(settings_for(folder, databases_once.new_url("sqlite", "watched"), **changes))
    with app.app_context():
        prepare()
        yield app
        db.session.remove()
        empty(app)
        db.engine.dispose()
        leads.engine().dispose()
    from prometheus_client.mmap_dict import MmapedDict  # here: loaded before the app asks, it would count in memory

    for each in gc.get_objects():  # the client has no way to close its files, which a server does not need
        if isinstance(each, MmapedDict):
            each.close()


@pytest.fixture
def lines() -> Iterator["Lines"]:
    found = Lines()
    log, level = logging.getLogger("reflect"), logging.getLogger("reflect").level
    log.addHandler(found.handler)
    log.setLevel(logging.INFO)
    yield found
    log.setLevel(level)
    log.removeHandler(found.handler)


class Lines:
    """The log as it is written."""

    def __init__(self) -> None:
        self._stream = StringIO()
        self.handler = logs.Lines(self._stream)
        self.handler.setFormatter(logs.formatter())

    def all(self, event: str = "request") -> list[dict[str, Any]]:
        written = [json.loads(line) for line in self._stream.getvalue().splitlines()]
        return [line for line in written if line["event"] == event]


def figures(app: Flask) -> str:
    answer = Browser(app).open("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.text


def test_figures_are_for_who_shows_the_token(app: Flask, watched: Flask) -> None:
    assert Browser(app).open("GET", "/metrics").status_code == 404, "without the setting there is no such page"
    for shown in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}):
        answer = Browser(watched).open("GET", "/metrics", headers=shown)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert "reflect_" not in answer.text
    assert "reflect_requests_total" in figures(watched)


def test_nothing_is_counted_without_a_token(app: Flask) -> None:
    assert not app.extensions["reflect_metrics"].counting
    assert not (app.extensions["reflect_settings"].metrics_folder).exists()


def test_figures_say_how_many_and_what_waits(watched: Flask) -> None:
    told_before = counted(figures(watched))
    for _time in range(3):
        Browser(watched).get("/sign-in")
    after = counted(figures(watched))
    key = 'reflect_requests_total{does="read",part="signing in",status="2xx"}'
    assert after[key] - told_before.get(key, 0) == 3
    for name in ("reflect_mails_waiting", "reflect_audit_events_unsealed", "reflect_passphrases_at_work"):
        assert name in after
    assert after["reflect_database_connections_used"] == 0, "each answer gives its connection back"


def test_figures_and_lines_hold_no_address_no_id_and_nobody(watched: Flask, lines: Lines) -> None:
    priya = People(watched).enrol("Priya Nair")
    browser = Browser(watched).sign_in_by_page(priya)
    writing = OpenPage(browser, browser.get("/journal/new?start=blank"))
    assert writing.autosave(CANARY).status_code == 204
    browser.get(f"/journal/{writing.entry_id}?{CANARY}=1")
    browser.get(f"/enrol/{CANARY}")
    browser.get(f"/{CANARY}")
    written = lines.all()
    assert len(written) > 5
    for line in written:
        assert set(line) == {"time", "level", "event", "request", "endpoint", "status", "ms"}
    for said in (figures(watched), "\n".join(json.dumps({**line, "request": ""}) for line in written)):
        for secret in (CANARY, priya.email, priya.name, "Nair", writing.entry_id, "127.0.0.1"):
            assert secret not in said
        assert not ID.search(said)
        assert "?" not in said


def test_no_gesture_of_a_person_is_counted_by_itself(app: Flask) -> None:
    """A count that goes from none to one is one gesture: what people do for themselves falls into one part."""
    for endpoint in app.view_functions:
        feature = endpoint.partition(".")[0]
        if feature not in APART:
            assert part_of(endpoint) == OWN
    for feature in ("journal", "sharing", "themes", "supervision", "cpd", "groups"):
        assert feature not in APART, f"{feature} is private: its counts may not stand by themselves"
    assert len(list(parts())) == 6


def test_what_the_trail_leaves_out_the_log_leaves_out_too(app: Flask) -> None:
    """Saving, drafting, contributing and withdrawing are never in the audit trail, so no line names them either."""
    named = {told(endpoint) for endpoint in app.view_functions}
    assert {"journal", "themes"} <= named
    for endpoint in app.view_functions:
        if re.match(r"(journal|cpd|sharing|searches)\.|themes\..*(mine|raise|raising|withdraw)", endpoint):
            assert told(endpoint) == endpoint.partition(".")[0]
    assert "themes.shown" in named


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("4f7c2a90-9f4e-4b9c-8f1f-2a1b3c4d5e6f", True),
        ("priya was here", False),
        (CANARY, False),
        ("0123456789abcdef" * 8, False),
        ("", False),
    ],
)
def test_a_proxys_request_id_is_taken_when_it_says_nothing(watched: Flask, app: Flask, given: str, taken: bool) -> None:
    answer = Browser(watched).open("GET", "/sign-in", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is taken
    assert re.fullmatch(r"[0-9a-f-]{8,36}", answer.headers["X-Request-ID"])
    own = Browser(app).open("GET", "/sign-in", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert own != given, "without a proxy anybody could have sent it"


def test_slow_statements_are_written_without_their_values(
    watched: Flask, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "time", SlowClock())
    with watched.app_context(), db.engine.connect() as connection:
        connection.execute(text("SELECT  :word AS\n a"), {"word": CANARY})
        connection.execute(text(f"CREATE TEMPORARY TABLE {CANARY} (a text)"))
    (line,) = lines.all("slow query")
    assert line["statement"] == "SELECT ? AS a"
    assert line["ms"] == 600
    assert CANARY not in json.dumps(line)


class SlowClock:
    """Every statement takes 0.6 seconds by this one."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def perf_counter(self) -> float:
        self.seconds += 0.6
        return self.seconds


def test_not_ready_without_its_assets_or_with_another_pepper(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    there = app.extensions["reflect_assets"].files
    monkeypatch.setitem(there, "gone.css", Path("/nowhere/gone.css"))
    monkeypatch.setattr("reflect.identity.peppers.check_value", lambda *_given: b"another")
    answer = Browser(app).open("GET", "/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ok": False, "failing": ["assets", "pepper"]}


def counted(said: str) -> dict[str, float]:
    rows = [line.rpartition(" ") for line in said.splitlines() if line and not line.startswith("#")]
    return {name: float(number) for name, _space, number in rows}
