"""Words that come back as Markdown read as they did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.privacy.plain import to_markdown
from reflect.privacy.sanitise import to_html

TYPED = (
    "one line",
    "one line\nand its second",
    "a *quiet* word and a **firm** one",
    "first\n\nsecond",
    "- one\n- two",
    "before\n\n1. one\n2. two\n\nafter",
    "- one\n  - inside\n- two",
    "- loose\n\n- list",
    "> quoted\n> still\n>\n> again\n\nafter",
    "> - a list\n> - in a quote",
    "5 < 6 & 7 > 6",
)


@pytest.mark.parametrize("typed", TYPED)
def test_what_was_typed_comes_back_and_reads_the_same(typed: str) -> None:
    assert to_html(to_markdown(to_html(typed))) == to_html(typed)


@given(st.lists(st.sampled_from(["kestrel", "- ", "> ", "\n", "\n\n", " ", "*", "**", "1. ", "<b>", "&amp;"])))
def test_no_word_is_lost(pieces: list[str]) -> None:
    typed = "".join(pieces)
    assert to_markdown(to_html(typed)).count("kestrel") == typed.count("kestrel")


def test_html_that_does_not_fit_together_loses_no_word() -> None:
    assert "word" in to_markdown("</li></ul><li>word</blockquote>")
