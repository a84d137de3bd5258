"""Entries, shares, pins and rescues: what goes in comes out, and lengths show only in steps."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.vault import entries, shares
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import PublicKey, rotate
from reflect.vault.pins import open_pin, rewrap_pin, seal_pin
from reflect.vault.rescue import open_rescue, seal_rescue
from tests.support.journals import Journal

PRIYA, MARCUS = Journal("priya"), Journal("marcus")
ENTRY = entries.entry_key(PRIYA.keys, "entry", entries.new_entry_key(PRIYA.keys, "entry"))
SHARE = shares.new_share(PRIYA.keys, "share", MARCUS.secrets.public)

# Every kind of sealed text: how it is sealed, how it is opened, the step its length shows in.
KINDS = {
    "body": (
        lambda text: entries.seal_body(ENTRY, 1, text),
        lambda sealed: entries.open_body(ENTRY, 1, sealed),
        1024,
    ),
    "head": (
        lambda text: entries.seal_head(ENTRY, 1, text),
        lambda sealed: entries.open_head(ENTRY, 1, sealed),
        256,
    ),
    "kept comment": (
        lambda text: entries.seal_comment(ENTRY, "share", "comment", "marcus", text),
        lambda sealed: entries.open_comment(ENTRY, "share", "comment", "marcus", sealed),
        1024,
    ),
    "share body": (
        lambda text: shares.seal_share_body(SHARE.key, text),
        lambda sealed: shares.open_share_body(SHARE.key, sealed),
        1024,
    ),
    "share head": (
        lambda text: shares.seal_share_head(SHARE.key, text),
        lambda sealed: shares.open_share_head(SHARE.key, sealed),
        256,
    ),
    "comment": (
        lambda text: shares.seal_comment(SHARE.key, "comment", "marcus", text),
        lambda sealed: shares.open_comment(SHARE.key, "comment", "marcus", sealed),
        1024,
    ),
    "rescue": (
        lambda text: seal_rescue(PRIYA.secrets.public, "entry", "once", text),
        lambda sealed: open_rescue(PRIYA.private, "entry", "once", sealed),
        1024,
    ),
}
kinds = st.sampled_from(sorted(KINDS))


@settings(deadline=None)
@given(kinds, st.binary(max_size=3000))
def test_what_is_sealed_opens_again(kind, text):
    seal, open_, _ = KINDS[kind]

    assert open_(seal(text)) == text


@settings(deadline=None)
@given(kinds, st.binary(max_size=200), st.sampled_from([b"", b"J\x01\x01\x00\x01", b"H\x01\x01"]))
def test_arbitrary_bytes_do_not_open_and_raise_nothing_else(kind, data, prefix):
    with pytest.raises(CannotOpen):
        KINDS[kind][1](prefix + data)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_lengths_show_only_in_steps(kind):
    seal, _, step = KINDS[kind]
    lengths = [len(seal(b"x" * length)) for length in (0, 1, step - 4, step - 3, 2 * step - 4)]

    assert lengths[0] == lengths[1] == lengths[2]
    assert lengths[3] == lengths[4] == lengths[0] + step


def test_the_reader_opens_what_the_owner_sealed():
    reader = shares.share_key_as_reader(MARCUS.private, "share", "priya", SHARE.reader_sealed)
    owner = shares.share_key_as_owner(PRIYA.keys, "share", SHARE.owner_wrapped)
    answers = shares.seal_share_body(SHARE.key, b"one of three answers")
    comment = shares.seal_comment(reader, "comment", "marcus", b"what did you notice?")

    assert shares.open_share_body(reader, answers) == b"one of three answers"
    assert shares.open_comment(owner, "comment", "marcus", comment) == b"what did you notice?"


def test_sharing_the_same_text_twice_uses_two_keys():
    again = shares.new_share(PRIYA.keys, "share", MARCUS.secrets.public)
    body = shares.seal_share_body(SHARE.key, b"one answer")

    with pytest.raises(CannotOpen):
        shares.open_share_body(again.key, body)


def test_after_rotation_entries_shares_and_pins_open_under_the_new_root_key():
    new, _ = rotate(PRIYA.keys, PRIYA.secrets)
    wrapped = entries.new_entry_key(PRIYA.keys, "entry")
    body = entries.seal_body(entries.entry_key(PRIYA.keys, "entry", wrapped), 1, b"written before")
    rewrapped = entries.rewrap_entry_key(PRIYA.keys, new, "entry", wrapped)
    share = shares.rewrap_share_key(PRIYA.keys, new, "share", SHARE.owner_wrapped)
    pin = rewrap_pin(PRIYA.keys, new, "marcus", seal_pin(PRIYA.keys, "marcus", "f1f1"))

    assert entries.open_body(entries.entry_key(new, "entry", rewrapped), 1, body) == b"written before"
    head = shares.seal_share_head(SHARE.key, b"a title")
    assert shares.open_share_head(shares.share_key_as_owner(new, "share", share), head) == b"a title"
    assert open_pin(new, "marcus", pin) == "f1f1"


def test_an_entry_key_remembers_the_generation_it_was_made_in():
    new, _ = rotate(PRIYA.keys, PRIYA.secrets)
    wrapped = entries.rewrap_entry_key(PRIYA.keys, new, "entry", entries.new_entry_key(PRIYA.keys, "entry"))

    assert entries.entry_key(new, "entry", wrapped).generation == 1
    assert entries.entry_key(new, "later", entries.new_entry_key(new, "later")).generation == 2


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_arbitrary_bytes_are_nobodys_wrapped_key_or_pin(data):
    openings = [
        lambda: entries.entry_key(PRIYA.keys, "entry", data),
        lambda: shares.share_key_as_owner(PRIYA.keys, "share", data),
        lambda: shares.share_key_as_reader(MARCUS.private, "share", "priya", data),
        lambda: open_pin(PRIYA.keys, "marcus", data),
    ]

    for opening in openings:
        with pytest.raises(CannotOpen):
            opening()


@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(32), b"\x01" + bytes(31), bytes(64)])
def test_nothing_is_sealed_to_a_public_key_that_protects_nothing(raw):
    unusable = PublicKey("marcus", "0" * 16, raw)

    with pytest.raises(CannotOpen):
        shares.new_share(PRIYA.keys, "share", unusable)
    with pytest.raises(CannotOpen):
        seal_rescue(unusable, "entry", "once", b"text")


def test_a_rescue_of_the_largest_post_opens():
    text = b"x" * (256 * 1024)

    assert open_rescue(PRIYA.private, "e", "o", seal_rescue(PRIYA.secrets.public, "e", "o", text)) == text


def test_a_rescue_is_sealed_to_whoever_the_public_key_says():
    to_marcus = dataclasses.replace(MARCUS.secrets.public)
    sealed = seal_rescue(to_marcus, "entry", "once", b"text")

    assert open_rescue(MARCUS.private, "entry", "once", sealed) == b"text"
    with pytest.raises(CannotOpen):
        open_rescue(PRIYA.private, "entry", "once", sealed)
