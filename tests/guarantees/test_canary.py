"""What somebody types is in no byte that the machine keeps, and on no administrator's page (OWASP ASVS 5.0, 14.2.4)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.routing import Rule

from reflect.storage.db import db
from tests.support import forked
from tests.support.databases import Databases
from tests.support.over_http import RemoteBrowser
from tests.support.people import PASSPHRASE, Enrolled
from tests.support.server import Server, running
from tests.support.writing import OpenPage

CANARY = "beryldipper"  # nobody else writes this word: it stands in each thing that is typed below
TITLE, NOTE, ANSWER, COMMENT = (f"{CANARY} {place}" for place in ("title", "note", "answer", "comment"))
PIECE = 1 << 20
TOKEN = "only-for-tests-" + "t" * 32


class Walk:
    """What was done on the server, and where."""

    def __init__(self, server: Server, places: list[Path]) -> None:
        self.server = server
        self.places = places  # everything on disk that the server can write to
        self.priya: Enrolled = server.people.enrol("Priya Nair")
        self.marcus: Enrolled = server.people.enrol("Marcus Bell", roles=("supervisor",))
        self.dev: Enrolled = server.people.enrol("Dev Malik", roles=("administrator",))
        self.olu: Enrolled = server.people.enrol("Olu Daniels", roles=("data_protection",))
        server.people.supervise(self.priya, self.marcus)
        self.entry_id = ""
        self.share_id = ""
        self.search_id = ""
        self.error_page = ""
        self.figures = ""

    def walk(self) -> None:
        """Write, search, share, read, comment, be refused with typed words, and search for trouble."""
        with RemoteBrowser(self.server) as hers, RemoteBrowser(self.server) as his:
            hers.sign_in(self.priya)
            his.sign_in(self.marcus)
            self._write(hers)
            self._search(hers)
            self._share(hers)
            self._comment(his)
            self._asked_to_search(hers)
            self._refused(hers, his)
            self._tell()
            self._break(hers)

    def _write(self, hers: RemoteBrowser) -> None:
        writing = OpenPage(hers, hers.get("/journal/new?start=blank"))
        self.entry_id = writing.entry_id
        for number in range(3):
            saved = writing.autosave(f"{ANSWER} {number}")
            assert saved.status_code == 204
        page = writing.send(ANSWER, title=TITLE)
        page = writing.send(ANSWER, title=TITLE)  # once more from the old page: a conflict, or the same words again
        page = hers.get(f"/journal/{self.entry_id}/edit?step=2")
        page = hers.submit(page.form("token"), action="finish", title=TITLE)
        assert TITLE in page.text

    def _search(self, hers: RemoteBrowser) -> None:
        page = hers.get("/journal/search")
        assert hers.submit(page.form("words"), words="in the reflection of nobody", tag=CANARY).status == 200
        page = hers.submit(page.form("words"), words=ANSWER)
        assert f"<mark>{CANARY}</mark>" in page.html, page.text

    def _share(self, hers: RemoteBrowser) -> None:
        page = hers.get(f"/journal/{self.entry_id}/share")
        page = hers.submit(page.form("parts"), reader=self.marcus.person_id, parts=["0"], note=NOTE)
        assert NOTE in page.text, page.text
        page = hers.submit(page.form("fingerprint"), action="share")
        assert "Shared with Marcus Bell." in page.text, page.text

    def _comment(self, his: RemoteBrowser) -> None:
        inbox = his.get("/shared/")
        assert TITLE in inbox.text
        assert NOTE in inbox.text
        (address,) = {link for link in inbox.links() if re.fullmatch(r"/shared/[0-9a-z]{26}", link)}
        self.share_id = address.rpartition("/")[2]
        page = his.get(address)
        assert ANSWER in page.text
        page = his.submit(page.form("text"), text=COMMENT)
        assert COMMENT in page.text, page.text

    def _asked_to_search(self, hers: RemoteBrowser) -> None:
        """A data protection officer asks for the word itself, and gets the words that she chooses."""
        with RemoteBrowser(self.server) as theirs:
            theirs.sign_in(self.olu)
            page = theirs.get("/data-protection/searches/new")
            page = theirs.submit(page.form("terms"), terms=ANSWER, explanation=NOTE, addresses="nobody@test.example")
            page = theirs.submit(page.form("terms"), addresses=self.priya.email)
            assert ANSWER in page.text, page.text
            listed = hers.get("/searches/").links()
            (asked,) = {link for link in listed if re.fullmatch(r"/searches/[0-9a-z]{26}", link)}
            self.search_id = asked.rpartition("/")[2]
            found = hers.submit(hers.get(asked).form(action="/look"))
            marks = found.tree.xpath("//input[@name='chosen']/@value")
            page = hers.submit(found.form("chosen"), action="begin", chosen=marks[:1])
            page = hers.submit(page.form("extract"), action="preview")
            page = hers.submit(page.form("fingerprint"), answer="extract")
            assert "Shared with Olu Daniels." in page.text, page.text
            page = theirs.get(page.address.replace("/searches/", "/data-protection/searches/"))
            page = theirs.get(next(link for link in page.links() if "/answers/" in link))
            assert CANARY in page.text, page.text

    def _refused(self, hers: RemoteBrowser, his: RemoteBrowser) -> None:
        """Words in posts that go wrong are not written down anywhere either."""
        writing = f"/journal/{self.entry_id}/edit?step=1"
        form = hers.get(writing).form("token")
        assert hers.submit(form, answer=ANSWER, csrf_token="wrong").status in (202, 400)
        assert hers.submit(form, answer=ANSWER, token="wrong").status == 400
        assert hers.submit(form, answer=ANSWER * 20_000).status == 400
        assert hers.put(f"/journal/{self.entry_id}/draft", {"fields": ANSWER}, csrf="wrong").status_code == 400
        assert his.post(f"/shared/{self.share_id}", {"text": COMMENT}).status in (202, 400)
        form = hers.get(writing).form("token")
        hers.lock()
        assert hers.submit(form, answer=ANSWER).status == 202

    def _tell(self) -> None:
        """The mails and figures that come of it."""
        said = forked.run(["reflect", "mail", "send"], self.server.environment)
        assert " sent" in said.stdout, said.stderr
        with self.server.log.open("a", encoding="utf-8") as log:
            log.write(said.stdout + said.stderr)
        with RemoteBrowser(self.server) as watching:
            self.figures = watching.open("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text

    def _break(self, hers: RemoteBrowser) -> None:
        """An unexpected error on a page that somebody sends words to: a table that it needs is gone."""
        hers.submit(hers.get("/unlock").form("passphrase"), passphrase=PASSPHRASE)
        form = hers.get(f"/journal/{self.entry_id}/edit?step=1").form("token")
        self._rename("journal_revision", "journal_revision_gone")
        try:
            page = hers.submit(form, answer=ANSWER, title=TITLE)
            assert page.status == 500, page.text
            # Her own words, given back to her alone; nothing else of what went wrong.
            (area,) = page.tree.xpath("//textarea")
            assert ANSWER in area.text
            area.drop_tree()
            self.error_page = page.response.headers["X-Request-ID"] + " ".join(page.tree.itertext())
        finally:
            self._rename("journal_revision_gone", "journal_revision")

    def _rename(self, table: str, name: str) -> None:
        with self.server.app.app_context(), db.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def walked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, databases_once: Databases
) -> Iterator[Walk]:
    """The walk above, on two server processes that write down all they can."""
    folder = tmp_path_factory.mktemp("canary") / "served"
    places = [folder]
    url = None
    if request.param == "postgresql":
        url = databases_once.new_url("postgresql", "canary")
        assert databases_once.cluster is not None
        places.append(databases_once.cluster)
    mails = folder / "mails"
    loud = {"REFLECT_LOG_LEVEL": "DEBUG", "GRANIAN_LOG_ACCESS_ENABLED": "true", "REFLECT_SLOW_QUERY_MS": "1"}
    sends = {"REFLECT_MAIL_URL": f"file://{mails}", "REFLECT_MAIL_FROM": "reflect@test.example"}
    watched = {"REFLECT_METRICS_TOKEN": TOKEN, "REFLECT_METRICS_FOLDER": str(folder / "metrics")}
    with running(folder, url, **loud, **sends, **watched) as server:
        mails.mkdir()
        walk = Walk(server, places)
        walk.walk()
        yield walk


def test_it_is_in_no_byte_on_disk(walked: Walk) -> None:
    flush(walked.server)
    assert not files_with(walked.places, CANARY)


def test_the_search_would_find_it(walked: Walk) -> None:
    flush(walked.server)
    assert files_with(walked.places, walked.priya.email), "an address is not secret from the database"
    lines = logged(walked)
    assert len([line for line in lines if line["event"] == "request"]) > 20, "the log holds what was asked for"
    assert list((walked.server.folder / "mails").iterdir()), "mails were sent"
    assert "reflect_requests_total" in walked.figures


def test_lines_figures_and_error_pages_hold_nothing_of_it(walked: Walk) -> None:
    """In the log neither an address nor an id nor anybody; of an error its kind, its place and its number."""
    lines = logged(walked)
    said = "\n".join(json.dumps({**line, "request": ""}) for line in lines)
    people = (walked.priya, walked.marcus, walked.dev, walked.olu)
    known = [walked.entry_id, walked.share_id, *(each.person_id for each in people), *(each.email for each in people)]
    for secret in (CANARY, TOKEN, "Priya", "Marcus", "/journal/", "/shared/", "127.0.0.1", *known):
        assert secret not in said, secret
        assert secret not in walked.figures, secret
    assert CANARY not in walked.error_page
    (error,) = [line for line in lines if line["event"] == "error"]
    assert walked.error_page.count(error["request"]) == 2, "the page gives the number to ask with"
    for inside in (error["kind"], error["where"], "journal_revision", "SELECT", *known):
        assert inside not in walked.error_page


def test_no_page_shows_it_to_an_administrator(walked: Walk) -> None:
    with RemoteBrowser(walked.server) as admin:
        admin.sign_in(walked.dev)
        seen = [address for address in all_addresses(walked) if shown(admin, address)]
    assert "/admin/" in seen, "the administrator was signed in"


def test_it_is_in_no_byte_after_the_server_was_killed(walked: Walk) -> None:  # the last: it leaves no server
    walked.server.kill()
    assert not files_with(walked.places, CANARY)


def shown(admin: RemoteBrowser, address: str) -> bool:
    """Whether there is a page for an administrator. Whatever there is, the canary is not on it."""
    page = admin.get(address)
    assert CANARY not in page.html, f"{address} shows what Priya wrote"
    assert page.status < 500, f"{address} breaks"
    if re.match(r"/(journal|shared|searches|data-protection)/.*[0-9a-z]{26}", address):
        assert page.status == 404, f"{address} answers {page.status} to an administrator"
    return page.status == 200


def all_addresses(walked: Walk) -> list[str]:
    """Every address that a page can be asked for, with Priya's ids in it."""
    rules = [rule for rule in walked.server.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [address for rule in rules if rule.endpoint != "identity.leave" for address in addresses(rule, walked)]


def addresses(rule: Rule, walk: Walk) -> list[str]:
    """The addresses of a rule, with each of the ids that exist."""
    if not rule.arguments:
        return [rule.rule]
    found = []
    for entry_id, share_id in ((walk.entry_id, walk.share_id), (walk.share_id, walk.entry_id)):
        known = {"entry_id": entry_id, "share_id": share_id, "search_id": walk.search_id}
        filled = {name: known.get(name, entry_id) for name in rule.arguments}
        found.append(re.sub(r"<(?:\w+:)?(\w+)>", lambda place, filled=filled: filled[place[1]], rule.rule))
    return found


def logged(walked: Walk) -> list[dict[str, Any]]:
    """What the processes that serve have written, line by line."""
    return [json.loads(line) for line in walked.server.log.read_text().splitlines() if line.startswith("{")]


def flush(server: Server) -> None:
    """Let the database put everything it holds into its files."""
    if server.url.startswith("postgresql"):
        with (
            server.app.app_context(),
            db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            connection.execute(text("CHECKPOINT"))


def files_with(places: list[Path], words: str) -> list[str]:
    """The files below these folders that hold the words, in UTF-8 or UTF-16, whole or at the seam of two pieces."""
    needles = [words.encode(), words.upper().encode(), words.encode("utf-16-le"), words.encode().hex().encode()]
    return [str(path) for place in places for path in place.rglob("*") if path.is_file() and holds(path, needles)]


def holds(path: Path, needles: list[bytes]) -> bool:
    longest = max(map(len, needles))
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(PIECE):
            if any(needle in tail + piece for needle in needles):
                return True
            tail = piece[-longest:]
    return False
