"""Envelopes open with their own key, header and place; padding hides lengths and comes off cleanly."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.vault.envelope import BODY_STEP, HEAD_STEP, generation_of, open_, pad, seal, unpad
from reflect.vault.errors import CannotOpen

KEY = bytes(range(32))
steps = st.sampled_from([HEAD_STEP, BODY_STEP])


@given(st.binary(max_size=3000), st.binary(max_size=100), st.integers(0, 65535))
def test_what_is_sealed_opens_again(plain, bound, generation):
    envelope = seal(KEY, plain, bound, generation)

    assert open_(KEY, envelope, bound) == plain
    assert generation_of(envelope) == generation


@given(st.binary(max_size=200))
def test_arbitrary_bytes_do_not_open_and_raise_nothing_else(data):
    with pytest.raises(CannotOpen):
        open_(KEY, data, b"here")


@given(st.binary(max_size=200))
def test_arbitrary_bytes_behind_a_right_header_do_not_open(data):
    with pytest.raises(CannotOpen):
        open_(KEY, b"J\x01\x01\x00\x01" + data, b"here")


@given(st.integers(0, 51), st.integers(1, 255))
def test_any_changed_byte_keeps_it_closed(position, change):
    envelope = bytearray(seal(KEY, b"x" * 19, b"here", 3))
    envelope[position] ^= change

    with pytest.raises(CannotOpen):
        open_(KEY, bytes(envelope), b"here")


@given(st.integers(0, 51))
def test_a_shortened_envelope_keeps_closed(length):
    with pytest.raises(CannotOpen):
        open_(KEY, seal(KEY, b"x" * 19, b"here")[:length], b"here")


@given(st.binary(max_size=100))
def test_the_generation_of_anything_is_a_number_or_cannot_open(data):
    try:
        generation = generation_of(data)
    except CannotOpen:
        return
    assert 0 <= generation <= 65535


def test_sealing_twice_gives_different_bytes():
    assert seal(KEY, b"the same", b"here") != seal(KEY, b"the same", b"here")


def test_another_key_or_another_place_does_not_open():
    envelope = seal(KEY, b"private", b"here")

    for key, bound in [(os.urandom(32), b"here"), (KEY, b"there"), (KEY, b"")]:
        with pytest.raises(CannotOpen):
            open_(key, envelope, bound)


def test_a_failure_says_nothing_and_shows_no_cause():
    with pytest.raises(CannotOpen) as failure:
        open_(KEY, seal(KEY, b"private", b"here"), b"there")

    assert str(failure.value) == "cannot open"
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


@given(st.binary(max_size=3000), steps)
def test_padding_comes_off_and_lengths_show_only_in_steps(data, step):
    padded = pad(data, step)

    assert unpad(padded) == data
    assert len(padded) % step == 0
    assert len(padded) - len(data) <= step + 3


@pytest.mark.parametrize("step", [HEAD_STEP, BODY_STEP])
def test_everything_up_to_one_step_has_one_length(step):
    assert {len(pad(b"x" * length, step)) for length in range(step - 3)} == {step}
    assert len(pad(b"x" * (step - 3), step)) == 2 * step


@given(st.binary(max_size=400))
def test_unpadding_arbitrary_bytes_gives_what_was_padded_or_cannot_open(data):
    try:
        plain = unpad(data)
    except CannotOpen:
        return
    assert data.startswith(pad(plain, 1))


@pytest.mark.parametrize(
    "malformed",
    [b"", b"\0\0\0", b"\0\0\0\x05four", b"\xff\xff\xff\xff" + bytes(252), b"\0\0\0\x01ab" + bytes(250)],
    ids=["empty", "no length", "too short", "length absurd", "filling is not zeros"],
)
def test_malformed_padding_does_not_open(malformed):
    with pytest.raises(CannotOpen):
        unpad(malformed)
