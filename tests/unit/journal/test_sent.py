"""What a writing page sends is checked piece by piece; whatever else arrives is refused with a sentence."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.journal.ordering import FORM_POST, Edit
from reflect.journal.writing.sent import from_form, from_json

EDIT = new_id()
FORM = {"revision": "4", "edit": EDIT, "number": "3", "step": "2", "start": "", "token": "t"}
JSON = {"fields": {"answer": "a", "step": "2", "start": ""}, "edit": EDIT, "number": 3, "token": "t"}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def test_a_form_says_where_its_words_belong() -> None:
    sent = from_form(FORM)
    assert (sent.base, sent.edit, sent.step) == (4, Edit(EDIT, 3), 2)


def test_a_form_without_a_script_is_its_pages_last_word() -> None:
    assert from_form({**FORM, "number": ""}).edit == Edit(EDIT, FORM_POST)


def test_a_script_names_the_revision_it_builds_on() -> None:
    sent, words = from_json(JSON, '"4"')
    assert (sent.base, sent.edit, words.step, words.answer, words.title) == (4, Edit(EDIT, 3), 2, "a", None)


@pytest.mark.parametrize("if_match", ["", "4", '"x"', 'W/"4"', '"4", "5"', '"' + "9" * 30 + '"'])
def test_a_save_without_its_revision_is_refused(if_match: str) -> None:
    with pytest.raises(BadInput):
        from_json(JSON, if_match)


@pytest.mark.parametrize("name", ["revision", "edit", "step"])
@pytest.mark.parametrize("value", [None, "", "-1", "1.5", "٣", "9" * 40, "x" * 26 + "!"])
def test_a_damaged_form_is_refused(name: str, value: str | None) -> None:
    form = {key: text for key, text in {**FORM, name: value}.items() if text is not None}
    with pytest.raises(BadInput):
        from_form(form)


@given(st.sampled_from(["fields", "edit", "number", "token"]), VALUES)
def test_any_other_json_is_taken_or_refused_with_a_sentence(name: str, value: Any) -> None:
    taken({**JSON, name: value})


@given(st.sampled_from(["answer", "title", "step", "start", "extra"]), VALUES)
def test_any_other_fields_are_taken_or_refused_with_a_sentence(name: str, value: Any) -> None:
    taken({**JSON, "fields": {**JSON["fields"], name: value}})


@given(VALUES)
def test_anything_is_taken_or_refused_with_a_sentence(value: Any) -> None:
    taken(value)


def taken(value: Any) -> None:
    """Anything but BadInput fails the test."""
    with suppress(BadInput):
        sent, words = from_json(value, '"4"')
        assert sent.step == words.step
        assert isinstance(words.answer, str | None)
