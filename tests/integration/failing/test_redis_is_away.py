"""Several machines count requests together in Redis; while it is away nobody waits for it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from reflect import create_app
from reflect.storage import leads
from reflect.storage.db import db
from reflect.web import limits
from tests.support.browser import Browser
from tests.support.databases import Databases, settings_for
from tests.support.failing import until
from tests.support.server import free_port

AT_ONCE = 1.5  # seconds: nobody notices that Redis was asked in vain


@dataclass
class Redis:
    program: str
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen([self.program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self._listens, "redis-server does not start")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    program = shutil.which("redis-server", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("redis-server is not installed. On Debian: apt-get install redis-server")
    server = Redis(program, tmp_path, free_port())
    server.start()
    yield server
    server.kill()


@pytest.fixture
def machines(
    redis: Redis, databases_once: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Flask]]:
    """Two of them, on one database and one Redis. An address has seven requests a minute."""
    monkeypatch.setattr(limits, "PER_ADDRESS", 7)
    url = databases_once.app("sqlite").config["SQLALCHEMY_DATABASE_URI"]
    settings = settings_for(tmp_path, url, ratelimit_url=f"redis://127.0.0.1:{redis.port}")
    apps = [create_app(settings) for _machine in range(2)]
    with ExitStack() as closing:
        for app in apps:
            closing.callback(close, app)
        yield apps


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        leads.engine().dispose()


def test_machines_count_together_and_go_on_without_it(machines: list[Flask], redis: Redis) -> None:
    one, other = (Browser(app) for app in machines)
    for browser in (one, other) * 3:
        assert browser.get("/help/").status == 200
    assert one.get("/help/").status == 200
    assert other.get("/help/").status == 429, "what the one counted holds for the other"

    redis.kill()
    for browser in (one, other):
        began = time.monotonic()
        assert browser.get("/help/").status == 200
        assert time.monotonic() - began < AT_ONCE

    redis.start()
    for _time in range(7):
        one.get("/help/")
    assert other.get("/help/").status == 429, "it is counted again, without anybody's hands"
