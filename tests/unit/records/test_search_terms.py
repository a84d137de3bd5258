"""Terms are lines, tidied and limited; what is sealed of them comes back, and tells nobody of the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import BadInput
from reflect.records.searches import terms
from reflect.records.searches.terms import Answered, Asked, answered_from, asked_from, to_bytes

texts = st.text(max_size=60)


def test_a_line_is_a_term_without_doubles_and_white_space(app):
    assert terms.tidy_terms("  blue \t folder\r\n\r\nZX81\nblue folder\n") == ("blue folder", "ZX81")


@pytest.mark.parametrize("typed", ["", " \n\t ", "\n".join("abcdefghijklmnopqrstu"), "a " * 11, "a" * 201])
def test_too_little_and_too_much_is_refused_with_a_sentence(app, typed):
    with pytest.raises(BadInput) as refused:
        terms.tidy_terms(typed)
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("rule", "most"),
    [(terms.tidy_explanation, terms.LONGEST_EXPLANATION), (terms.tidy_extract, terms.LONGEST_EXTRACT)],
)
def test_an_explanation_and_an_extract_have_words_and_an_end(app, rule, most):
    assert rule(" a\r\nb ") == "a\nb"
    assert len(rule("a" * most)) == most
    for typed in ("", " \n", "a" * (most + 1)):
        with pytest.raises(BadInput):
            rule(typed)


@given(st.lists(texts, max_size=5).map(tuple), texts, st.lists(texts, max_size=3).map(tuple), texts)
def test_what_is_sealed_comes_back_and_others_are_not_in_a_persons_copy(lines, why, others, extract):
    asked = Asked(lines, why, others)
    assert asked_from(to_bytes(asked)) == asked
    mine = answered_from(asked.for_others())
    assert mine == Answered(lines, why)
    assert answered_from(to_bytes(mine.with_extract(extract))).extract == extract
