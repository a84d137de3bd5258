"""Passphrases: prepared the same way for ever, long enough, hard to guess, not your own name."""

import contextlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.vault.errors import WeakPassphrase
from reflect.vault.passphrase import check, prepare, suggest

GOOD = "seven otters argue over marmalade"


def reason_for(text, about=()):
    with pytest.raises(WeakPassphrase) as refusal:
        check(text, about)
    return refusal.value.reason


def test_equal_forms_are_prepared_to_the_same_text():
    assert prepare("cafe\u0301") == prepare("caf\u00e9")
    assert prepare("one\u00a0two\u3000three\u2003four") == "one two three four"


def test_case_width_and_outer_spaces_are_kept():
    assert prepare(" Ｗide And CASED ") == " Ｗide And CASED "


@pytest.mark.parametrize("text", ["bell\a", "joined\u200dup", "line\nbreak", "\x00", "half \ud800 pair", "\ufffe"])
def test_a_character_the_standard_disallows_is_forbidden(text):
    with pytest.raises(WeakPassphrase) as refusal:
        prepare(text)
    assert refusal.value.reason == "forbidden"


@given(st.text())
def test_preparing_anything_gives_text_or_a_reason(text):
    try:
        prepared = prepare(text)
    except WeakPassphrase:
        return
    assert prepare(prepared) == prepared
    assert unicodedata.is_normalized("NFC", prepared)
    assert prepared.encode().decode() == prepared


def test_a_very_long_text_is_refused_before_any_work_is_done_on_it():
    with pytest.raises(WeakPassphrase) as refusal:
        prepare("\x00" * 2_000_000)
    assert refusal.value.reason == "too_long"


def test_nothing_typed_is_too_short():
    assert reason_for("") == "too_short"


def test_fourteen_characters_are_too_short_and_fifteen_may_do():
    assert reason_for("qv7 Zr2 xW9 kP") == "too_short"
    check("qv7 Zr2 xW9 kPd", [])


def test_characters_are_counted_after_preparing():
    assert reason_for("e\u0301" * 14) == "too_short"
    check("vj8 mN4 tX2 " + "e\u0301u\u0308o\u0302", [])


def test_a_hundred_and_twenty_eight_characters_do_and_one_more_is_too_long():
    start = "seven otters argue over marmalade and the heron keeps the score in pencil; "
    check(start + "x" * (128 - len(start)), [])

    assert reason_for(start + "x" * (129 - len(start))) == "too_long"


@pytest.mark.parametrize("text", ["passwordpassword", "a" * 128, "qwertyuiopasdfghjkl", "1234567890123456789"])
def test_a_guessable_passphrase_is_refused(text):
    assert reason_for(text) == "guessable"


def test_beyond_seventy_two_characters_the_judge_is_not_asked():
    weak_beginning = "a" * 72

    assert reason_for(weak_beginning + "qv7 Zr2 xW9 kPd") == "guessable"
    check(weak_beginning[:50] + "qv7 Zr2 xW9 kPd", [])


@pytest.mark.parametrize(
    "text",
    ["qv7 Zr2 Priyanka xW9", "qv7 zr2 RAMANATHAN1984", "reflect qv7 Zr2 xW9", "my reflections qv7 Zr2"],
)
def test_the_persons_and_the_products_name_are_refused(text):
    assert reason_for(text, ["Priyanka Ramanathan"]) == "names_you"


def test_a_short_name_counts_only_as_a_whole_word():
    check("seven otters never argue over marmalade", ["Eve O'Neill"])

    assert reason_for("seven otters tell eve about marmalade", ["Eve O'Neill"]) == "names_you"


@pytest.mark.parametrize("name", ["ZO\u00cbLLE", "zoe\u0308lle", "Ｚoëlle"])
def test_a_name_is_found_however_it_is_written(name):
    assert reason_for("qv7 Zr2 zoe\u0308lle xW9 kPd", [name]) == "names_you"


def test_a_name_made_guessable_by_repetition_is_refused_too():
    assert reason_for("amaamaamaamaamaama", ["Ama"]) == "guessable"


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=15, max_size=140), st.lists(st.text(max_size=20), max_size=3))
def test_judging_anything_says_yes_or_gives_a_reason(text, about):
    with contextlib.suppress(WeakPassphrase):
        check(text, about)


def test_a_suggestion_is_five_words_that_pass():
    suggestion = suggest()

    assert len(suggestion.split(" ")) == 5
    check(suggestion, [])


def test_suggestions_are_drawn_from_a_list_of_thousands_without_our_own_name():
    from reflect.vault.passphrase import _word_list

    assert 7_700 < len(set(_word_list())) <= 7_776
    assert not any("reflect" in word for word in _word_list())
    assert suggest() != suggest()
