"""Once a window is released, nothing that anybody changes moves its figures: there is no before and after to compare.

The window is filled by people in their browsers and released as the command does it. Then they change and take back
what they gave. The page and the file of the figures stay as they are, to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from reflect.core.clock import now
from reflect.storage.db import db, write_unit
from reflect.themes.models import Window
from tests.support.browser import Browser
from tests.support.people import TEAM, Enrolled, People
from tests.support.roster import Roster
from tests.support.windows import Windows
from tests.support.writing import OpenPage

ONE, TWO, THREE = "naming-racism", "child-voice", "stereotypes"


class Contributor:
    """Somebody whose themes the released window counted, with the page on which they say so still open."""

    def __init__(self, app: Flask, people: People, person: Enrolled) -> None:
        self.app, self.people, self.person = app, people, person
        self.browser = Browser(app).sign_in(person)
        page = OpenPage(self.browser, self.browser.get("/journal/new?start=left-unsaid")).send("A few words.")
        self.entry = page.address.split("/")[2]
        self.finish(themes=[ONE, TWO], counted="y")
        self.open_page = self.browser.get("/themes/mine")

    def finish(self, **fields: Any) -> None:
        form = self.browser.get(f"/journal/{self.entry}/edit?step=4").form("token")
        assert self.browser.submit(form, action="finish", title="A title", **fields).status == 200

    def change_the_themes_of_the_reflection(self) -> None:
        self.finish(themes=[THREE], counted="y")

    def count_it_no_longer(self) -> None:
        self.finish(counted=None)

    def withdraw(self) -> None:
        form = self.browser.get("/themes/mine").form("window")
        assert self.browser.submit(form, action="withdraw").status == 200

    def withdraw_on_a_page_from_before(self) -> None:
        assert self.browser.submit(self.open_page.form("window"), action="withdraw").status == 200

    def unlock_again(self) -> None:
        self.browser.lock()
        self.browser.sign_in(self.person)

    def leave(self) -> None:
        self.people.leave(self.person)


AFTERWARDS: tuple[Callable[[Contributor], None], ...] = (
    Contributor.change_the_themes_of_the_reflection,
    Contributor.count_it_no_longer,
    Contributor.withdraw,
    Contributor.withdraw_on_a_page_from_before,
    Contributor.unlock_again,
    Contributor.leave,
)


@pytest.fixture
def windows(app: Flask, tmp_path: Path) -> Windows:
    return Windows(app, tmp_path / "keys")


def test_page_and_file_are_the_same_bytes_before_and_after_an_edit_or_a_withdrawal(
    app: Flask, people: People, windows: Windows
) -> None:
    Roster(joined=now() - timedelta(days=60)).service(TEAM[2], 60, agency=TEAM[1])
    reader = Browser(app).sign_in(people.enrol("Marcus Bell", roles=("team_lead",)))
    released = windows.open("half-year", now() - timedelta(days=30), now() + timedelta(days=1), plan="full")
    windows.open("quarter", now() - timedelta(days=30), now() + timedelta(days=30))  # it stays open
    contributor = Contributor(app, people, people.enrol("Priya Nair"))
    with write_unit():
        db.session.get_one(Window, released).closes_at = now()
    windows.release(released)

    before = shown(reader, released)
    for change in AFTERWARDS:
        change(contributor)
        assert shown(reader, released) == before, change.__name__


def shown(browser: Browser, window_id: str) -> tuple[str, bytes]:
    """The page of the service's figures, without what surrounds it, and their file."""
    pattern = re.compile(f"/themes/[0-9a-z]{{26}}/{window_id}")
    address = next(link for link in browser.get("/themes/").links() if pattern.fullmatch(link))
    page = browser.get(address)
    assert TEAM[2] in page.text
    main = re.search(r"<main.*?</main>", page.html, re.DOTALL)
    file = browser.open("GET", f"{address}/figures.csv")
    assert main is not None
    assert file.status_code == 200
    return main[0], file.data
