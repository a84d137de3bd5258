"""Reflect speaks another language throughout: no sentence is left in English, and longer words break no page.

The language is made from English (`tests.support.pseudo`). What is told apart from our own words: the files of the
library, which are translated as files, and what the people of these tests typed.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.test import TestResponse

from reflect import create_app
from reflect.notices.texts import TEXTS, in_words
from reflect.storage.db import db
from tests.browser.another_language import TYPED, faults
from tests.browser.test_accessibility import Screen
from tests.guarantees.test_authorisation_matrix import (
    ABOVE,
    ADMIN,
    DOES,
    DPO,
    LED,
    READER,
    TABLE,
    Walker,
    cells,
    expected,
)
from tests.support import pseudo
from tests.support.databases import Databases, empty, prepare, settings_for
from tests.support.library import borrowed
from tests.support.people import People
from tests.support.world import World

ANSWERED = (200, 400, 403, 409)


@cache
def reader_of_pages() -> pseudo.Reader:
    return pseudo.Reader(TYPED)


def test_sentences_of_templates_forms_and_code_are_found() -> None:
    found = {message for _name, message in pseudo.messages() if isinstance(message, str)}
    assert {"Sign in and unlock my journal", "Enter your passphrase.", "That is not your passphrase."} <= found
    plurals = {message[:2] for _name, message in pseudo.messages() if isinstance(message, tuple)}
    assert ("%(num)d question", "%(num)d questions") in plurals
    assert any("{minutes}" in many for _one, many in plurals), "what a script says"
    assert len(found) > 2000


PLACE = r"(?:%\(\w+\)[sd]|\{\w+\})"
COUNTED = re.compile(rf"{PLACE} (?:more |new |overdue |signed )?([a-z]+s|people)\b")


def test_whatever_is_counted_has_the_plurals_of_every_language() -> None:
    """A word that is counted anywhere is counted everywhere by ngettext: other languages have up to six forms of it."""
    plurals = [message for _name, message in pseudo.messages() if isinstance(message, tuple)]
    things = {word for one, many in plurals for word in set(COUNTED.findall(many)) - set(one.split())}
    assert {"days", "people", "characters", "minutes", "reflections"} <= things
    single = [(name, message) for name, message in pseudo.messages() if isinstance(message, str)]
    wrong = [f"{name}: {message}" for name, message in single if things & set(COUNTED.findall(message))]
    assert not wrong, "\n".join(wrong)


def test_no_template_changes_the_letters_of_a_sentence() -> None:
    """Small letters are wrong for the nouns of German, and large ones for what Turkish does with an i."""
    changes = re.compile(r"\|\s*(?:lower|upper|capitalize|title)\b")
    pages = (pseudo.ROOT / "reflect" / "templates").rglob("*.html")
    assert [path.name for path in pages if changes.search(path.read_text())] == []


def test_a_script_says_nothing_of_its_own() -> None:
    """Its sentences come from the page."""
    literal = re.compile(r"""(["'`])((?:(?!\1)[^\\\n])*)\1""")
    comment = re.compile(r"^\s*(//|/?\*).*$", re.MULTILINE)
    for script in (pseudo.ROOT / "reflect" / "static" / "src").glob("*js"):
        texts = [text for _quote, text in literal.findall(comment.sub("", script.read_text()))]
        assert [text for text in texts if re.match(r"[A-Z][a-z’]+ [a-z]", text)] == [], script.name


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo.write_catalogue(tmp_path_factory.mktemp("translations"))


@pytest.fixture(scope="module")
def elsewhere(catalogues: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app in this language, on a database of its own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    databases = Databases(folder)
    url = databases.new_url("sqlite", "elsewhere")
    app = create_app(settings_for(folder, url, language=pseudo.LANGUAGE, translations=catalogues))
    app.testing = True
    with app.app_context():
        prepare()
        empty(app)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def world(elsewhere: Flask) -> Iterator[World]:
    with borrowed():
        yield World(elsewhere, People(elsewhere))


# Each address once, as whoever has most to see there.
MINE: dict[str, Callable[[str], bool]] = {
    "practitioner": lambda endpoint: True,
    "supervisor": lambda endpoint: TABLE[endpoint][1] is READER,
    "service_lead": lambda endpoint: TABLE[endpoint][1] in (LED, ABOVE, DOES),
    "administrator": lambda endpoint: TABLE[endpoint][0] is ADMIN,
    "data_protection": lambda endpoint: TABLE[endpoint][0] is DPO,
}


@pytest.mark.parametrize("role", MINE)
def test_no_address_answers_in_english(world: World, role: str) -> None:
    """Every page, also with the errors of a form that was sent empty, and the files that are text."""
    walker, found = Walker(world, world.actors[role]), []
    for rule, method, whose in cells(world, "team" if role == "supervisor" else "own"):
        if MINE[role](rule.endpoint) and expected(role, whose, rule.endpoint, method) in ANSWERED:
            answer = walker.ask(rule, method, whose)
            found += [f"{method} {rule.endpoint}: {text}" for text in _left_in_english(answer)]
            assert answer.status_code != 500, rule.endpoint
            db.session.rollback()
            walker.recover(answer, rule)
    assert not found, "\n".join(found)


def _left_in_english(answer: TestResponse) -> Iterator[str]:
    if answer.status_code not in ANSWERED:  # a redirection that the table knows of
        return
    if answer.mimetype == "text/html":
        html = answer.get_data(as_text=True)
        if f'<html lang="{pseudo.LANGUAGE}" dir="ltr"' not in html:
            yield "the language is not named"
        yield from reader_of_pages().on_page(html)
    elif answer.mimetype == "text/csv" and "template" not in answer.request.path:  # whose columns a program reads
        yield from filter(reader_of_pages().plain, answer.get_data(as_text=True).replace(",", "\n").splitlines())
    elif answer.mimetype == "text/calendar":
        lines = re.findall(r"^(?:SUMMARY|DESCRIPTION):(.*)", answer.get_data(as_text=True), re.MULTILINE)
        yield from filter(reader_of_pages().plain, lines)


def test_no_notice_or_mail_is_in_english(elsewhere: Flask) -> None:
    for kind, text in TEXTS.items():
        said = in_words(kind, dict.fromkeys(text.details, "2026-10-14"))
        assert not reader_of_pages().plain(said.subject), kind
        assert not reader_of_pages().plain(said.words.replace("2026-10-14", "")), kind


# Pages with the most on them, and those with the narrowest places for words.
WIDE = {
    "practitioner": {
        "home.index", "journal.index", "journal.entry", "journal.edit", "journal.share", "journal.sharing",
        "journal.delete", "supervision.session", "supervision.record", "themes.shown", "account.index",
    },
    "administrator": {"admin.person"},
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("role", WIDE)
def test_longer_words_break_no_page(world: World, chromium: Browser, role: str) -> None:
    """By hand, every state of every page: python -m tests.browser.another_language."""
    walker, found = Walker(world, world.actors[role]), []
    context = chromium.new_context(base_url=world.app.config["BASE_URL"])
    screen = Screen(context, world.app)
    for rule, method, whose in cells(world, "own"):
        if method == "GET" and whose == "own" and rule.endpoint in WIDE[role]:
            answer = walker.ask(rule, method, whose)
            assert answer.status_code == 200, rule.endpoint
            found += [f"{rule.endpoint}: {fault}" for fault in faults(screen.show(answer), reader_of_pages())]
    context.close()
    assert not found, "\n".join(found)
