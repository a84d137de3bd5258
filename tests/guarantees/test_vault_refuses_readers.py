"""What the vault refuses to readers: shares, pins and comments that are not theirs, or were moved.

An attacker here may read and write every row. `docs/vault.md` says what this does not cover.
"""

import pytest

from reflect.vault import entries, shares
from reflect.vault.entries import entry_key
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import PublicKey, private_key, rotate
from reflect.vault.pins import open_pin, seal_pin
from reflect.vault.shares import new_share, share_key_as_owner, share_key_as_reader
from tests.support.journals import Journal, SealedEntry


@pytest.fixture(scope="module")
def priya():
    return Journal("priya", "five plain words for opening")


@pytest.fixture(scope="module")
def marcus():
    return Journal("marcus", "another long passphrase here")


@pytest.fixture(scope="module")
def third():
    return Journal("third", "third person passphrase ok")


@pytest.fixture
def row(priya):
    return SealedEntry(priya, "entry-1", 1, b"I did not name it as racism.")


@pytest.fixture
def other_row(priya):
    return SealedEntry(priya, "entry-2", 1, b"x")


@pytest.fixture
def share(priya, marcus):
    return new_share(priya.keys, "share-50", marcus.secrets.public)


def changed(data, position):
    damaged = bytearray(data)
    damaged[position] ^= 1
    return bytes(damaged)


def test_a_third_person_does_not_open_a_share_even_relabelled_as_theirs(third, share):
    with pytest.raises(CannotOpen):
        share_key_as_reader(third.private, "share-50", "priya", share.reader_sealed)


def test_a_share_under_another_id_does_not_open(marcus, share):
    with pytest.raises(CannotOpen):
        share_key_as_reader(marcus.private, "share-51", "priya", share.reader_sealed)


def test_a_share_in_another_owners_name_does_not_open(marcus, share):
    with pytest.raises(CannotOpen):
        share_key_as_reader(marcus.private, "share-50", "third", share.reader_sealed)


def test_a_share_key_does_not_open_the_entry_it_was_made_from(priya, row, share):
    with pytest.raises(CannotOpen):
        shares.open_share_body(share.key, row.body)


def test_a_wrapped_entry_key_is_not_a_wrapped_share_key(priya, row, share):
    with pytest.raises(CannotOpen):
        share_key_as_owner(priya.keys, "entry-1", row.wrapped)
    with pytest.raises(CannotOpen):
        entry_key(priya.keys, "share-50", share.owner_wrapped)


def test_the_owners_copy_of_a_share_key_opens_for_nobody_else_and_no_other_share(priya, marcus, share):
    for keys, share_id in [(marcus.keys, "share-50"), (priya.keys, "share-51")]:
        with pytest.raises(CannotOpen):
            share_key_as_owner(keys, share_id, share.owner_wrapped)


def test_a_share_head_is_not_a_share_body(share):
    with pytest.raises(CannotOpen):
        shares.open_share_body(share.key, shares.seal_share_head(share.key, b"a title"))
    with pytest.raises(CannotOpen):
        shares.open_share_head(share.key, shares.seal_share_body(share.key, b"an answer"))


def test_a_sealed_share_key_of_an_unknown_version_is_refused(marcus, share):
    for position in range(3):
        with pytest.raises(CannotOpen):
            share_key_as_reader(marcus.private, "share-50", "priya", changed(share.reader_sealed, position))


def test_a_swapped_public_key_shows_against_the_pin(priya, marcus, third):
    pin = seal_pin(priya.keys, "marcus", marcus.secrets.public.fingerprint())
    swapped = PublicKey("marcus", marcus.secrets.public.key_id, third.secrets.public.raw)

    assert open_pin(priya.keys, "marcus", pin) != swapped.fingerprint()
    assert open_pin(priya.keys, "marcus", pin) == marcus.secrets.public.fingerprint()


def test_a_pin_about_one_person_does_not_serve_for_another(priya, marcus, third):
    pin = seal_pin(priya.keys, "third", third.secrets.public.fingerprint())

    with pytest.raises(CannotOpen):
        open_pin(priya.keys, "marcus", pin)
    with pytest.raises(CannotOpen):
        open_pin(marcus.keys, "third", pin)


def test_a_comment_under_another_author_id_or_share_does_not_open(priya, marcus, share):
    other = new_share(priya.keys, "share-51", marcus.secrets.public)
    sealed = shares.seal_comment(share.key, "comment-1", "marcus", b"what did you notice?")

    assert shares.open_comment(share.key, "comment-1", "marcus", sealed) == b"what did you notice?"
    for key, comment, author in [
        (share.key, "comment-1", "priya"),
        (share.key, "comment-2", "marcus"),
        (other.key, "comment-1", "marcus"),
    ]:
        with pytest.raises(CannotOpen):
            shares.open_comment(key, comment, author, sealed)


def test_a_kept_comment_under_another_author_id_or_share_does_not_open(row, other_row):
    sealed = entries.seal_comment(row.key, "share-50", "comment-1", "marcus", b"kept")

    assert entries.open_comment(row.key, "share-50", "comment-1", "marcus", sealed) == b"kept"
    for key, share_id, comment, author in [
        (row.key, "share-50", "comment-1", "priya"),
        (row.key, "share-50", "comment-2", "marcus"),
        (row.key, "share-51", "comment-1", "marcus"),
        (other_row.key, "share-50", "comment-1", "marcus"),
    ]:
        with pytest.raises(CannotOpen):
            entries.open_comment(key, share_id, comment, author, sealed)


def test_what_was_sealed_to_a_person_before_rotation_still_opens(share, marcus):
    new, secrets = rotate(marcus.keys, marcus.secrets)
    head = shares.seal_share_head(share.key, b"a title")
    key = share_key_as_reader(private_key(new, secrets), "share-50", "priya", share.reader_sealed)

    assert shares.open_share_head(key, head) == b"a title"
