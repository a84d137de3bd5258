"""An open journal is half in a cookie and half in a row, and only one text is a cookie."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, new_person
from reflect.vault.unlocking import (
    open_pending,
    open_pending_keys,
    open_unlock,
    resume,
    resume_pending,
    resume_pending_keys,
    unlock_id,
)

KEYS, _ = new_person("priya")
COOKIE, ROW_ID, SEALED = open_unlock(KEYS, "session")


def cookie_of(secret):
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def test_cookie_and_row_together_give_the_keys_back():
    resumed = resume(COOKIE, "priya", "session", SEALED)

    assert resumed.root() == KEYS.root()
    assert (resumed.person, resumed.generation) == ("priya", 1)


def test_the_generation_comes_back_with_the_keys():
    cookie, _, sealed = open_unlock(Keys("priya", 513, bytes(32)), "session")

    assert resume(cookie, "priya", "session", sealed).generation == 513


def test_the_row_is_found_by_the_cookie_and_does_not_contain_it():
    secret = base64.urlsafe_b64decode(COOKIE + "=")

    assert unlock_id(COOKIE) == ROW_ID
    assert secret not in ROW_ID + SEALED
    assert KEYS.root() not in ROW_ID + SEALED + secret


def test_every_unlock_has_its_own_cookie():
    assert open_unlock(KEYS, "session")[0] != COOKIE


@given(st.binary(min_size=32, max_size=32))
def test_any_thirty_two_bytes_are_a_cookie(secret):
    assert len(unlock_id(cookie_of(secret))) == 32


@given(st.text(max_size=50) | st.text("AZaz09-_+/= \n", min_size=43, max_size=43))
def test_arbitrary_text_is_no_cookie_or_exactly_one_cookie(text):
    try:
        unlock_id(text)
    except CannotOpen:
        return
    assert cookie_of(base64.urlsafe_b64decode(text + "=")) == text


@pytest.mark.parametrize(
    "changed",
    [
        COOKIE + "=",
        COOKIE[:-1],
        COOKIE + "A",
        COOKIE[:20] + " " + COOKIE[20:],
        COOKIE[:-1] + "\n",
        "",
        "é" * 43,
        "+" * 43,
    ],
    ids=["padded", "short", "long", "space", "line end", "empty", "foreign", "other alphabet"],
)
def test_a_cookie_in_another_spelling_is_refused(changed):
    with pytest.raises(CannotOpen):
        unlock_id(changed)


def test_the_bits_that_base64_ignores_must_be_nought():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    neighbour = COOKIE[:-1] + alphabet[alphabet.index(COOKIE[-1]) + 1]

    with pytest.raises(CannotOpen):
        unlock_id(neighbour)


@given(st.binary(max_size=120))
def test_arbitrary_bytes_in_the_row_do_not_open(data):
    for opening in (lambda: resume(COOKIE, "priya", "session", data), lambda: resume_pending(COOKIE, "priya", data)):
        with pytest.raises(CannotOpen):
            opening()


@given(st.binary(max_size=300))
def test_what_waits_between_two_steps_comes_back(payload):
    cookie, row_id, sealed = open_pending("priya", payload)

    assert unlock_id(cookie) == row_id
    assert resume_pending(cookie, "priya", sealed) == payload


def test_keys_wait_between_two_steps():
    cookie, _, sealed = open_pending_keys(KEYS)
    keys = resume_pending_keys(cookie, "priya", sealed)

    assert (keys.person, keys.generation, keys.root()) == ("priya", 1, KEYS.root())


def test_a_pending_row_without_keys_gives_no_keys():
    cookie, _, sealed = open_pending("priya", b"an enrolment without keys yet")

    with pytest.raises(CannotOpen):
        resume_pending_keys(cookie, "priya", sealed)
