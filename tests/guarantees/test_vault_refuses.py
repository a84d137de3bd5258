"""What the vault refuses: every way of reading what is not yours that we could think of, one test each.

An attacker here may read and write every row. `docs/vault.md` says what this does not cover.
"""

import base64
import dataclasses
import os

import pytest

from reflect.vault import entries
from reflect.vault.entries import entry_key, new_entry_key, open_body, open_head, seal_body
from reflect.vault.errors import BadRecoveryCode, CannotOpen
from reflect.vault.keys import contribution_key, private_key, rotate
from reflect.vault.recovery import new_code
from reflect.vault.rescue import open_rescue, seal_rescue
from reflect.vault.slots import (
    Peppers,
    new_passphrase_slot,
    new_recovery_slot,
    open_passphrase_slot,
    open_recovery_slot,
)
from reflect.vault.unlocking import (
    open_pending,
    open_pending_keys,
    open_unlock,
    resume,
    resume_pending,
    unlock_id,
)
from tests.support.journals import COST, PEPPERS, Journal, SealedEntry


@pytest.fixture(scope="module")
def priya():
    return Journal("priya", "five plain words for opening")


@pytest.fixture(scope="module")
def marcus():
    return Journal("marcus", "another long passphrase here")


@pytest.fixture
def row(priya):
    return SealedEntry(priya, "entry-1", 1, b"I did not name it as racism.")


@pytest.fixture
def other_row(priya):
    return SealedEntry(priya, "entry-2", 1, b"x")


def changed(data, position):
    damaged = bytearray(data)
    damaged[position] ^= 1
    return bytes(damaged)


# --- Somebody else's secrets ---------------------------------------------------------------------------------


def test_a_wrong_passphrase_does_not_open(priya):
    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", priya.slot, "five plain words for openinG", PEPPERS)


def test_the_right_passphrase_with_another_pepper_does_not_open(priya):
    elsewhere = Peppers({"spring": os.urandom(32)}, current="spring")

    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", priya.slot, priya.passphrase, elsewhere)


def test_the_right_passphrase_without_its_pepper_does_not_open(priya):
    moved = Peppers({"autumn": bytes(range(32))}, current="autumn")

    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", priya.slot, priya.passphrase, moved)


def test_without_the_pepper_the_recovery_code_still_opens(priya):
    assert open_recovery_slot("priya", priya.recovery, priya.code).root() == priya.keys.root()


def test_another_recovery_code_does_not_open(priya):
    with pytest.raises(CannotOpen):
        open_recovery_slot("priya", priya.recovery, new_code())


def test_a_recovery_code_with_an_alien_character_is_refused_by_name(priya):
    with pytest.raises(BadRecoveryCode) as refusal:
        open_recovery_slot("priya", priya.recovery, priya.code[:-1] + "u")

    assert refusal.value.characters == "u"


def test_a_slot_of_one_person_does_not_open_as_another(priya):
    with pytest.raises(CannotOpen):
        open_passphrase_slot("marcus", priya.slot, priya.passphrase, PEPPERS)
    with pytest.raises(CannotOpen):
        open_recovery_slot("marcus", priya.recovery, priya.code)


def test_a_slot_under_another_generation_does_not_open(priya):
    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", dataclasses.replace(priya.slot, generation=2), priya.passphrase, PEPPERS)
    with pytest.raises(CannotOpen):
        open_recovery_slot("priya", dataclasses.replace(priya.recovery, generation=2), priya.code)


@pytest.mark.parametrize("field", ["cost", "salt"])
def test_a_slot_with_a_changed_cost_or_salt_does_not_open(priya, field):
    other = {"cost": dataclasses.replace(COST, iterations=2), "salt": bytes(16)}[field]

    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", dataclasses.replace(priya.slot, **{field: other}), priya.passphrase, PEPPERS)


