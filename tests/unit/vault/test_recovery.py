"""A printed code is read the way people type it, and a character it cannot contain is named."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reflect.vault.errors import BadRecoveryCode
from reflect.vault.recovery import code_bytes, new_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
codes = st.text(ALPHABET, min_size=32, max_size=32)


def test_a_code_is_eight_groups_of_four_without_look_alikes():
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}", new_code())
    assert new_code() != new_code()


@given(codes, codes)
def test_two_different_codes_are_two_different_numbers(one, other):
    assert (code_bytes(one) == code_bytes(other)) == (one == other)
    assert len(code_bytes(one)) == 20


@given(codes)
def test_case_spaces_and_dashes_do_not_matter(code):
    groups = [code[at : at + 4] for at in range(0, 32, 4)]

    for typed in ("-".join(groups), " ".join(groups).lower(), " – ".join(groups), f"\t{code}\r\n", "\u00a0".join(code)):
        assert code_bytes(typed) == code_bytes(code)


@given(codes)
def test_o_is_read_as_nought_and_i_and_l_as_one(code):
    for letter in "oO":
        assert code_bytes(code.replace("0", letter)) == code_bytes(code)
    for letter in "iIlL":
        assert code_bytes(code.replace("1", letter)) == code_bytes(code)


def test_every_character_that_no_code_contains_is_named_once_in_order():
    with pytest.raises(BadRecoveryCode) as refusal:
        code_bytes("012U-4567-89!B-CDEF-GHJK-MNPQ-RuTV-WX!Z")

    assert refusal.value.characters == "u!"


@pytest.mark.parametrize("alien", ["\u212a", "\u0130", "\u0660", "\uff11", "ß", "\u200b", "\0", "\ud800"])
def test_a_character_that_only_looks_or_folds_like_one_of_ours_is_alien(alien):
    with pytest.raises(BadRecoveryCode) as refusal:
        code_bytes("0" * 31 + alien)

    assert refusal.value.characters == alien


@pytest.mark.parametrize("typed", ["", "0" * 31, "0" * 33, "0123-4567"])
def test_a_code_of_the_wrong_length_is_refused_and_names_nothing(typed):
    with pytest.raises(BadRecoveryCode) as refusal:
        code_bytes(typed)

    assert refusal.value.characters == ""


@given(st.text(max_size=60))
def test_arbitrary_text_is_a_code_or_refused_by_name(text):
    try:
        assert len(code_bytes(text)) == 20
    except BadRecoveryCode as refusal:
        named = refusal.characters
    else:
        named = ""
    assert set(named) <= set(text) | set(text.lower())


@given(codes, st.integers(0, 31), st.characters())
def test_one_alien_character_anywhere_is_never_dropped_in_silence(code, position, character):
    assume(character.upper() not in ALPHABET + "OIL")
    assume(character not in "- \t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")

    with pytest.raises(BadRecoveryCode):
        code_bytes(code[:position] + character + code[position:])
