"""What an administrator pastes is taken as it stands, or refused with the line that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import BadInput
from reflect.library.panel import questions_in
from reflect.library.report import check_link


def test_one_question_a_line_and_empty_lines_are_passed_over():
    pasted = "\r\n  How do we know?  \r\n\r\nWhat would\tthe child say?\n"
    assert questions_in(pasted) == ("How do we know?", "What would the child say?")


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "Paste at least one question, as it stands in the report."),
        (" \n\t\n", "Paste at least one question, as it stands in the report."),
        ("A?\n" + "b" * 1001, "Line 2 is longer than 1,000 characters. Put one question on each line."),
        ("A?\n\nA?", "Lines 1 and 3 are the same question."),
        ("A?\nB\x00?", "Line 2 holds a character that no text needs. Type it again."),
        ("\n".join(f"Question {n}?" for n in range(61)), "There are more than 60 questions."),
    ],
)
def test_each_mistake_has_its_sentence(pasted, sentence):
    with pytest.raises(BadInput) as caught:
        questions_in(pasted)
    assert caught.value.sentence == sentence


@pytest.mark.parametrize("link", ["https://report.example/a?b=c#d", "https://www.report.example"])
def test_an_https_address_is_taken_as_it_stands(link):
    assert check_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "report.example",
        "http://report.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:///path",
        "https://[bad",
        "https://a b.example",
        "https://a.example/\x00",
        "https://a.example/<script>",
        "https://a.example/" + "x" * 500,
    ],
)
def test_anything_else_is_no_address(link):
    with pytest.raises(BadInput, match="Enter the whole address, beginning with https://"):
        check_link(link)


@given(st.text())
def test_no_text_does_more_than_be_refused(text):
    for rule in (questions_in, check_link):
        try:
            rule(text)
        except BadInput as error:
            sentence = error.sentence
        else:
            continue
        assert sentence
