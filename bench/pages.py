"""Every page that a small and a large organisation show to the same people: what it costs more in the large one.

The large one has 5,000 people; `BENCH_PEOPLE=100000` says otherwise, and `BENCH_LARGE` names the folder of one that is
there already. In processor time inside one process, SQLite's included; what a person has of their own is the same in
both, so that only the size of the organisation differs.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from bench.calling import called
from bench.measure import ratio, report
from bench.organisation import settings_in
from reflect import create_app
from reflect.cli import main
from reflect.core.ids import ID_PATTERN
from reflect.demo.people import AMARA, DEV, MARCUS, PASSPHRASE, PRIYA, DemoPerson
from tests.support.browser import Browser
from tests.support.databases import prepare, settings_for

SMALL = 1_000
LARGE = int(os.environ.get("BENCH_PEOPLE", "5000"))
WHO = PRIYA, MARCUS, AMARA, DEV
BEGIN = (
    "/",
    "/admin/people/",
    "/admin/people/?q=nair",
    "/admin/people/?state=suspended",
    "/admin/log",
    "/journal/?before=none",
)
NO_PAGES = ("/static/", "/leave", "/sign-in", "/journal/copy")
GOAL = 1.5


def run() -> None:
    """Each page in milliseconds, against the same page of the small organisation."""
    with (
        organisation(SMALL, os.environ.get("BENCH_SMALL")) as small,
        organisation(LARGE, os.environ.get("BENCH_LARGE")) as large,
    ):
        for who in WHO:
            _compare(who, signed_in(large, who), signed_in(small, who))


def _compare(who: DemoPerson, large: Browser, small: Browser) -> None:
    pages, same = found(large), found(small)
    for kind in sorted(pages.keys() & same.keys()):
        one, other = called(large, pages[kind]), called(small, same[kind])
        cost, before = ratio(one, other)
        if cost > GOAL * before:  # once more, before it is said
            cost, before = ratio(one, other, rounds=35)
        report(f"{kind} for {who.about}, {LARGE:,} people against {SMALL:,}", cost, "ms", before, GOAL)


@contextmanager
def organisation(people: int, folder: str | None = None) -> Iterator[Flask]:
    """A large demo of so many people, in a folder of its own unless there is one."""
    with TemporaryDirectory() as made:
        place = Path(folder or made)
        settings = settings_in(place) if folder else settings_for(place, f"sqlite:///{place / 'reflect.db'}")
        app = create_app(replace(settings, ratelimit_url=""))  # more is asked for than people may ask
        with app.app_context():
            if folder is None:
                prepare()
                done = app.test_cli_runner().invoke(main, ["demo", "large", "--people", str(people)])
                assert done.exit_code == 0, done.output
        yield app


def signed_in(app: Flask, who: DemoPerson) -> Browser:
    """A browser of one of the named."""
    browser = Browser(app)
    form = browser.get("/sign-in").form("passphrase")
    assert browser.submit(form, follow=False, email=who.email, passphrase=PASSPHRASE).status == 302
    return browser


def found(browser: Browser) -> dict[str, str]:
    """An address of each kind that can be reached by links, by the address with its ids left out."""
    seen, waiting = dict[str, str](), list(BEGIN)
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"=[^&]+", "=…", ID_PATTERN.sub("…", address))
        if kind in seen or not address.startswith("/") or address.startswith(NO_PAGES):
            continue
        answer = browser.open("GET", address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            seen[kind] = address
            waiting += [link.split("#")[0] for link in browser.get(address).links()]
    return seen


if __name__ == "__main__":
    run()
    sys.exit()
