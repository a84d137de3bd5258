"""Looking back over a long journal: search through its page, and an entry with a long history."""

from dataclasses import replace

from flask import Flask

from bench.measure import ratio, report
from bench.organisation import FOUR_KB, app_on_disk
from reflect.core.ids import new_id
from reflect.journal import entries, saving
from reflect.journal.document import Part, Words, blank
from reflect.journal.ordering import Edit
from reflect.journal.rendering import rendered
from reflect.vault.keys import Keys
from tests.support.browser import Browser
from tests.support.people import Enrolled, People

MANY = 1000
REVISIONS = 200
TYPED = FOUR_KB.replace("meant. ", "meant – “nobody” did.\n\n", 9)  # as it comes from a phone: not ASCII alone


def run() -> None:
    """Search in processor time a request, and opening an entry with 200 revisions against one with 2."""
    with app_on_disk() as app:
        with app.app_context():
            priya = People(app).enrol("Priya Nair")
            write(priya.keys, MANY)
        browser = Browser(app).sign_in(priya)
        _searching(browser)
        _opening(app, browser, priya)


def write(keys: Keys, count: int) -> None:
    """Write finished reflections of 4 KB, as they are kept: with what was rendered at their saving."""
    document = rendered(replace(blank("What I wrote"), parts=(Part("What I wrote", answer=TYPED),), draft=False))
    for number in range(count):
        words = Words(step=2, title=f"Reflection number{number}")
        saving.store(keys, keys.person, new_id(), 0, Edit(new_id()), words, first=document)


def _searching(browser: Browser) -> None:
    form = browser.get("/journal/search").form("words")

    def look(words: str) -> None:
        assert browser.submit(form, words=words).status == 200

    for name, words in {
        "a word of the oldest of": "number0",
        "a word in none of": "zebra",
        "a word in all of": "somebody",
        "a word of the form in none of": "question",
        "accents, in none of": "zébra naïve",
    }.items():
        looking, listing = ratio(lambda words=words: look(words), lambda: browser.get("/journal/"), times=3)
        report(f"search for {name} {MANY:,} entries of 4 KB", looking, "ms", None, 60)
        report(f"search for {name} {MANY:,} entries, against the list", looking, "ms", listing, 9)


def _opening(app: Flask, browser: Browser, person: Enrolled) -> None:
    ids = []
    with app.app_context():
        for count in (2, REVISIONS):
            entry_id = new_id()
            ids.append(entry_id)
            for number in range(count):
                present = entries.find(person.keys, person.person_id, entry_id)
                words, base = Words(1, answer=f"{FOUR_KB}{number}"), present.revision if present else 0
                first = blank("What I wrote")
                saving.store(person.keys, person.person_id, entry_id, base, Edit(new_id()), words, first=first)
    few, many = ids
    for name, path in {"an entry": "", "the history": "/history"}.items():
        long, short = ratio(
            lambda path=path: browser.open("GET", f"/journal/{many}{path}"),
            lambda path=path: browser.open("GET", f"/journal/{few}{path}"),
            times=10,
        )
        goal = 1.1 if not path else 3  # the history shows thirty rows in the place of two
        report(f"open {name} of {REVISIONS} revisions against one of 2", long, "ms", short, goal)
