"""Many people writing at once: no save meets a lock, and what was acknowledged is there, whatever ends the server."""

import http.client
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from reflect.journal import entries
from tests.support.over_http import RemoteBrowser
from tests.support.people import Enrolled
from tests.support.server import Server, running
from tests.support.writing import OpenPage

pytestmark = pytest.mark.load

CLIENTS = 64
PEOPLE = 16
SHARED = 8  # clients that write two to an entry, each in a tab of its own
SECONDS = 5
AROUND_A_SUDDEN_END = 5  # seconds, and those in between that a start takes
SIGNING_IN = 4  # at once: a passphrase waits its turn, and this is not about that
GONE = (OSError, http.client.HTTPException)


@dataclass
class Writer:
    """One tab in which somebody types without pause."""

    number: int
    person: Enrolled
    browser: RemoteBrowser
    entry: str = ""
    page: OpenPage | None = None
    words: int = 0
    # For each page load, the number of the last text that it was told is saved, and of the last that it sent.
    acknowledged: dict[str, tuple[int, int]] = field(default_factory=dict)
    answers: Counter[int | str] = field(default_factory=Counter)

    def sign_in(self) -> None:
        self.browser.sign_in(self.person)

    def open(self, address: str = "/journal/new?start=blank") -> None:
        """Open a writing page, as after a sign-in or a reload."""
        self.page = OpenPage(self.browser, self.browser.get(address))
        self.entry = self.page.entry_id

    def write(self, until: threading.Event) -> "Writer":
        """Save one text after the other. While the server is gone the same words are sent again, as the script does."""
        while not until.is_set():
            try:
                answer = self._save_or_reload()
            except GONE:
                answer = "gone"
                until.wait(0.1)
            self.answers[answer] += 1
            if answer not in (200, 204, 412, "gone"):
                break
        return self

    def _save_or_reload(self) -> int:
        """Send the next words; after another tab has saved, load the page again first, as a person does."""
        if self.page is None:
            self.open(f"/journal/{self.entry}/edit?step=1")
            return 200
        self.words += 1
        load = self.page.fields["edit"]
        told, _sent = self.acknowledged.get(load, (0, 0))
        if told:
            self.acknowledged[load] = (told, self.words)
        answer = self.page.autosave(f"Tab {self.number} has written {self.words} words. " * 20).status_code
        if answer == 204:
            self.acknowledged[load] = (self.words, self.words)
        elif answer == 412:
            self.page = None
        return answer


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("load") / "served") as served:
        yield served


@pytest.fixture
def writers(server: Server) -> Iterator[list[Writer]]:
    """Every writer signed in, with a page open; the last few sit two at one entry."""
    people = [server.people.enrol(f"Writer {number}") for number in range(PEOPLE)]
    with ExitStack() as closing:
        browsers = [closing.enter_context(RemoteBrowser(server)) for _each in range(CLIENTS)]
        found = [Writer(number, people[number % PEOPLE], browser) for number, browser in enumerate(browsers)]
        pairs = list(zip(found[-SHARED::2], found[-SHARED + 1 :: 2], strict=True))
        for one, other in pairs:
            other.person = one.person
        with ThreadPoolExecutor(SIGNING_IN) as pool:
            list(pool.map(Writer.sign_in, found))
            list(pool.map(Writer.open, found))
        for one, other in pairs:
            assert one.page is not None
            assert one.page.autosave("The first words of two tabs.").status_code == 204
            other.open(f"/journal/{one.entry}/edit?step=1")
        yield found


def test_no_save_meets_a_lock_and_every_acknowledged_one_outlives_a_sudden_end(
    server: Server, writers: list[Writer]
) -> None:
    answers = write_for(SECONDS, writers)
    assert set(answers) <= {200, 204, 412}, f"{answers}\n{server.log.read_text(encoding='utf-8')}"
    assert answers[412] < answers[204]
    assert "locked" not in server.log.read_text(encoding="utf-8")
    nothing_is_lost(server, writers)

    def fail_and_recover() -> None:
        server.kill()
        server.start()

    answers = write_for(AROUND_A_SUDDEN_END, writers, halfway=fail_and_recover)
    assert set(answers) <= {200, 204, 412, "gone"}, f"{answers}\n{server.log.read_text(encoding='utf-8')}"
    assert answers["gone"] > 0, "the server went while people wrote"
    server.kill()
    server.start()
    nothing_is_lost(server, writers)


def write_for(seconds: float, writers: list[Writer], halfway: Callable[[], None] = lambda: None) -> Counter[int | str]:
    """Let everybody write at once for this long. Returns how often which answer came."""
    enough = threading.Event()
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(writer.write, enough) for writer in writers]
        enough.wait(seconds / 2)
        halfway()
        enough.wait(seconds / 2)
        enough.set()
        return sum((writing.result().answers for writing in running), Counter())


def nothing_is_lost(server: Server, writers: list[Writer]) -> None:
    """What each page was told last is in the entry, or among its earlier versions where two tabs wrote it."""
    with server.app.app_context():
        for writer in writers:
            kept = {
                number
                for text in texts(writer)
                for number in map(int, re.findall(rf"Tab {writer.number} has written (\d+)", text))
            }
            assert writer.acknowledged or writer.answers[412], f"tab {writer.number} never saved"
            for told, sent in writer.acknowledged.values():
                assert kept & set(range(told, sent + 1)), f"tab {writer.number} lost text {told}"


def texts(writer: Writer) -> list[str]:
    """The text of every version of the entry, opened as its author."""
    keys, person_id = writer.person.keys, writer.person.person_id
    marks = entries.history(person_id, writer.entry)
    versions = [entries.open_(keys, person_id, writer.entry, mark.number) for mark in marks]
    return [version.document.parts[0].answer for version in versions]
