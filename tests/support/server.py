"""The real thing for tests: a prepared database, and granian as `make serve` runs it, in a folder of its own."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from reflect import create_app
from reflect.demo.cli import load_when_empty
from reflect.identity import enrolment
from reflect.storage import leads
from reflect.storage.db import db, write_unit
from reflect.web.server import ARGUMENTS, ENVIRONMENT
from tests.support.databases import prepare, settings_for
from tests.support.forked import Forked, Running
from tests.support.people import Enrolled, People

WORKERS = int(ARGUMENTS[ARGUMENTS.index("--workers") + 1])
LONGEST_START = 60  # seconds, on a busy machine
LONGEST_STOP = 20


class Newcomers(People):
    """People put into the server's database: everybody gets an address of their own, so tests never meet."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.number = 0

    def on_roster(self, name: str, **values: Any) -> str:
        with self.app.app_context():
            return super().on_roster(name, **values)

    def enrol(self, name: str, **values: Any) -> Enrolled:
        self.number += 1
        with self.app.app_context():
            return super().enrol(name, **values)

    def invite(self, name: str) -> str:
        """Put somebody on the roster who has no account yet. Returns their single-use link."""
        self.number += 1
        with self.app.app_context():
            person_id = super().on_roster(name)
            with write_unit():
                token = enrolment.invite(person_id)
        return f"{self.app.config['BASE_URL']}/enrol/{token}"

    def supervise(self, practitioner: Enrolled, supervisor: Enrolled, *, confirmed: bool = True) -> str:
        with self.app.app_context():
            return super().supervise(practitioner, supervisor, confirmed=confirmed)

    def address(self, name: str) -> str:  # type: ignore[override]
        return f"{name.split()[0].lower()}.{self.number}@test.example"


class Server:
    """Reflect as people run it. It can be killed and started again on the same database and port."""

    serves = "wsgi:app"

    def __init__(self, folder: Path, url: str | None = None, **environment: str) -> None:
        self.folder = folder
        self.database = folder / "instance" / "reflect.db"
        self.temporary = folder / "tmp"
        for place in (self.database.parent, self.temporary):
            place.mkdir(parents=True)
        self.log = folder / "server.log"
        self.url = url or f"sqlite:///{self.database}"
        self.port = free_port()
        self.base_url = f"http://localhost:{self.port}"
        self.process: Running | None = None
        self._from = 0  # where the log of the present start begins
        self.environment = {**ENVIRONMENT, **os.environ, **self._settings(), **environment}
        # The same deployment seen from the test's own process: to put people in and to look at rows.
        self.app: Flask = None  # type: ignore[assignment]
        self.people: Newcomers = None  # type: ignore[assignment]

    def _settings(self) -> dict[str, str]:
        return {
            "REFLECT_DATABASE_URL": self.url,
            "REFLECT_SECRET_KEY": "only for tests",
            "REFLECT_PEPPER": f"p1:{bytes(range(32)).hex()}",
            "REFLECT_AUDIT_KEY": bytes(range(32)).hex(),
            "REFLECT_FACTOR_KEY": bytes(range(1, 33)).hex(),
            "REFLECT_BASE_URL": self.base_url,
            "REFLECT_EXIT_URL": f"{self.base_url}/healthz",  # a neutral place that needs no network
            "REFLECT_RATELIMIT_URL": "",  # tests ask faster than people
            "REFLECT_ARGON2_MEMORY_KIB": "8",
            "REFLECT_ARGON2_ITERATIONS": "1",
            "REFLECT_WINDOW_KEYS": str(self.database.parent / "window-keys"),
            "TMPDIR": str(self.temporary),
        }

    def prepare(self, *, demo: bool = False) -> None:
        """Do what `make serve` does before it serves."""
        self.app = create_app(settings_for(self.database.parent, self.url, base_url=self.base_url))
        with self.app.app_context():
            prepare()
            if demo:
                load_when_empty()
        self.log.touch()
        self.people = Newcomers(self.app)

    def start(self, *more: str) -> None:
        """Start it, and come back when every worker can serve."""
        self._from = self.log.stat().st_size
        port = ("--port", str(self.port), "--log-level", "info")
        self.process = self.begun(["granian", *ARGUMENTS, *port, *more, self.serves])
        deadline = time.monotonic() + LONGEST_START
        while not self._ready():
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8")
            self._wait(0.05)

    def begun(self, words: Sequence[str]) -> Running:
        """A process of the server’s own, which writes to the log."""
        return Forked(words, self.environment, self.log, self.log)

    def stop(self) -> None:
        """Ask it to end, as an operator does; insist when it does not."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            if not self._wait(LONGEST_STOP):
                self.kill()
        self.process = None

    def kill(self) -> None:
        """End every process of it at once, as a failing machine does."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def close(self) -> None:
        """Stop it, and let go of its database."""
        self.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
            leads.engine().dispose()

    def _wait(self, seconds: float) -> bool:
        """Whether the server ended within this time."""
        assert self.process is not None
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _ready(self) -> bool:
        # A worker that is still starting answers nobody, and does not hear that it should stop.
        if self.log.read_bytes()[self._from :].count(b"Started worker-") < WORKERS:
            return False
        return self.answers()

    def answers(self) -> bool:
        """Whether somebody at its port can serve."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def running(
    folder: Path, url: str | None = None, *, demo: bool = False, kind: type[Server] = Server, **environment: str
) -> Iterator[Server]:
    """A server that is ready, closed at the end."""
    server = kind(folder, url, **environment)
    server.prepare(demo=demo)
    try:
        server.start()
        yield server
    finally:
        server.close()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
