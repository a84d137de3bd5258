"""The check for identifying details: what it finds, for whom, how fast; and the figures that the docs give."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.privacy.identifying.finding import found_in
from reflect.privacy.identifying.finds import Kind
from reflect.privacy.identifying.replacing import folded, replaced
from tests.support.identifying import by_kind, by_origin, framed, written
from tests.support.scripts import DOCS, script


def kinds(text: str) -> list[tuple[str, str]]:
    return [(find.kind.value, text[find.start : find.end]) for find in found_in(text)]


def test_the_set_is_large_enough_to_mean_something() -> None:
    assert len(written()) >= 150
    assert len(framed()) >= 30
    assert sum(not sentence.marked for sentence in written()) >= 50


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NAME])
def test_what_has_a_shape_is_found_wherever_it_stands(kind: Kind) -> None:
    figures = by_kind(written())[kind]
    assert figures.recall == 1, figures.missed
    assert figures.precision == 1, figures.wrong


def test_names_are_found_and_few_words_are_asked_about_in_vain() -> None:
    figures = by_kind(written())[Kind.NAME]
    assert figures.recall >= 0.95, figures.missed
    assert figures.precision >= 0.93, figures.wrong


def test_names_of_every_origin_are_found_equally() -> None:
    recall = {origin: figures.recall for origin, figures in by_origin().items()}
    best = max(recall.values())
    assert {origin: share for origin, share in recall.items() if share < best - 0.1} == {}
    assert best == 1


def test_a_wrong_last_digit_is_no_nhs_number() -> None:
    assert kinds("It was 943 476 5919.") == [("nhs", "943 476 5919")]
    assert ("nhs", "943 476 5918") not in kinds("It was 943 476 5918.")


def test_numbers_that_everybody_may_call_are_left_alone() -> None:
    assert kinds("Ring 0800 1111, or 0808 800 5000, or 999.") == []


def test_a_name_found_once_is_found_again_in_small_letters_and_at_the_start() -> None:
    text = "Rose, as ever. I asked Rose and Zuzana why. It was a very zuzana thing."
    assert [words for _kind, words in kinds(text)] == ["Rose", "Rose", "Zuzana", "zuzana"]


@pytest.mark.parametrize("name", ["John", "Angela", "Hussein", "Jun"])
def test_a_name_that_strayed_into_the_dictionary_is_still_a_name(name: str) -> None:
    assert kinds(f"{name}, as ever, was late.") == [("name", name)]


def test_a_role_takes_one_article_and_a_capital_where_a_sentence_begins() -> None:
    text = "Oluwaseun rang. I told Oluwaseun’s mum.\n\n- oluwaseun knew; my Oluwaseun knew."
    assert replaced(text, {folded("OLUWASEUN"): "the child"}) == (
        "The child rang. I told the child’s mum.\n\n- The child knew; my child knew."
    )
    assert replaced(text, {"somebody else": "x"}) == text


@settings(deadline=None)  # the first text waits for the dictionary
@given(st.text(alphabet=st.sampled_from("Aa1 .@-’'\n“0+(/Éß陈\u0301"), max_size=200))
def test_finds_lie_in_the_text_and_never_on_each_other(text: str) -> None:
    last = 0
    for find in found_in(text):
        assert last <= find.start < find.end <= len(text)
        last = find.end


@pytest.mark.parametrize("text", ["1", "a.", "a-", "o’", "Ab ", "asked zxqwvu ", "0 1", "(0", "@", "\n", "+", "NHS "])
def test_no_text_makes_the_check_slow(text: str) -> None:
    found_in("warm")
    started = time.process_time()
    found_in((text * 40_000)[:20_000])
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "Notes\n" + "-" * 60 + "|----\n12 May",
        "Case" + " " * 40_000 + "|",
        "9434765918 " * 3_600,
        "a\n" + "*" * 39_000 + "|b",
        "a" + "\n" * 39_000 + "|b",
    ],
    ids=["a ruled line", "spaces after a case", "numbers", "asterisks", "empty lines"],
)
def test_the_longest_answer_is_checked_in_a_moment_however_it_is_laid_out(text: str) -> None:
    found_in("warm")
    started = time.process_time()
    found_in(text)
    assert time.process_time() - started < 2


def test_a_sentence_starts_below_a_ruled_line() -> None:
    assert kinds("as it was\n--- > 1. “Was it Bo?”") == [("name", "Bo")]


def test_4_kb_take_less_than_half_a_second() -> None:
    text = "\n".join(sentence.text for sentence in written())[:4096]
    found_in("warm")
    started = time.process_time()
    found_in(text)
    assert time.process_time() - started < 0.5


def test_the_docs_give_the_figures_that_are_so() -> None:
    assert (DOCS / "identifying-details.md").read_text() == script("write_identifying").page(), (
        "Run: PYTHONPATH=. .venv/bin/python docs/write_identifying.py"
    )
