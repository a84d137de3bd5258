"""Two ways into one journal, each tied to its person, kind and generation."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.vault.derivation import Cost
from reflect.vault.errors import BadRecoveryCode, CannotOpen, WeakPassphrase
from reflect.vault.slots import (
    Peppers,
    check_value,
    costs_less,
    decoy,
    new_passphrase_slot,
    open_passphrase_slot,
    open_recovery_slot,
)
from tests.support.journals import COST, PEPPERS, Journal

PRIYA = Journal("priya")


def test_passphrase_and_recovery_code_open_the_same_journal():
    by_passphrase = open_passphrase_slot("priya", PRIYA.slot, PRIYA.passphrase, PEPPERS)
    by_code = open_recovery_slot("priya", PRIYA.recovery, PRIYA.code.lower().replace("-", " "))

    assert by_passphrase.root() == by_code.root() == PRIYA.keys.root()
    assert by_passphrase.generation == by_code.generation == 1
    assert by_passphrase.person == by_code.person == "priya"


def test_a_slot_keeps_its_cost_and_the_id_of_its_pepper():
    assert PRIYA.slot.cost == COST
    assert PRIYA.slot.pepper_id == "spring"
    assert PRIYA.recovery.cost is None
    assert PRIYA.recovery.pepper_id is None


def test_an_earlier_pepper_opens_earlier_slots_and_the_current_one_makes_new_ones():
    both = Peppers({"spring": bytes(range(32)), "autumn": bytes(range(32, 64))}, current="autumn")
    newer = new_passphrase_slot(PRIYA.keys, PRIYA.passphrase, both, COST)

    assert newer.pepper_id == "autumn"
    for slot in (PRIYA.slot, newer):
        assert open_passphrase_slot("priya", slot, PRIYA.passphrase, both).root() == PRIYA.keys.root()


def test_peppers_need_a_current_one_and_enough_bytes():
    with pytest.raises(ValueError, match="32 bytes or more"):
        Peppers({"spring": bytes(31)}, current="spring")
    with pytest.raises(ValueError, match="current pepper must be given"):
        Peppers({"spring": bytes(32)}, current="autumn")
    assert PEPPERS.ids() == ["spring"]


def test_a_check_value_knows_its_pepper_again_and_does_not_contain_it():
    pepper = bytes(range(32))

    assert check_value("spring", pepper) == check_value("spring", pepper)
    assert check_value("spring", pepper) != check_value("spring", bytes(32))
    assert check_value("spring", pepper) != check_value("autumn", pepper)
    assert pepper not in check_value("spring", pepper)


@pytest.mark.parametrize("damage", [{"cost": None}, {"pepper_id": None}, {"salt": b""}, {"envelope": b""}])
def test_a_passphrase_slot_with_a_part_missing_does_not_open(damage):
    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", dataclasses.replace(PRIYA.slot, **damage), PRIYA.passphrase, PEPPERS)


def test_a_slot_of_one_kind_is_not_opened_as_the_other():
    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", PRIYA.recovery, PRIYA.code, PEPPERS)
    with pytest.raises(CannotOpen):
        open_recovery_slot("priya", PRIYA.slot, PRIYA.code)


def test_a_slot_relabelled_as_the_other_kind_does_not_open():
    as_recovery = dataclasses.replace(PRIYA.slot, kind="recovery")
    as_passphrase = dataclasses.replace(PRIYA.recovery, kind="passphrase", cost=COST, pepper_id="spring")

    with pytest.raises(CannotOpen):
        open_recovery_slot("priya", as_recovery, PRIYA.code)
    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", as_passphrase, PRIYA.passphrase, PEPPERS)


@pytest.mark.parametrize(("memory", "iterations", "less"), [(8, 1, False), (16, 1, True), (8, 2, True), (9, 1, True)])
def test_a_slot_costs_less_when_any_part_of_its_cost_was_raised(memory, iterations, less):
    assert costs_less(PRIYA.slot, Cost(memory_kib=memory, iterations=iterations)) is less


def test_a_raised_cost_is_written_once_and_a_recovery_slot_has_none():
    raised = Cost(memory_kib=16, iterations=2)
    newer = new_passphrase_slot(PRIYA.keys, PRIYA.passphrase, PEPPERS, raised)

    assert not costs_less(newer, raised)
    assert not costs_less(newer, COST)
    assert not costs_less(PRIYA.recovery, raised)


@settings(deadline=None)
@given(st.text())
def test_any_other_text_as_passphrase_fails_the_same_way(text):
    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", PRIYA.slot, text, PEPPERS)


@settings(deadline=None)
@given(st.text())
def test_any_other_text_as_code_is_refused_by_name_or_cannot_open(text):
    with pytest.raises((BadRecoveryCode, CannotOpen)):
        open_recovery_slot("priya", PRIYA.recovery, text)


@settings(deadline=None)
@given(st.binary(max_size=100), st.binary(max_size=20), st.integers(0, 65535))
def test_arbitrary_bytes_in_a_slot_do_not_open(envelope, salt, generation):
    damaged = dataclasses.replace(PRIYA.slot, envelope=envelope, salt=salt, generation=generation)

    with pytest.raises(CannotOpen):
        open_passphrase_slot("priya", damaged, PRIYA.passphrase, PEPPERS)


@pytest.mark.parametrize("text", ["wrong but well formed", "", "bell\a", "x" * 5000, "\ud800"])
def test_the_work_for_nobody_ends_quietly_whatever_is_typed(text):
    assert decoy(text, PEPPERS, COST) is None


def test_a_slot_is_never_made_from_a_passphrase_that_cannot_be_prepared():
    with pytest.raises(WeakPassphrase):
        new_passphrase_slot(PRIYA.keys, "bell\a", PEPPERS, COST)
