"""What a pair works on opens for the two alone; a record opens for its holders alone; a chain shows any change."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.vault import pairs, records
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import PublicKey, rotate
from tests.support.journals import Journal

PRIYA, MARCUS, DEV = Journal("priya"), Journal("marcus"), Journal("dev")
PAIR = pairs.new_pair("one", [PRIYA.secrets.public, MARCUS.secrets.public])
OTHER = pairs.new_pair("two", [PRIYA.secrets.public, MARCUS.secrets.public])
RAW, ORGANISATION = records.new_records_key()
RECORD = records.new_record("s", [PRIYA.secrets.public, MARCUS.secrets.public, ORGANISATION])
START = "00" * 32

SEALS = {
    "agreement": (pairs.seal_agreement, pairs.open_agreement, (1,)),
    "item": (pairs.seal_item, pairs.open_item, ("item", "priya")),
    "notes": (pairs.seal_notes, pairs.open_notes, ("session", 1)),
    "action": (pairs.seal_action, pairs.open_action, ("action", 1)),
}


@settings(max_examples=60)
@given(st.sampled_from(sorted(SEALS)), st.binary(max_size=3000))
def test_what_one_of_the_two_seals_the_other_opens_and_its_length_shows_in_steps(kind, text):
    seal, open_, ids = SEALS[kind]
    sealed = seal(pairs.pair_key(PRIYA.private, "one", PAIR.sealed["priya"]), *ids, text)

    assert open_(pairs.pair_key(MARCUS.private, "one", PAIR.sealed["marcus"]), *ids, sealed) == text
    assert len(sealed) - len(seal(PAIR.key, *ids, b"")) == (len(text) + 4 - 1) // 1024 * 1024


@pytest.mark.parametrize("person", ["priya", "marcus"])
def test_a_pairs_key_opens_for_nobody_else_and_in_no_other_pair(person):
    for private, supervision in ((DEV.private, "one"), (PRIYA.private, "two"), (MARCUS.private, "two")):
        with pytest.raises(CannotOpen):
            pairs.pair_key(private, supervision, PAIR.sealed[person])


def test_nothing_of_a_pair_opens_in_another_place_or_pair():
    for (kind, (seal, _open, ids)), (other, (_seal, open_, others)) in product(SEALS.items(), SEALS.items()):
        sealed = seal(PAIR.key, *ids, b"words")
        moved = [(*others[:-1], "x" if isinstance(others[-1], str) else 2)]
        for place in [*moved, *([others] if kind != other else [])]:
            with pytest.raises(CannotOpen):
                open_(PAIR.key, *place, sealed)
        with pytest.raises(CannotOpen):
            open_(OTHER.key, *others, sealed)


def test_new_keys_of_a_person_open_their_pairs_and_records_as_before():
    new, secrets = rotate(PRIYA.keys, PRIYA.secrets)
    from reflect.vault.keys import private_key

    private = private_key(new, secrets)
    assert pairs.pair_key(private, "one", PAIR.sealed["priya"]).supervision == "one"
    assert records.record_key(private, "s", RECORD.sealed["priya"]).session == "s"


def test_a_record_opens_for_each_holder_and_for_nobody_else():
    sealed = records.seal_record(RECORD.key, 1, b"what we decided")
    held = {"priya": PRIYA.private, "marcus": MARCUS.private, "organisation": records.records_private_key(RAW)}
    for name, private in held.items():
        key = records.record_key(private, "s", RECORD.sealed[name])
        assert records.open_record(key, 1, sealed) == b"what we decided"
        with pytest.raises(CannotOpen):
            records.open_record(key, 2, sealed)
        with pytest.raises(CannotOpen):
            records.record_key(private, "another", RECORD.sealed[name])
        with pytest.raises(CannotOpen):
            records.record_key(DEV.private, "s", RECORD.sealed[name])


def test_what_is_no_key_opens_nothing_and_nothing_is_sealed_to_it():
    for raw in (b"", RAW[:-1], RAW + b"x"):
        with pytest.raises(CannotOpen):
            records.records_private_key(raw)
    for make in (pairs.new_pair, records.new_record):
        with pytest.raises(CannotOpen):
            make("one", [PublicKey("nobody", "0" * 16, bytes(32))])


def test_the_keys_print_as_nothing():
    assert "<PairKey>" in repr(PAIR)
    assert "<RecordKey>" in repr(RECORD)
    assert "sealed" not in repr(PAIR) + repr(RECORD)


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_a_link_changes_with_anything_in_it(facts, envelope, other_facts, other_envelope):
    same = (facts, envelope) == (other_facts, other_envelope)
    assert (records.link(START, facts, envelope) == records.link(START, other_facts, other_envelope)) == same
    assert records.link(START, facts, envelope) != records.link("01" * 32, facts, envelope)
