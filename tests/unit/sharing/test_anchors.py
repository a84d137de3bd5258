"""A comment finds the words it is about, in this copy and in the next, or is said to have lost them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.core.errors import BadInput
from reflect.privacy.sanitise import to_html
from reflect.sharing.anchors import LONGEST_QUOTE, Anchor, anchored, as_written, found
from reflect.sharing.snapshot import Part

SAID = "It was “quiet” – *very* quiet.\n\nI didn’t ask her why…"


def part(text, question="What happened?"):
    return Part(question, to_html(text))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('was "quiet" - very', "was “quiet” – very"),
        ("  VERY\n quiet. I", "very quiet. I"),
        ("I didn't ask her why...", "I didn’t ask her why…"),
        ("", ""),
        ("I asked her why", None),
    ],
)
def test_words_are_found_as_people_type_them_and_kept_as_they_stand(typed, words):
    assert as_written(part(SAID), typed) == words


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=20), st.text(max_size=40))
def test_whatever_stands_there_is_found(before, quote, after):
    answer = Part("Q", "<p>" + to_html(before + quote + after).removeprefix("<p>"))
    words = as_written(answer, quote)
    assert words is None or as_written(answer, words) == words


def test_an_anchor_needs_an_answer_of_this_copy_that_holds_the_words():
    for place, quote in ((1, "quiet"), (-1, ""), (0, "loud"), (0, "q" * (LONGEST_QUOTE + 1))):
        with pytest.raises(BadInput):
            anchored([part(SAID)], place, quote)
    assert anchored([part(SAID)], 0, "QUIET") == Anchor("What happened?", 0, "quiet")


def test_a_comment_follows_its_question_and_is_detached_when_its_words_change():
    about = Anchor("What happened?", 0, "very quiet")
    assert found(about, [part("Now", "What next?"), part(SAID)]) == 1
    assert found(about, [part("It was loud.")]) is None
    assert found(about, [part(SAID, "What next?")]) is None
    assert found(Anchor("What happened?", 0), [part("All new.")]) == 0
    twice = [part(SAID), part(SAID)]
    assert [found(Anchor("What happened?", place, "quiet"), twice) for place in (0, 1)] == [0, 1]
