"""A window's rows open once, in their own place, with its own key; nothing about their length or name tells whose."""

import hashlib
import hmac
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.ids import new_id
from reflect.themes.rows import NOWHERE, Row, encode
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import contribution_key, new_person, rotate
from reflect.vault.windows import (
    CHOICES_STEP,
    CID_BYTES,
    contribution_id,
    new_window_key,
    open_choices,
    open_row,
    public_half,
    seal_choices,
    seal_row,
)

PRIVATE, PUBLIC = new_window_key()
CID = bytes(range(CID_BYTES))
KEYS, SECRETS = new_person("priya")
MOST = CHOICES_STEP - 4  # what fits beside its own length
CELLS = tuple(f"theme-{number}" for number in range(22))
themes = st.frozensets(st.sampled_from(CELLS))


@given(st.binary(max_size=200), st.binary(min_size=CID_BYTES, max_size=CID_BYTES))
def test_a_row_opens_in_its_place_with_its_window_s_key(plain, cid):
    assert open_row(PRIVATE, "2026-Q4", cid, seal_row(PUBLIC, "2026-Q4", cid, plain)) == plain


@pytest.mark.parametrize(
    ("private", "window", "cid"),
    [
        (new_window_key()[0], "w1", CID),
        (PRIVATE, "w2", CID),
        (PRIVATE, "w1", bytes(CID_BYTES)),
        (b"", "w1", CID),
        (PRIVATE[:-1], "w1", CID),
    ],
    ids=["another window's key", "another window", "another row", "no key", "half a key"],
)
def test_a_row_opens_nowhere_else(private, window, cid):
    sealed = seal_row(PUBLIC, "w1", CID, b"a row")

    with pytest.raises(CannotOpen):
        open_row(private, window, cid, sealed)


@given(st.binary(max_size=200))
def test_what_nobody_sealed_does_not_open_and_raises_nothing_else(data):
    for sealed in (data, b"H\x01\x01" + data):
        with pytest.raises(CannotOpen):
            open_row(PRIVATE, "w1", CID, sealed)


@given(st.integers(0, 85), st.integers(1, 255))
def test_any_changed_byte_keeps_a_row_closed(position, change):
    sealed = bytearray(seal_row(PUBLIC, "w1", CID, b"x" * 40))
    sealed[position] ^= change

    with pytest.raises(CannotOpen):
        open_row(PRIVATE, "w1", CID, bytes(sealed))


@given(st.tuples(st.booleans(), themes), st.tuples(st.booleans(), themes))
def test_every_row_of_a_window_has_one_length(one, other):
    lengths = {
        len(seal_row(PUBLIC, "w1", os.urandom(CID_BYTES), encode(Row(place, took_part, chosen), CELLS, 7)))
        for place, (took_part, chosen) in ((new_id(), one), (NOWHERE, other))
    }

    assert len(lengths) == 1


def test_the_same_row_sealed_again_has_other_bytes():
    assert seal_row(PUBLIC, "w1", CID, b"the same") != seal_row(PUBLIC, "w1", CID, b"the same")


def test_a_window_s_two_halves_belong_together_and_are_its_own():
    assert public_half(PRIVATE) == PUBLIC
    assert new_window_key() != (PRIVATE, PUBLIC)
    for no_key in (b"", PRIVATE + b"x", PUBLIC[:31]):
        with pytest.raises(CannotOpen):
            public_half(no_key)


@given(st.binary(max_size=MOST))
def test_what_somebody_remembers_of_their_own_has_one_length(choices):
    envelope = seal_choices(KEYS, choices)

    assert open_choices(KEYS, envelope) == choices
    assert len(envelope) == len(seal_choices(KEYS, b""))


def test_more_than_the_envelope_holds_is_refused():
    seal_choices(KEYS, b"x" * MOST)

    with pytest.raises(ValueError, match="more choices than the envelope holds"):
        seal_choices(KEYS, b"x" * (MOST + 1))


def test_choices_open_for_their_person_alone_and_are_nothing_else():
    envelope = seal_choices(KEYS, b"mine")
    rotated, _secrets = rotate(KEYS, SECRETS)

    for keys in (new_person("marcus")[0], new_person("priya")[0], rotated):
        with pytest.raises(CannotOpen):
            open_choices(keys, envelope)
    with pytest.raises(CannotOpen):
        open_choices(KEYS, SECRETS.sealed_contribution)


def test_nobody_gets_a_second_row_by_new_keys():
    rotated, secrets = rotate(KEYS, SECRETS)

    before = contribution_id(contribution_key(KEYS, SECRETS), "w1")
    assert contribution_id(contribution_key(rotated, secrets), "w1") == before


@given(st.lists(st.tuples(st.binary(min_size=32, max_size=32), st.text(max_size=26)), unique=True, max_size=8))
def test_rows_of_other_windows_and_people_have_other_names(pairs):
    names = {contribution_id(key, window) for key, window in pairs}

    assert len(names) == len(pairs)
    assert {len(name) for name in names} <= {CID_BYTES}


def test_the_name_of_a_row_stays_for_as_long_as_its_window_is_open():
    key, window = bytes(range(96, 128)), "0123456789abcdefghjkmnpqrs"
    by_hand = hmac.new(key, b"\0\0\0\x1areflect/contribution-id/v1" + window.encode(), hashlib.sha256).digest()

    assert contribution_id(key, window) == by_hand[:16]
    assert contribution_id(key, window).hex() == "af614119dee668982419b3ea47b32470"
