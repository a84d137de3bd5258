"""What is found in a reflection, and where: capitals and accents make no difference, and nothing is passed over."""

import json
from dataclasses import replace
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.journal.document import Document, Part, to_bytes
from reflect.journal.reading.extracts import extract
from reflect.journal.reading.folding import Piece, fold, pieces
from reflect.journal.reading.question import Question

TRICKY = st.text(st.sampled_from("aA eéE\u0301ßıİłŁ’'“\"\\\n{},:[]tilesaghpøǆﬁ½中文ی"), max_size=40)
WORDS = TRICKY | st.sampled_from(["title", "tags", "answer", '","help":[', '"tags":[', '],"path":"', '{"answer":"'])


def written(*answers: str, title: str = "", tags: tuple[str, ...] = (), draft: bool = False) -> Document:
    parts = tuple(Part("A question?", prompt="P01", themes=("naming-racism",), answer=answer) for answer in answers)
    return Document(
        kind="guided",
        parts=parts,
        path="p",
        set_version="a-set.3",
        title=title,
        tags=tags,
        themes=("x-y",),
        draft=draft,
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ZOE", "I met Zoë."),
        ("zoë", "I met ZOE."),
        ("don't", "They don’t."),
        ("lukasz", "Łukasz"),
        ("strasse", "Straße"),
        ("cafe\u0301", "Café"),
        ("ΣΟΦΙΑΣ", "σοφιας"),
        ('"quiet"', "She said “quiet” to me."),
        ("c\\d", "a path c\\d here"),
    ],
)
def test_capitals_accents_and_kinds_of_quotation_marks_make_no_difference(typed: str, text: str) -> None:
    question, document = Question((typed,)), written(text)
    assert question.may_be_in(to_bytes(document))
    assert question.matches(document, shared=False)
    assert any(piece.found for piece in extract(document, question))


@given(TRICKY)
@settings(max_examples=200, deadline=None)
def test_folding_twice_is_folding_once_and_a_composed_letter_is_a_decomposed_one(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text))


@given(st.lists(WORDS, max_size=3), WORDS, st.lists(WORDS, max_size=2), st.lists(TRICKY, min_size=1, max_size=2))
@settings(max_examples=200, deadline=None)
def test_the_quick_look_at_the_bytes_passes_nothing_over(
    answers: list[str], title: str, tags: list[str], words: list[str]
) -> None:
    document = written(*answers, title=title, tags=tuple(tags))
    for found in (words, title.split(), answers and answers[0].split()):
        question = Question(tuple(found))
        if question.matches(document, shared=False):
            assert question.may_be_in(to_bytes(document))
    assert Question(theme="x-y").may_be_in(to_bytes(document))
    assert not Question(theme="naming-racism").may_be_in(to_bytes(document)), "a question’s theme is nobody’s choice"


@given(
    st.lists(st.tuples(st.lists(WORDS, max_size=2), WORDS, st.lists(WORDS, max_size=2)), min_size=1, max_size=6),
    st.lists(TRICKY.filter(str.strip), min_size=1, max_size=2),
)
@settings(max_examples=300, deadline=None)
def test_one_question_after_the_other_reflection_finds_what_reading_every_one_would(
    journal: list[tuple[list[str], str, list[str]]], words: list[str]
) -> None:
    documents = [written(*answers, title=title, tags=tuple(tags)) for answers, title, tags in journal]
    for found in (words, journal[-1][1].split(), [answer for answer in journal[-1][0] if answer.strip()]):
        question = Question(tuple(found))  # it learns from each which letters make no difference
        read = [each for each in documents if question.matches(each, shared=False)]
        quick = [each for each in documents if question.may_be_in(to_bytes(each))]
        assert [each for each in quick if question.matches(each, shared=False)] == read


@pytest.mark.parametrize("name", ["question", "help", "draft", "private", "themes", "strong", "A question?"])
def test_a_word_of_the_form_is_not_a_word_of_the_author(name: str) -> None:
    document = replace(written("Words."), parts=(Part(name, answer="Words.", html="<p><strong>Words.</strong></p>"),))
    assert not Question((name,)).may_be_in(to_bytes(document))
    assert not Question((name,)).matches(document, shared=False)


@pytest.mark.parametrize("missing", ["tags", "uncounted", "place", "themes"])
def test_a_document_from_before_there_was_a_field_is_looked_through_all_the_same(missing: str) -> None:
    value = json.loads(to_bytes(written("In the answer.", title="In the title", tags=("in-a-tag",))))
    del value[missing]
    body = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    for words in {"the answer", "the title", "in-a-tag" if missing != "tags" else "title"}:
        assert Question((words,)).may_be_in(body)


@given(TRICKY, st.lists(TRICKY, max_size=3))
@settings(max_examples=200, deadline=None)
def test_marking_changes_no_character(text: str, words: list[str]) -> None:
    folded = [fold(word) for typed in words for word in typed.split() if fold(word)]
    cut = pieces(text, folded)
    assert "".join(piece.text for piece in cut) == text
    assert any(piece.found for piece in cut) == any(word in fold(text) for word in folded)


def test_an_accent_is_marked_with_its_letter_and_what_overlaps_as_one() -> None:
    assert pieces("a cafe\u0301 b", ["cafe"]) == [
        Piece("a ", found=False),
        Piece("cafe\u0301", found=True),
        Piece(" b", found=False),
    ]
    assert pieces("abcd", ["abc", "bcd"]) == [Piece("abcd", found=True)]


def test_everything_that_is_asked_for_has_to_hold() -> None:
    document = written("One word.", "Another.", tags=("Court Work",))
    assert Question(("another", "ONE"), tag="court work", state="private").matches(document, shared=False)
    assert not Question(("another", "two")).matches(document, shared=False)
    assert not Question(state="private").matches(document, shared=True)
    assert not Question(state="draft").matches(document, shared=False)
    assert Question(prompt="a-set:P01").matches(document, shared=False)
    assert not Question(prompt="other-set:P01").matches(document, shared=False)
    assert not Question(prompt="a-set:P01").matches(written(" "), shared=False), "a question that was skipped"
    assert not Question(tag="court").matches(document, shared=False), "part of a tag is another tag"


def test_an_extract_is_short_and_shows_the_word_that_was_found() -> None:
    document = written("Nothing of it.", "word " * 2000 + "needle " + "word " * 2000)
    found = extract(document, Question(("NEEDLE",)))
    assert [piece.text for piece in found if piece.found] == ["needle"]
    assert len("".join(piece.text for piece in found)) < 260
    assert "".join(piece.text for piece in extract(document, Question(tag="x"))) == "Nothing of it."
