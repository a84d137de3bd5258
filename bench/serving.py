"""Pages of the real server, 16 clients at once: processor time of everything it runs, against its own greeting.

On SQLite and on PostgreSQL, whose processes are counted in. Then the memory of a worker after more than a thousand
requests.
"""

import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import middle, report
from bench.organisation import write
from bench.processes import cpu, memory, tree
from bench.references import HELLO
from tests.support.databases import Databases, open_all
from tests.support.forked import ROOT
from tests.support.over_http import RemoteBrowser
from tests.support.server import Server, running

CLIENTS = 16
EACH = 10  # requests of each client in its turn
ROUNDS = 13
ENTRIES = 40
GOALS = {"sqlite": 9, "postgresql": 12}
LEAST = 1_000  # requests before memory is looked at

Page = Callable[[RemoteBrowser], object]


class BenchServer(Server):
    """The server with the references beside the app, started from nothing, as it is measured."""

    serves = "bench.served:app"

    def begun(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [Path(sys.executable).with_name(words[0]), *words[1:]]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )


def run() -> None:
    """The list of a journal and one entry, each against a greeting and each other; and memory."""
    with open_all() as databases:
        for backend, goal in GOALS.items():
            with served(databases, backend) as (server, roots):
                _measure(server, roots, backend, goal)


@contextmanager
def served(databases: Databases, backend: str) -> Iterator[tuple[BenchServer, Callable[[], list[int]]]]:
    """The server on an empty database, and the processes whose time counts."""
    with TemporaryDirectory() as folder:
        url = None if backend == "sqlite" else databases.new_url(backend, "bench")
        with running(Path(folder) / "reflect", url, kind=BenchServer) as server:
            assert isinstance(server, BenchServer)

            def roots() -> list[int]:
                assert server.process is not None
                found = [server.process.pid]
                if url is not None and databases.cluster is not None:
                    found.append(int((databases.cluster / "postmaster.pid").read_text().split()[0]))
                return found

            yield server, roots


def _measure(server: BenchServer, roots: Callable[[], list[int]], backend: str, goal: float) -> None:
    person = server.people.enrol("Priya Nair")
    with server.app.app_context():
        ids = write(person.keys, ENTRIES)
    with ExitStack() as closing:
        browsers = [closing.enter_context(RemoteBrowser(server)) for _client in range(CLIENTS)]
        for browser in browsers:
            browser.sign_in(person)
        pages: dict[str, Page] = {
            "hello": lambda browser: browser.open("GET", HELLO),
            "list": lambda browser: browser.open("GET", "/journal/"),
            "entry": lambda browser: browser.open("GET", f"/journal/{ids[0]}"),
        }
        rounds = [{name: _turn(browsers, page, roots) for name, page in pages.items()} for _round in range(ROUNDS + 1)]
    where = f"{backend}, {CLIENTS} clients, CPU of the server"
    for name, beside, most in (("list", "hello", goal), ("entry", "list", 1.3)):
        took, took_beside = middle([(each[name], each[beside]) for each in rounds[1:]])  # the first warms up
        report(f"{name} against {beside}, {where}", took, "ms", took_beside, most)
    _memory(server, backend, CLIENTS * EACH * len(pages) * (ROUNDS + 1))


def _turn(browsers: list[RemoteBrowser], page: Page, roots: Callable[[], list[int]]) -> float:
    """Milliseconds of processor time a request."""
    line = threading.Barrier(len(browsers))

    def ask(browser: RemoteBrowser) -> None:
        line.wait()
        for _request in range(EACH):
            answer = page(browser)
            assert answer.status_code == 200  # type: ignore[attr-defined]

    before = cpu(*roots())
    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(ask, browsers))
    return (cpu(*roots()) - before) / (len(browsers) * EACH) * 1000


def _memory(server: BenchServer, backend: str, requests: int) -> None:
    """Of one worker, in the mean: they run different numbers of threads, and what a machine must have is all of it."""
    assert server.process is not None
    _main, *workers = tree(server.process.pid)
    assert requests // len(workers) >= LEAST
    each = statistics.mean(memory(pid) for pid in workers)
    report(f"memory of a worker after {requests // len(workers):,} requests, {backend}", each, "MiB", None, 100)


if __name__ == "__main__":
    run()
