"""What is sealed for a search opens for the one person it is for, in that search, and nowhere else."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.vault import searches
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import PublicKey, private_key, rotate
from tests.support.journals import Journal

OLU, PRIYA, SAM = Journal("olu"), Journal("priya"), Journal("sam")
ONE, OTHER = "one", "two"


@settings(max_examples=30)
@given(st.binary(max_size=3000))
def test_each_opens_their_own_copy_and_its_length_shows_in_steps(data):
    kinds = (
        (searches.seal_search(OLU.secrets.public, ONE, data), lambda s: searches.open_search(OLU.private, ONE, s)),
        (searches.seal_terms(PRIYA.secrets.public, ONE, data), lambda s: searches.open_terms(PRIYA.private, ONE, s)),
        (
            searches.seal_extract(OLU.secrets.public, ONE, "priya", data),
            lambda s: searches.open_extract(OLU.private, ONE, "priya", s),
        ),
    )
    for sealed, open_ in kinds:
        assert open_(sealed) == data
        assert len({len(each) for each, _open in kinds}) == 1


def test_nothing_opens_for_another_person_search_author_or_kind():
    own = searches.seal_search(OLU.secrets.public, ONE, b"x")
    terms = searches.seal_terms(PRIYA.secrets.public, ONE, b"x")
    same_reader = searches.seal_terms(OLU.secrets.public, ONE, b"x")
    extract = searches.seal_extract(OLU.secrets.public, ONE, "priya", b"x")
    ways = {
        "search": (lambda person, search, _author, sealed: searches.open_search(person, search, sealed)),
        "terms": (lambda person, search, _author, sealed: searches.open_terms(person, search, sealed)),
        "extract": searches.open_extract,
    }
    right = {("search", "olu", ONE): own, ("terms", "priya", ONE): terms, ("terms", "olu", ONE): same_reader}
    opened = 0
    for (kind, way), person, search, author in product(ways.items(), (OLU, PRIYA, SAM), (ONE, OTHER), ("priya", "sam")):
        for sealed in (own, terms, same_reader, extract):
            fits = (
                sealed is extract and (kind, person, search, author) == ("extract", OLU, ONE, "priya")
            ) or right.get((kind, person.person, search)) is sealed
            if fits:
                assert way(person.private, search, author, sealed) == b"x"
                opened += 1
            else:
                with pytest.raises(CannotOpen):
                    way(person.private, search, author, sealed)
    assert opened == 7


def test_new_keys_of_the_same_person_open_it_as_before():
    sealed = searches.seal_extract(OLU.secrets.public, ONE, "priya", b"chosen")
    new, secrets = rotate(OLU.keys, OLU.secrets)
    assert searches.open_extract(private_key(new, secrets), ONE, "priya", sealed) == b"chosen"


def test_nothing_is_sealed_to_what_is_no_key():
    nobody = PublicKey("nobody", "0" * 16, bytes(32))
    for seal in (searches.seal_search, searches.seal_terms):
        with pytest.raises(CannotOpen):
            seal(nobody, ONE, b"x")
    with pytest.raises(CannotOpen):
        searches.seal_extract(nobody, ONE, "priya", b"x")
