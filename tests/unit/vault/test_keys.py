"""A person's keys: made at enrolment, rotated without losing anything, shown to nobody."""

import copy
import dataclasses
import pickle
import traceback

import pytest

from reflect.vault.entries import entry_key, new_entry_key
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import PublicKey, contribution_key, new_person, private_key, rotate
from reflect.vault.shares import new_share
from tests.support.journals import PEPPERS, Journal


@pytest.fixture
def priya():
    return Journal("priya")


def secret_objects(journal):
    share = new_share(journal.keys, "share", journal.secrets.public)
    entry = entry_key(journal.keys, "entry", new_entry_key(journal.keys, "entry"))
    return [journal.keys, journal.private, entry, share.key, PEPPERS]


def test_nothing_that_holds_a_key_shows_it_when_printed(priya):
    for secret in secret_objects(priya):
        assert repr(secret) == str(secret) == f"{secret}" == f"<{type(secret).__name__}>"


def test_nothing_that_holds_a_key_can_be_pickled_or_copied(priya):
    for secret in secret_objects(priya):
        for leave in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="not to be pickled or copied"):
                leave(secret)


def test_nothing_that_holds_a_key_has_a_dict_to_look_into(priya):
    for secret in secret_objects(priya):
        assert not hasattr(secret, "__dict__")


def test_a_new_share_and_the_stored_secrets_print_no_bytes(priya):
    share = new_share(priya.keys, "share", priya.secrets.public)

    assert repr(share) == "NewShare(key=<ShareKey>)"
    assert "sealed" not in repr(priya.secrets)
    assert "envelope" not in repr(priya.slot)


def test_an_error_on_the_way_shows_no_key(priya):
    try:
        private_key(Journal("other").keys, priya.secrets)
    except CannotOpen as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert priya.keys.root().hex() not in shown
    assert repr(priya.keys.root()) not in shown


def test_two_people_never_share_a_key():
    one, one_secrets = new_person("a")
    other, other_secrets = new_person("a")

    assert one.root() != other.root()
    assert one_secrets.public.raw != other_secrets.public.raw
    assert contribution_key(one, one_secrets) != contribution_key(other, other_secrets)


def test_each_purpose_has_its_own_key(priya):
    derived = [priya.keys.derive(purpose) for purpose in ("dek", "sk", "pin", "contribution")]

    assert len({priya.keys.root(), *derived}) == 5


def test_rotation_keeps_the_key_pair_and_the_contribution_key(priya):
    keys, secrets = rotate(priya.keys, priya.secrets)

    assert keys.generation == priya.keys.generation + 1
    assert keys.root() != priya.keys.root()
    assert secrets.public == priya.secrets.public
    assert contribution_key(keys, secrets) == contribution_key(priya.keys, priya.secrets)
    assert private_key(keys, secrets).key.private_bytes_raw() == priya.private.key.private_bytes_raw()


def test_after_rotation_the_old_root_key_opens_none_of_the_new_secrets(priya):
    _, secrets = rotate(priya.keys, priya.secrets)

    for opening in (private_key, contribution_key):
        with pytest.raises(CannotOpen):
            opening(priya.keys, secrets)


def test_only_the_person_themselves_can_rotate(priya):
    with pytest.raises(CannotOpen):
        rotate(Journal("other").keys, priya.secrets)


def test_a_public_key_swapped_in_the_row_is_noticed_by_its_owner(priya):
    other = Journal("other").secrets.public
    swapped = PublicKey("priya", priya.secrets.public.key_id, other.raw)

    with pytest.raises(CannotOpen):
        private_key(priya.keys, dataclasses.replace(priya.secrets, public=swapped))


def test_a_fingerprint_is_twenty_hex_digits_in_fours_and_names_the_person(priya):
    public = priya.secrets.public
    groups = public.fingerprint().split(" ")

    assert [len(group) for group in groups] == [4] * 5
    assert int("".join(groups), 16) >= 0
    assert dataclasses.replace(public, person="marcus").fingerprint() != public.fingerprint()
