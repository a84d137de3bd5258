"""Whoever looks at the database, at the statements it is sent or at the answers cannot tell who takes part.

The same people make the same gestures in two worlds. Those who let themes be counted in one world count none in the
other. Everything that shows but the bytes of sealed things is the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from sqlalchemy import event, func, literal_column, select, text

from reflect.identity.keyring import secrets_of
from reflect.journal.models import Entry, Revision
from reflect.storage.db import Model, db, write_unit
from reflect.themes.models import Choices, Contribution
from reflect.vault.keys import contribution_key
from reflect.vault.windows import contribution_id
from tests.support.browser import Browser, Page
from tests.support.contributing import OpenWindow, open_window
from tests.support.databases import empty
from tests.support.people import PASSPHRASE, Enrolled, People
from tests.support.writing import OpenPage

NAMES = ("Priya Nair", "Marcus Bell", "Amara Osei", "Sam Okafor")
FOUR = ("naming-racism", "child-voice", "stereotypes", "adultification")
SAY_WHAT_IS_COUNTED = "/themes/mine", "/journal/"  # the pages on which it would show in their length
IDS = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")


@dataclass(frozen=True)
class Trace:
    """What one gesture of one person leaves for others to see."""

    gesture: str
    status: int
    location: str
    length: int | None
    notices: str
    statements: tuple[str, ...]
    rewritten: tuple[tuple[str, int], ...]  # whose rows have another version now, and how many of them


class Somebody:
    """One person in their browser, who takes part or does not."""

    def __init__(self, app: Flask, person: Enrolled, *, takes_part: bool) -> None:
        self.person = person
        self.browser = Browser(app)
        self.takes_part = takes_part
        self.entry = ""

    def sign_in(self) -> Page:
        form = self.browser.get("/sign-in").form("passphrase")
        return self.browser.submit(form, email=self.person.email, passphrase=PASSPHRASE, follow=False)

    def finish(self, *themes: str) -> Page:
        """Finish a reflection; whoever takes part chooses themes and ticks that they are counted."""
        page = OpenPage(self.browser, self.browser.get("/journal/new?start=left-unsaid")).send("A few words.")
        self.entry = page.address.split("/")[2]
        return self._last_page(*themes)

    def finish_with_two(self) -> Page:
        return self.finish(*FOUR[:2])

    def finish_with_too_many(self) -> Page:
        return self.finish(*FOUR)

    def untick(self) -> Page:
        return self._last_page(title="Another title")

    def _last_page(self, *themes: str, title: str = "A title") -> Page:
        form = self.browser.get(f"/journal/{self.entry}/edit?step=4").form("token")
        chosen = {"themes": list(themes), "counted": "y" if themes else None} if self.takes_part else {"counted": None}
        return self.browser.submit(form, action="finish", title=title, follow=False, **chosen)

    def read(self) -> Page:
        return self.browser.get(f"/journal/{self.entry}")

    def open_the_last_page(self) -> Page:
        return self.browser.get(f"/journal/{self.entry}/edit?step=4")

    def find_it_changed(self) -> Page:
        form = self.browser.get(f"/journal/{self.entry}/edit?step=4").form("token")
        self._last_page(*FOUR[:2], title="Written elsewhere")
        chosen = {"themes": [FOUR[2]], "counted": "y"} if self.takes_part else {"themes": [FOUR[2]], "counted": None}
        return self.browser.submit(form, action="finish", title="My title", follow=False, **chosen)

    def look(self) -> Page:
        return self.browser.get("/themes/mine")

    def choose(self, *themes: str) -> Page:
        form = self.browser.get("/themes/mine").form("window")
        fields = [name for name, _value in form.fields if name == "window"]
        assert fields, "there is a window to choose in"
        windows = form.values()["window"]
        ticks = {f"window-{window}": list(themes if self.takes_part else ()) for window in windows}
        return self.browser.submit(form, follow=False, **ticks)

    def choose_one(self) -> Page:
        return self.choose(FOUR[0])

    def choose_too_many(self) -> Page:
        return self.choose(*FOUR)

    def choose_what_is_not_counted(self) -> Page:
        return self.choose("staff-experience")

    def withdraw(self) -> Page:
        return self.browser.submit(self.browser.get("/themes/mine").form("window"), action="withdraw", follow=False)

    def go_home(self) -> Page:
        return self.browser.get("/")

    def unlock_again(self) -> Page:
        self.browser.lock()
        return self.browser.submit(self.browser.get("/unlock").form("passphrase"), passphrase=PASSPHRASE, follow=False)


GESTURES: tuple[Callable[[Somebody], Page], ...] = (
    Somebody.sign_in,
    Somebody.finish_with_two,
    Somebody.read,
    Somebody.open_the_last_page,
    Somebody.find_it_changed,
    Somebody.finish_with_too_many,
    Somebody.read,
    Somebody.look,
    Somebody.choose_one,
    Somebody.choose_too_many,
    Somebody.choose_what_is_not_counted,
    Somebody.untick,
    Somebody.read,
    Somebody.withdraw,
    Somebody.choose_one,
    Somebody.go_home,
    Somebody.unlock_again,
)


class World:
    """An organisation in which some take part."""

    def __init__(self, app: Flask, taking_part: set[str]) -> None:
        self.app = app
        people = People(app)
        self.cast = [Somebody(app, people.enrol(name), takes_part=name in taking_part) for name in NAMES]
        self.windows = [
            open_window(),
            open_window(cadence="quarter", name="2026-Q4", level="agency", high=True),
        ]
        self.traces = [self.traced(somebody, gesture) for gesture in GESTURES for somebody in self.cast]

    def traced(self, somebody: Somebody, gesture: Callable[[Somebody], Page]) -> Trace:
        before = self.versions()
        with statements() as sent:
            page = gesture(somebody)
        after = self.versions()
        changed = [name for name in after if after[name] != before.get(name)]
        owners = [owner for owner, _window in changed]
        return Trace(
            gesture=gesture.__name__,
            status=page.status,
            location=IDS.sub("<id>", page.response.headers.get("Location", "")),
            length=len(page.response.data) if page.address.startswith(SAY_WHAT_IS_COUNTED) else None,
            notices=_notices(somebody.browser),
            statements=tuple(sent),
            rewritten=tuple((name, owners.count(name)) for name in NAMES if name in owners),
        )

    def versions(self) -> dict[tuple[str, str], Any]:
        """Which version of each row stands there: PostgreSQL says so, elsewhere it shows in what is sealed."""
        db.session.rollback()
        version = literal_column("xmin::text || ctid::text" if _postgresql() else "sealed")
        names = self.names()
        found = {}
        for table, key in ((Choices, Choices.person_id), (Contribution, Contribution.cid)):
            for row in db.session.execute(select(key, version).select_from(table)):
                found[names[row[0]]] = row[1]
        return found

    def names(self) -> dict[str | bytes, tuple[str, str]]:
        """Whose a row is, which the database does not say, and in which window."""
        names: dict[str | bytes, tuple[str, str]] = {}
        for somebody in self.cast:
            person = somebody.person
            names[person.person_id] = (person.name, "")
            key = contribution_key(person.keys, secrets_of(person.person_id))
            for place, window in enumerate(self.windows):
                names[contribution_id(key, window.id)] = (person.name, str(place))
        return names

    def shown(self) -> dict[str, Any]:
        """What the database shows in the end."""
        db.session.rollback()
        names = self.names()
        rows = {
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in Model.metadata.sorted_tables
        }
        stored = text("ctid") if _postgresql() else text("rowid")
        lengths = {
            names[row[0]]: row[1]
            for table, key in ((Choices, Choices.person_id), (Contribution, Contribution.cid))
            for row in db.session.execute(select(key, func.length(table.sealed)))
        }
        order = [names[found] for found in db.session.scalars(select(Choices.person_id).order_by(stored))]
        if _postgresql():  # on SQLite the rows lie in the order of their random names
            by_window = select(Contribution.cid).order_by(Contribution.window_id == self.windows[0].id, stored)
            order += [names[found] for found in db.session.scalars(by_window)]
        entries = [
            (names[row[0]], *row[1:])
            for row in db.session.execute(
                select(
                    Entry.owner_id, Entry.revision, func.length(Entry.head), Revision.number, func.length(Revision.body)
                ).join(Revision, Revision.entry_id == Entry.id)
            )
        ]
        return {"rows": rows, "lengths": lengths, "order": order, "entries": sorted(entries)}


def test_who_takes_part_changes_nothing_that_shows(app: Flask) -> None:
    _fresh(app)
    one = World(app, {"Priya Nair", "Sam Okafor"})
    everybody_leaves_the_same_traces(one)
    shown, counted = one.shown(), _counted(one.windows)
    empty(app)
    _fresh(app)
    other = World(app, {"Marcus Bell", "Amara Osei"})
    assert counted == _counted(other.windows) == 4, "two people take part, in two windows each"
    for mine, theirs in zip(one.traces, other.traces, strict=True):
        assert mine == theirs
    assert shown == other.shown()


def everybody_leaves_the_same_traces(world: World) -> None:
    """Within one world, each gesture looks the same whoever makes it."""
    writes = {trace.gesture for trace in world.traces if trace.rewritten}
    assert writes >= {"sign_in", "finish_with_two", "choose_too_many", "untick", "withdraw", "unlock_again"}
    for start in range(0, len(world.traces), len(NAMES)):
        traces = world.traces[start : start + len(NAMES)]
        for name, trace in zip(NAMES, traces, strict=True):
            assert trace.rewritten in ((), ((name, 3),)), "a gesture rewrites one’s own rows, all of them or none"
            assert replace(trace, rewritten=()) == replace(traces[0], rewritten=())
            assert len(trace.rewritten) == len(traces[0].rewritten), f"{trace.gesture} shows who takes part"
    lengths = world.shown()["lengths"]
    for place in ("", "0", "1"):
        assert len({lengths[name, place] for name in NAMES}) == 1, "sealed things are equally long"


def _counted(windows: list[OpenWindow]) -> int:
    return sum(row.took_part for window in windows for row in window.rows())


def _postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _fresh(app: Flask) -> None:
    """Let both worlds find the tables' files as new: room that was left by earlier rows changes where the next go."""
    if _postgresql():
        with write_unit():
            db.session.execute(text("TRUNCATE theme_choices"))


def _notices(browser: Browser) -> str:
    """What the cookie says, which anybody who sees it can read."""
    with browser.client.session_transaction() as session:
        return str(session.get("_flashes", ""))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, without their values."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
