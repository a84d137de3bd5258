"""One document holds everything of an entry, and comes back as it went in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import BadInput
from reflect.journal import document as d
from reflect.journal.document import Document, Part, Words

PLAIN = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
PARTS = st.builds(
    Part,
    question=PLAIN,
    prompt=PLAIN,
    private=st.booleans(),
    help=st.tuples(PLAIN, PLAIN),
    answer=PLAIN,
    html=st.none() | PLAIN,
)
DOCUMENTS = st.builds(
    Document,
    kind=st.sampled_from(["guided", "blank"]),
    parts=st.lists(PARTS, min_size=1, max_size=4).map(tuple),
    path=PLAIN,
    title=PLAIN,
    themes=st.lists(PLAIN, max_size=3).map(tuple),
    draft=st.booleans(),
    counted=st.booleans(),
    uncounted=st.booleans(),
)
ANYTHING = st.text(st.characters(), max_size=60)  # halves of surrogate pairs too
GUIDED = Document(kind="guided", parts=(Part("What happened?"), Part("And then?")))


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_went_in(document: Document) -> None:
    assert d.from_bytes(d.to_bytes(document)) == document


@given(DOCUMENTS)
def test_the_same_document_is_always_the_same_bytes(document: Document) -> None:
    assert d.to_bytes(document) == d.to_bytes(d.from_bytes(d.to_bytes(document)))


@given(DOCUMENTS)
def test_a_head_says_the_title_and_whether_it_is_a_draft(document: Document) -> None:
    assert d.read_head(d.head_of(document)) == (document.title, document.draft)


@given(ANYTHING, ANYTHING)
def test_whatever_was_typed_can_be_sealed(answer: str, title: str) -> None:
    document = d.changed(GUIDED, Words(1, answer=answer, title=title))
    assert d.from_bytes(d.to_bytes(document)) == document


def test_an_answer_changes_its_own_question_and_nothing_else() -> None:
    changed = d.changed(GUIDED, Words(2, answer="one\r\ntwo"))
    assert [part.answer for part in changed.parts] == ["", "one\ntwo"]
    assert changed == replace(GUIDED, parts=changed.parts, place=2), "and says where its author goes on"


def test_a_changed_answer_is_not_rendered_until_it_is_saved() -> None:
    rendered = replace(GUIDED, parts=(Part("What happened?", answer="a", html="<p>a</p>"),))
    assert d.changed(rendered, Words(1, answer="a")).parts[0].html == "<p>a</p>"
    assert d.changed(rendered, Words(1, answer="b")).parts[0].html is None


def test_forty_thousand_characters_are_an_answer_and_one_more_is_told_what_to_do() -> None:
    longest = "ä" * d.LONGEST_ANSWER
    assert d.changed(GUIDED, Words(1, answer=longest)).parts[0].answer == longest
    with pytest.raises(BadInput) as refused:
        d.changed(GUIDED, Words(1, answer=longest + "x"))
    assert "1 character too long" in refused.value.sentence


def test_a_browsers_line_ends_are_not_counted_twice() -> None:
    answer = "\r\n" * d.LONGEST_ANSWER
    assert len(d.changed(GUIDED, Words(1, answer=answer)).parts[0].answer) == d.LONGEST_ANSWER


def test_a_title_is_one_line_and_not_too_long() -> None:
    assert d.changed(GUIDED, Words(3, title=" Home \n visit ")).title == "Home visit"
    with pytest.raises(BadInput):
        d.changed(GUIDED, Words(3, title="x" * (d.LONGEST_TITLE + 1)))


@pytest.mark.parametrize("step", [-1, 0, 4])
def test_there_is_no_step_outside_the_reflection(step: int) -> None:
    with pytest.raises(BadInput):
        d.changed(GUIDED, Words(step, answer="x"))


def test_only_finishing_ends_the_draft() -> None:
    assert d.changed(GUIDED, Words(3, themes=("a", "a"))).draft
    finished = d.changed(GUIDED, Words(3, themes=("a", "a"), finished=True))
    assert (finished.draft, finished.themes) == (False, ("a",))


def test_questions_alone_are_an_empty_reflection() -> None:
    assert GUIDED.empty
    assert d.changed(GUIDED, Words(1, answer=" \n")).empty
    assert not d.changed(GUIDED, Words(1, answer="x")).empty
