"""Two servers on one database behind nginx, as on two machines. One dies while people write: nobody notices much."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

import psutil
import pytest

from reflect.journal import entries
from tests.support import nginx
from tests.support.databases import Databases
from tests.support.failing import until
from tests.support.nginx import Proxy
from tests.support.over_http import PATIENCE, RemoteBrowser
from tests.support.people import Enrolled
from tests.support.server import Server
from tests.support.writing import OpenPage

pytestmark = pytest.mark.load

WRITERS = 4
SECONDS = 1.5  # before and after the sudden end
TOKEN = "only-for-tests-" + "t" * 32
GONE = (OSError, http.client.HTTPException)


@dataclass
class Pair:
    """Two servers and the proxy before them."""

    first: Server
    second: Server
    proxy: Proxy

    @contextmanager
    def browser(self) -> Iterator[RemoteBrowser]:
        """Somebody's browser, which sees the proxy alone."""
        with RemoteBrowser(self.first) as browser:
            self.connect(browser)
            yield browser

    def connect(self, browser: RemoteBrowser) -> None:
        trusted = self.proxy.authority.trusted()
        browser.wire.connection = http.client.HTTPSConnection(
            "localhost", self.proxy.port, timeout=PATIENCE, context=trusted
        )


@pytest.fixture(scope="module")
def pair(databases_once: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    if nginx.installed() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(nginx.MISSING)
    folder = tmp_path_factory.mktemp("machines")
    proxy = Proxy(folder / "nginx")
    settings = {
        "REFLECT_BASE_URL": proxy.base_url,
        "REFLECT_TRUSTED_PROXIES": "1",
        "REFLECT_METRICS_TOKEN": TOKEN,
        "REFLECT_METRICS_FOLDER": str(folder / "metrics"),
    }
    url = databases_once.new_url("postgresql", "machines")
    first, second = (Server(folder / name, url, **settings) for name in ("first", "second"))
    first.base_url = proxy.base_url
    first.prepare()
    second.log.touch()
    second.app, second.people = first.app, first.people
    try:
        with ThreadPoolExecutor(2) as both:
            list(both.map(Server.start, (first, second)))
        proxy.start(first.port, second.port)
        yield Pair(first, second, proxy)
    finally:
        proxy.stop()
        second.stop()
        first.close()


@dataclass
class Writer:
    """A page on which somebody types without pause; its script sends the same words again until they are taken."""

    browser: RemoteBrowser
    person: Enrolled
    page: OpenPage
    taken: int = 0
    answers: Counter[int | str] = field(default_factory=Counter)

    def write(self, pair: Pair, enough: Event) -> Writer:
        while not enough.is_set():
            number = self.taken + 1
            try:
                answer: int | str = self.page.autosave(f"These are words {number}.", number=number).status_code
            except GONE:
                answer = "gone"
                pair.connect(self.browser)
            self.answers[answer] += 1
            if answer == 204:
                self.taken = number
            elif answer not in (502, 503, "gone"):
                break
        return self


def test_a_killed_worker_is_replaced(pair: Pair) -> None:  # the first: the proxy asks each server still
    (main,) = [psutil.Process(pair.second.process.pid)]  # type: ignore[union-attr]
    before, started = workers(main), starts(pair.second)
    os.kill(before[0], signal.SIGKILL)
    with pair.browser() as browser:
        assert browser.get("/sign-in").status == 200
        until(lambda: starts(pair.second) > started, "no worker came in its place", 90)
        assert len(set(workers(main)) - {before[0]}) == len(before)
        assert browser.get("/sign-in").status == 200


def test_nothing_acknowledged_is_lost_and_nobody_is_signed_out(pair: Pair) -> None:
    people = [pair.first.people.enrol(f"Writer {number}") for number in range(WRITERS)]
    writers = []
    for person in people:
        browser = RemoteBrowser(pair.first)
        pair.connect(browser)
        browser.sign_in(person)
        writers.append(Writer(browser, person, OpenPage(browser, browser.get("/journal/new?start=blank"))))
    enough = Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(writer.write, pair, enough) for writer in writers]
        enough.wait(SECONDS)
        pair.first.kill()
        enough.wait(SECONDS)
        enough.set()
        for each in writing:
            each.result()
    for writer in writers:
        assert set(writer.answers) <= {204, 502, 503, "gone"}, writer.answers
        assert writer.taken > 2
        assert writer.browser.get("/journal/").address == "/journal/", "signed in and unlocked on the other machine"
        with pair.first.app.app_context():
            (said,) = re.findall(r"words (\d+)", stored(writer))
        assert int(said) >= writer.taken
        writer.browser.wire.connection.close()
    assert requests_of(pair.first) > 2
    assert requests_of(pair.second) > 2, "both served them by turns"


def test_every_process_of_a_server_counts_into_the_same_figures(pair: Pair) -> None:
    """Two readings differ by what was asked between, whichever process answered."""
    before, times = counted(pair.second), 12
    for _time in range(times):
        asked(pair.second, "/robots.txt")
    assert counted(pair.second) - before == times


def test_who_comes_through_the_proxy_sees_no_figures(pair: Pair) -> None:
    with pair.browser() as browser:
        for address in ("/metrics", "/readyz"):
            answer = browser.open("GET", address, headers={"Authorization": f"Bearer {TOKEN}"})
            assert answer.status_code == 404


def test_while_no_machine_answers_there_is_a_plain_page(pair: Pair) -> None:  # the last: it leaves no server
    pair.second.kill()
    with pair.browser() as browser:
        page = browser.get("/journal/")
        assert page.status == 503
        assert "What was saved before is safe" in page.text
        assert "nginx" not in page.html


def stored(writer: Writer) -> str:
    keys, person_id = writer.person.keys, writer.person.person_id
    marks = entries.history(person_id, writer.page.entry_id)
    newest = max(mark.number for mark in marks)
    return entries.open_(keys, person_id, writer.page.entry_id, newest).document.parts[0].answer


def workers(main: psutil.Process) -> list[int]:
    """The processes of a server that answer."""
    return [child.pid for child in main.children() if "tracker" not in " ".join(child.cmdline())]


def starts(server: Server) -> int:
    return server.log.read_text().count("Started worker-")


def requests_of(server: Server) -> int:
    lines = [line for line in server.log.read_text().splitlines() if line.startswith("{")]
    return sum(json.loads(line)["event"] == "request" for line in lines)


def counted(server: Server) -> float:
    said = asked(server, "/metrics", Authorization=f"Bearer {TOKEN}")
    found = re.search(r'reflect_requests_total{does="read",part="assets",status="2xx"} ([0-9.]+)', said)
    return float(found[1]) if found else 0


def asked(server: Server, address: str, **headers: str) -> str:
    """What one server answers past the proxy; each time over a new connection, so that any of its processes may."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request("GET", address, headers={"Host": "localhost", **headers})
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()
    finally:
        connection.close()
