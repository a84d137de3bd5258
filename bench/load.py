"""64 people at once over a mix of pages for a minute, on SQLite and on PostgreSQL: errors, how long they wait, memory.

`BENCH_SECONDS` says for how long, 60 unless told otherwise. Each of a hundred steps: 35 saves as the writing page makes
them, 25 openings of an entry, 25 lists, 10 openings of what is shared with one, 5 looks at the themes.
"""

import http.client
import os
import random
import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.measure import report
from bench.organisation import write
from bench.processes import memory, tree
from bench.serving import BenchServer, served
from tests.support.databases import open_all
from tests.support.over_http import RemoteBrowser
from tests.support.people import Enrolled
from tests.support.sharing import shared, snapshot
from tests.support.writing import OpenPage

CLIENTS, PEOPLE = 64, 16
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
SIGNING_IN = 4  # at once
MIX = {"write": 35, "read": 25, "list": 25, "review": 10, "dashboard": 5}
GOALS = {"write": 4}  # of the slowest in a hundred against the middle
USUAL = 10  # for pages that no goal is set for
FLAT = 1.15  # of a worker's memory at the end against after a third of the time
SAVES, SAVERS = 10_000, 64
GONE = (OSError, http.client.HTTPException)


@dataclass
class Client:
    """One person in one browser."""

    browser: RemoteBrowser
    person: Enrolled
    entries: list[str]
    shares: list[str]
    page: OpenPage | None = None
    words: int = 0
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[str] = field(default_factory=Counter)

    def go_on(self, until: Callable[[], bool], mix: dict[str, int]) -> None:
        """One step after the other."""
        kinds, weights = list(mix), list(mix.values())
        while not until():
            (kind,) = random.choices(kinds, weights)
            begun = time.perf_counter()
            try:
                status = getattr(self, kind)()
            except GONE as problem:
                status = type(problem).__name__
            self.taken[kind].append((time.perf_counter() - begun) * 1000)
            self.answers[f"{kind} {status}"] += 1

    def open_page(self) -> None:
        """The writing page, before anything is measured."""
        self.page = OpenPage(self.browser, self.browser.get("/journal/new?start=blank"))

    def write(self) -> int:
        """What the page saves by itself while somebody types."""
        assert self.page is not None
        self.words += 1
        return self.page.autosave(f"I have written {self.words} words of this. " * 40).status_code

    def read(self) -> int:
        return self._get(f"/journal/{random.choice(self.entries)}")

    def list(self) -> int:
        return self._get("/journal/")

    def review(self) -> int:
        return self._get(f"/shared/{random.choice(self.shares)}" if self.shares else "/shared/")

    def dashboard(self) -> int:
        return self._get("/themes/")

    def _get(self, address: str) -> int:
        return self.browser.open("GET", address).status_code


def run() -> None:
    """The mix on each kind of database, then saves alone."""
    with open_all() as databases:
        for backend in ("sqlite", "postgresql"):
            with served(databases, backend) as (server, _roots), ExitStack() as closing:
                clients = _clients(server, closing)
                _mix(server, clients, backend)
                _saves(server, clients, backend)


def _clients(server: BenchServer, closing: ExitStack) -> list[Client]:
    marcus = server.people.enrol("Marcus Bell", roles=("supervisor",))
    people = [server.people.enrol(f"Writer {number}") for number in range(PEOPLE)]
    for person in people:
        server.people.supervise(person, marcus)
    of_each, shares = {}, []
    with server.app.app_context():
        for person in people:
            of_each[person.person_id] = write(person.keys, 25)
            shares.append(shared(person, marcus, snapshot(entry_id=of_each[person.person_id][0])))
        of_each[marcus.person_id] = write(marcus.keys, 25)
    clients = []
    for number in range(CLIENTS):
        person = marcus if number % 8 == 0 else people[number % PEOPLE]
        browser = closing.enter_context(RemoteBrowser(server))
        clients.append(Client(browser, person, of_each[person.person_id], shares if person is marcus else []))
    with ThreadPoolExecutor(SIGNING_IN) as pool:
        list(pool.map(lambda client: client.browser.sign_in(client.person), clients))
        list(pool.map(Client.open_page, clients))
    return clients


def _mix(server: BenchServer, clients: list[Client], backend: str) -> None:
    ends, seen = time.monotonic() + SECONDS, list[float]()
    watching = threading.Timer(SECONDS / 3, lambda: seen.append(_largest(server)))
    watching.start()
    _together(clients, lambda client: client.go_on(lambda: time.monotonic() > ends, MIX))
    watching.join()
    answers = sum((client.answers for client in clients), Counter[str]())
    wrong = {kind: count for kind, count in answers.items() if not kind.endswith((" 200", " 204"))}
    where = f"{CLIENTS} clients, {backend}"
    report(
        f"errors of {answers.total():,} requests in {SECONDS:.0f} s {wrong or ''}, {where}",
        sum(wrong.values()),
        "errors",
        None,
        0,
    )
    for kind in MIX:
        taken = [each for client in clients for each in client.taken[kind]]
        if len(taken) > 1:
            late = statistics.quantiles(taken, n=100)[98]
            report(f"{kind}: p99 against p50, {where}", late, "ms", statistics.median(taken), GOALS.get(kind, USUAL))
    report(f"memory of a worker at the end against a third of the way, {where}", _largest(server), "MiB", seen[0], FLAT)


def _saves(server: BenchServer, clients: list[Client], backend: str) -> None:
    """Saves alone: first 16 clients for how long they wait, then all of them until ten thousand are through."""
    few = clients[1:17]
    for client in clients:
        client.taken.clear(), client.answers.clear()
    ends = time.monotonic() + SECONDS / 4
    _together(few, lambda client: client.go_on(lambda: time.monotonic() > ends, {"write": 1}))
    taken = [each for client in few for each in client.taken["write"]]
    late = statistics.quantiles(taken, n=100)[98]
    report(f"autosave: p99 against p50, 16 clients, {backend}", late, "ms", statistics.median(taken), 4)
    for client in clients:
        client.taken.clear(), client.answers.clear()
    each = -(-SAVES // SAVERS)
    _together(clients, lambda client: client.go_on(lambda: client.answers.total() >= each, {"write": 1}))
    answers = sum((client.answers for client in clients), Counter[str]())
    refused = answers.total() - answers["write 204"]
    locked = server.log.read_text(encoding="utf-8").count("database is locked")
    report(
        f"{answers.total():,} saves by {SAVERS} clients that were not acknowledged, or met a lock, {backend}",
        refused + locked,
        "saves",
        None,
        0,
    )


def _together(clients: list[Client], work: Callable[[Client], None]) -> None:
    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients))


def _largest(server: BenchServer) -> float:
    assert server.process is not None
    main, *workers = tree(server.process.pid)
    return max(memory(pid) for pid in (workers or [main]))


if __name__ == "__main__":
    run()