@pytest.mark.parametrize(
    "typed", ["cafe\u0301 one\u00a0two three", "caf\u00e9 one\u3000two three", "cafe\u0301 one two three"]
)
def test_a_passphrase_opens_however_the_keyboard_spells_it(priya, typed):
    slot = new_passphrase_slot(priya.keys, "caf\u00e9 one two three", PEPPERS, COST)

    assert open_passphrase_slot("priya", slot, typed, PEPPERS).root() == priya.keys.root()


# --- Entries -------------------------------------------------------------------------------------------------


def test_a_body_moved_to_another_entry_does_not_open(row, other_row):
    with pytest.raises(CannotOpen):
        open_body(row.key, 1, other_row.body)


def test_a_body_moved_together_with_its_key_does_not_open(priya, row):
    with pytest.raises(CannotOpen):
        entry_key(priya.keys, "entry-2", row.wrapped)


def test_another_persons_keys_do_not_open_an_entry(marcus, row):
    with pytest.raises(CannotOpen):
        entry_key(marcus.keys, "entry-1", row.wrapped)


def test_a_changed_byte_in_a_body_is_noticed(row):
    with pytest.raises(CannotOpen):
        open_body(row.key, 1, changed(row.body, -1))


def test_a_changed_generation_in_the_header_is_noticed(priya, row):
    with pytest.raises(CannotOpen):
        open_body(row.key, 1, changed(row.body, 4))
    with pytest.raises(CannotOpen):
        entry_key(priya.keys, "entry-1", changed(row.wrapped, 4))


@pytest.mark.parametrize("position", [0, 1, 2], ids=["magic", "version", "algorithm"])
def test_an_unknown_format_version_or_algorithm_is_refused(row, position):
    with pytest.raises(CannotOpen):
        open_body(row.key, 1, changed(row.body, position))


def test_an_older_revision_under_a_new_number_does_not_open(row):
    with pytest.raises(CannotOpen):
        open_body(row.key, 2, row.body)


def test_a_head_under_another_revision_or_entry_does_not_open(row, other_row):
    with pytest.raises(CannotOpen):
        open_head(row.key, 2, row.head)
    with pytest.raises(CannotOpen):
        open_head(other_row.key, 1, row.head)


def test_a_head_is_not_a_body_and_a_body_is_not_a_head(row):
    with pytest.raises(CannotOpen):
        open_body(row.key, 1, row.head)
    with pytest.raises(CannotOpen):
        open_head(row.key, 1, row.body)


def test_a_long_and_a_short_entry_look_equally_long(row, other_row):
    assert len(row.body) == len(other_row.body)
    assert len(row.head) == len(other_row.head)


# --- Unlocked, pending and rescued ---------------------------------------------------------------------------


def test_an_unlock_row_under_another_session_does_not_open(priya):
    cookie, _, sealed = open_unlock(priya.keys, "session-1")

    with pytest.raises(CannotOpen):
        resume(cookie, "priya", "session-2", sealed)


def test_an_unlock_row_under_another_person_does_not_open(priya):
    cookie, _, sealed = open_unlock(priya.keys, "session-1")

    with pytest.raises(CannotOpen):
        resume(cookie, "marcus", "session-1", sealed)


def test_a_cookie_without_its_row_opens_nothing(priya):
    cookie, _, _ = open_unlock(priya.keys, "session-1")

    with pytest.raises(CannotOpen):
        resume(cookie, "priya", "session-1", b"")


def test_another_cookie_finds_no_row_and_opens_none(priya):
    _, row_id, sealed = open_unlock(priya.keys, "session-1")
    guess = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()

    assert unlock_id(guess) != row_id
    with pytest.raises(CannotOpen):
        resume(guess, "priya", "session-1", sealed)


def test_a_pending_sign_in_of_one_person_does_not_resume_as_another(priya):
    cookie, _, sealed = open_pending_keys(priya.keys)

    with pytest.raises(CannotOpen):
        resume_pending(cookie, "marcus", sealed)


def test_a_pending_row_does_not_serve_under_another_cookie(priya):
    _, _, sealed = open_pending("priya", b"waiting")
    other_cookie, _, _ = open_pending("priya", b"waiting")

    with pytest.raises(CannotOpen):
        resume_pending(other_cookie, "priya", sealed)


