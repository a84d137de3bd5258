"""One word for one thing: pages, help and docs say it alike, and no sentence says another word for it."""

import re

import pytest
from flask import Flask

from reflect.home.glossary import GLOSSARY, NEVER_SAID, RIGHT_HERE
from tests.support.browser import Browser
from tests.support.scripts import DOCS, script

NOT_OURS = sorted({*NEVER_SAID, *(each for part in GLOSSARY for word in part.words for each in word.instead)})
ENDING = "(?:s|es|d|ed|ing|ly)?"
OTHER_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, NOT_OURS))}){ENDING}(?!\w)", re.IGNORECASE)


def other_words(said: str) -> list[str]:
    for right in RIGHT_HERE:
        said = said.replace(right, "")
    return OTHER_WORD.findall(said)


def test_no_sentence_says_another_word() -> None:
    found = {
        f"{text.place}:{text.line}: {text.words}": others
        for text in script("measure_words").texts()
        if (others := other_words(text.words))
    }
    assert found == {}


@pytest.mark.parametrize("said", ["Log in", "Passwords do not match.", "Your Entry", "Users", "Submitted by Marcus"])
def test_the_search_finds_another_word(said: str) -> None:
    assert other_words(said)


@pytest.mark.parametrize("said", ["Sign in", "a password manager", "Administrators", "Belonging", "Reflections"])
def test_the_search_lets_our_own_words_be(said: str) -> None:
    assert other_words(said) == []


def test_where_another_word_is_right_is_said_only_as_long_as_it_is() -> None:
    everything = " ".join(text.words for text in script("measure_words").texts())
    assert [right for right in RIGHT_HERE if right not in everything] == []


def test_people_find_every_word_in_the_help(app: Flask) -> None:
    page = Browser(app).get("/help/words")
    assert page.status == 200
    for part in GLOSSARY:
        for word in part.words:
            assert f"{word.word} {word.meaning}" in page.text or f"{word.word}{word.meaning}" in page.text


def test_the_docs_have_the_same_words() -> None:
    written = (DOCS / "glossary.md").read_text()
    assert written == script("write_glossary").page(), "Run: .venv/bin/python docs/write_glossary.py"
