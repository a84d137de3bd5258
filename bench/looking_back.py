"""Looking back over a long journal: search through its page, and an entry with a long history."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from sqlalchemy import Engine

from bench.calling import called
from bench.measure import ratio, report
from bench.organisation import FOUR_KB, app_on_disk
from reflect.core.ids import new_id
from reflect.journal import entries, revisions, saving
from reflect.journal.document import Part, Words, blank
from reflect.journal.ordering import Edit
from reflect.journal.rendering import rendered
from reflect.storage.db import db, write_unit
from reflect.vault.keys import Keys
from tests.support.browser import Browser
from tests.support.people import Enrolled, People

SIZES = 1000, 5000  # reflections in a journal
# How often what it cannot do without a search may take. Fetching and decrypting 1,000 took 12 ms of processor time
# where a search of them was given 60: the ratio says on every machine what those milliseconds said on that one.
MOST_TIMES = 60 / 12
WORDS = {
    "a word of the oldest of": "number0",
    "a word in none of": "zebra",
    "a word in all of": "somebody",
    "a word of the form in none of": "question",
    "accents, in none of": "zébra naïve",
}
REVISIONS = 200
_ALL = (
    "SELECT journal_entry.wrapped_key, journal_revision.body "
    "FROM journal_entry JOIN journal_revision ON journal_revision.entry_id = journal_entry.id "
    "AND journal_revision.number = journal_entry.revision WHERE journal_entry.owner_id = ?"
)
TYPED = FOUR_KB.replace("meant. ", "meant – “nobody” did.\n\n", 9)  # as it comes from a phone: not ASCII alone


def run() -> None:
    """Search in processor time a request, and opening an entry with 200 revisions against one with 2."""
    with app_on_disk() as app:
        with app.app_context():
            authors = [People(app).enrol(name) for name in ("Priya Nair", "Sam Okafor")]
            for author, size in zip(authors, SIZES, strict=True):
                write(author.keys, size)
            engine = db.engine
        browsers = [Browser(app).sign_in(author) for author in authors]
        for browser, author, size in zip(browsers, authors, SIZES, strict=True):
            _searching(browser, size, bare(engine, author.person_id))
        _opening(app, browsers[0], authors[0])


def write(keys: Keys, count: int) -> None:
    """Write finished reflections of 4 KB, as they are kept: with what was rendered at their saving."""
    document = rendered(replace(blank("What I wrote"), parts=(Part("What I wrote", answer=TYPED),), draft=False))
    with write_unit():
        for number in range(count):
            titled = replace(document, title=f"Reflection number{number}")
            sealed = revisions.seal_first(keys, new_id(), titled, "saved", Edit(new_id()))
            revisions.begin(keys.person, keys.generation, sealed)


def bare(engine: Engine, author_id: str) -> Callable[[], None]:
    """Fetching somebody's reflections from the file, and decrypting the key and the body of each, in vain."""
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)

    def read() -> None:
        connection = engine.raw_connection()
        for row in connection.execute(_ALL, (author_id,)):  # type: ignore[attr-defined]
            for sealed in row:
                with suppress(InvalidTag):  # under a wrong key: every byte is gone through all the same
                    cipher.decrypt(nonce, sealed, None)
        connection.close()

    return read


def _searching(browser: Browser, size: int, least: Callable[[], None]) -> None:
    form = browser.get("/journal/search").form("words")

    for name, words in WORDS.items():
        look = called(browser, form.action, form=form.values() | {"words": words})
        looking, alone = ratio(look, least, rounds=21)
        what = f"search for {name} {size:,} entries of 4 KB against fetching and decrypting them"
        report(what, looking, "ms", alone, MOST_TIMES)


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
        long, short = ratio(*(called(browser, f"/journal/{each}{path}") for each in (many, few)), times=5, rounds=20)
        goal = 1.1 if not path else 3  # the history shows thirty rows in the place of two
        report(f"open {name} of {REVISIONS} revisions against one of 2", long, "ms", short, goal)
