"""Themes suggested from one's own words, with the words as the reason, and nothing from what is for oneself alone."""

from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import reflect.library
from reflect.journal.document import Document, Part
from reflect.journal.suggesting import MOST, MOST_WORDS, Suggestion, suggestions
from reflect.journal.theme_words import WORDS

THEMES = yaml.safe_load((Path(reflect.library.__file__).parent / "content/en/themes.yaml").read_text())["themes"]
COUNTED = {theme["slug"] for theme in THEMES if theme["aggregate"] != "never"}
PHRASES = sorted({" ".join(phrase.split()) for lines in WORDS.values() for phrase in lines.split(",")})


def wrote(*answers: str, private: str = "") -> Document:
    parts = [Part("What happened?", answer=answer) for answer in answers]
    return Document("guided", (*parts, Part("Just for me", answer=private, private=True)))


def test_a_theme_comes_with_the_words_that_led_to_it_as_they_were_written() -> None:
    found = suggestions(wrote("I DIDN’T   know what to say.", "An Interpreter came."), WORDS)
    assert found == (
        Suggestion("confidence-to-talk", ("DIDN’T   know what to say",)),
        Suggestion("language-access", ("Interpreter",)),
    )


def test_what_is_for_oneself_alone_is_never_read() -> None:
    assert suggestions(wrote("Nothing here.", private="The racism. My supervisor. An interpreter."), WORDS) == ()


def test_only_whole_words_and_whole_phrases_count() -> None:
    assert suggestions(wrote("Embrace, terrace, entrusted; my super visor; no recording."), ["naming-racism"]) == ()
    assert suggestions(wrote("It was ra cist. Nobody. Said that. Nobody\nsaid it."), ["naming-racism"]) == ()


def test_every_theme_that_may_be_counted_has_words_and_no_other() -> None:
    assert set(WORDS) == COUNTED
    assert all(suggestions(wrote(phrase), WORDS) for phrase in PHRASES), "each phrase can be found"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PHRASES) | st.text(max_size=20), max_size=30), st.sets(st.sampled_from(sorted(WORDS))))
def test_suggestions_are_few_offered_and_in_their_authors_own_words(pieces: list[str], offered: set[str]) -> None:
    text = ". ".join(pieces)
    found = suggestions(wrote(text), sorted(offered))
    assert len(found) <= MOST
    assert {each.slug for each in found} <= offered
    assert all(1 <= len(each.because) <= MOST_WORDS for each in found)
    assert all(words in text for each in found for words in each.because)
