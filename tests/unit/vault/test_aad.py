"""What a ciphertext is tied to is written in one way only."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.vault.aad import DOMAINS, aad
from reflect.vault.hkdf import PURPOSES

VAULT_PAGE = Path(__file__).parents[3] / "docs" / "vault.md"

values = st.text() | st.integers()


def two_id_sets(domain):
    ids = st.fixed_dictionaries(dict.fromkeys(sorted(DOMAINS[domain]), values))
    return st.tuples(st.just(domain), ids)


calls = st.sampled_from(sorted(DOMAINS)).flatmap(two_id_sets)


@given(calls, calls)
def test_no_two_different_id_sets_give_the_same_bytes(one, other):
    same_call = one == other
    same_bytes = aad(one[0], **one[1]) == aad(other[0], **other[1])

    assert same_bytes == same_call


@given(st.text(), st.text(), st.text(), st.text())
def test_moving_a_letter_from_one_id_to_the_next_changes_the_bytes(one, other, one_again, other_again):
    first = aad("dek", entry=one, owner=other)
    second = aad("dek", entry=one_again, owner=other_again)

    assert (first == second) == ((one, other) == (one_again, other_again))


def test_an_id_that_looks_like_the_next_field_stays_an_id():
    assert aad("dek", entry="e\x00\x05owner", owner="p") != aad("dek", entry="e", owner="\x00\x05ownerp")


def test_a_number_and_its_text_differ():
    assert aad("entry", entry="e", owner="p", revision=1) != aad("entry", entry="e", owner="p", revision="1")


def test_the_order_in_which_ids_are_given_does_not_matter():
    assert aad("dek", owner="p", entry="e") == aad("dek", entry="e", owner="p")


def test_the_bytes_stay_the_same_for_ever():
    expected = (
        b"\0\0\0\x10reflect/entry/v1"
        b"\0\0\0\x05entry\0\0\0\x03te1"
        b"\0\0\0\x05owner\0\0\0\x03tp1"
        b"\0\0\0\x08revision\0\0\0\x02n3"
    )

    assert aad("entry", entry="e1", owner="p1", revision=3) == expected


@pytest.mark.parametrize(
    ("domain", "ids"),
    [
        ("diary", {"entry": "e"}),
        ("entry", {"entry": "e", "owner": "p"}),
        ("dek", {"entry": "e", "owner": "p", "revision": 1}),
        ("dek", {"entry": "e", "author": "p"}),
    ],
)
def test_a_domain_takes_exactly_its_own_ids(domain, ids):
    with pytest.raises(ValueError, match="does not name exactly these ids"):
        aad(domain, **ids)


def test_half_a_surrogate_pair_is_an_id_like_any_other():
    assert aad("pin", person="\ud800") != aad("pin", person="\udc00")


def test_the_docs_list_every_domain_with_its_ids():
    rows = re.findall(r"^\| `reflect/([a-z-]+)/v1` \| (?!from )([a-z_, ]+) \|", VAULT_PAGE.read_text("utf-8"), re.M)

    assert {domain: frozenset(ids.split(", ")) for domain, ids in rows} == dict(DOMAINS)


def test_the_docs_list_every_purpose_of_a_derived_key():
    purposes = re.findall(r"^\| `reflect/([a-z/-]+)/v1` \| from ", VAULT_PAGE.read_text("utf-8"), re.M)

    assert sorted(purposes) == sorted(PURPOSES)
