"""What a share holds is what the author previewed, and nothing can be smuggled in its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.sharing.snapshot import Head, Part, Snapshot, read_body, read_head
from reflect.vault.errors import CannotOpen

words = st.text()
parts = st.lists(st.builds(Part, question=words, html=words)).map(tuple)


def snapshot(**values):
    return Snapshot(entry_id="e", entry_revision=3, **values)


@given(title=words, note=words, chosen=parts)
def test_the_reader_gets_exactly_what_was_chosen(title, note, chosen):
    made = snapshot(title=title, note=note, parts=chosen)

    assert read_head(made.head()) == Head(title, note)
    assert read_body(made.body()).parts == chosen


def test_the_head_holds_no_answer():
    made = snapshot(title="Home visit", note="Help me think", parts=(Part("What happened?", "<p>kestrel</p>"),))

    assert json.loads(made.head()) == {"title": "Home visit", "note": "Help me think"}
    assert b"kestrel" not in made.head()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner) | st.dictionaries(words | st.sampled_from(["title", "note", "parts"]), inner),
)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_anything_else_does_not_open(data):
    for read in (read_body, read_head):
        try:
            read(data)
        except CannotOpen:
            continue
        assert {"title", "note", "parts"} & set(json.loads(data))


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b'{"parts": 4}', b'{"parts": ["a"]}', b'{"parts": [{}]}'])
def test_a_damaged_body_does_not_open(data):
    with pytest.raises(CannotOpen):
        read_body(data)