def test_a_pending_sign_in_is_not_an_unlocked_journal(priya):
    pending_cookie, pending_row, pending = open_pending_keys(priya.keys)
    unlock_cookie, _, unlocked = open_unlock(priya.keys, pending_row.hex())

    with pytest.raises(CannotOpen):
        resume(pending_cookie, "priya", pending_row.hex(), pending)
    with pytest.raises(CannotOpen):
        resume_pending(unlock_cookie, "priya", unlocked)


def test_a_rescue_under_another_one_time_id_entry_or_person_does_not_open(priya, marcus):
    sealed = seal_rescue(priya.secrets.public, "entry-1", "once-1", b"typed while locked")

    assert open_rescue(priya.private, "entry-1", "once-1", sealed) == b"typed while locked"
    for private, entry, one_time_id in [
        (priya.private, "entry-1", "once-2"),
        (priya.private, "entry-2", "once-1"),
        (marcus.private, "entry-1", "once-1"),
    ]:
        with pytest.raises(CannotOpen):
            open_rescue(private, entry, one_time_id, sealed)


def test_a_rescue_sealed_for_somebody_else_under_the_same_key_does_not_open(priya):
    relabelled = dataclasses.replace(priya.secrets.public, person="marcus")
    sealed = seal_rescue(relabelled, "entry-1", "once-1", b"text")

    with pytest.raises(CannotOpen):
        open_rescue(priya.private, "entry-1", "once-1", sealed)


# --- A person's own secrets, and rotation --------------------------------------------------------------------


def test_a_private_key_does_not_open_for_another_person(priya, marcus):
    with pytest.raises(CannotOpen):
        private_key(marcus.keys, priya.secrets)


def test_a_contribution_key_does_not_open_for_another_person_or_purpose(priya, marcus):
    with pytest.raises(CannotOpen):
        contribution_key(marcus.keys, priya.secrets)
    swapped = dataclasses.replace(priya.secrets, sealed_contribution=priya.secrets.sealed_private)
    with pytest.raises(CannotOpen):
        contribution_key(priya.keys, swapped)


@pytest.fixture(scope="module")
def rotated(priya):
    return rotate(priya.keys, priya.secrets)


def test_after_rotation_the_old_root_key_does_not_open_an_entry(priya, rotated, row):
    new, _ = rotated
    rewrapped = entries.rewrap_entry_key(priya.keys, new, "entry-1", row.wrapped)

    with pytest.raises(CannotOpen):
        entry_key(priya.keys, "entry-1", rewrapped)
    assert open_body(entry_key(new, "entry-1", rewrapped), 1, row.body) == b"I did not name it as racism."


def test_after_rotation_the_old_recovery_code_does_not_open_the_new_slot(priya, rotated):
    new, _ = rotated
    code, slot = new_recovery_slot(new)

    with pytest.raises(CannotOpen):
        open_recovery_slot("priya", slot, priya.code)
    assert open_recovery_slot("priya", slot, code).root() == new.root()


def test_an_old_slot_put_back_after_rotation_opens_nothing_that_was_rewrapped(priya, rotated, row):
    new, secrets = rotated
    rewrapped = entries.rewrap_entry_key(priya.keys, new, "entry-1", row.wrapped)
    put_back = open_recovery_slot("priya", priya.recovery, priya.code)

    assert put_back.generation == 1
    for opening in (lambda: entry_key(put_back, "entry-1", rewrapped), lambda: private_key(put_back, secrets)):
        with pytest.raises(CannotOpen):
            opening()


def test_an_old_entry_key_does_not_open_a_revision_written_after_rotation(priya, rotated, row):
    new, _ = rotated
    later = entry_key(new, "entry-1", new_entry_key(new, "entry-1"))

    with pytest.raises(CannotOpen):
        open_body(row.key, 2, seal_body(later, 2, b"Second thoughts."))


def test_the_contribution_key_survives_rotation(priya, rotated):
    new, secrets = rotated

    assert contribution_key(new, secrets) == contribution_key(priya.keys, priya.secrets)
