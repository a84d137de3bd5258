"""Clean HTML taken apart is the same HTML, whatever somebody typed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.privacy.blocks import blocks, plain
from reflect.privacy.sanitise import clean_again, to_html

PIECES = ("a word", "*so*", "**very**", "- item", "> said", "1. first", "&amp; <b>", "\n", "\n\n")
typed = st.lists(st.sampled_from(PIECES))


@settings(max_examples=200, deadline=None)
@given((typed.map(" ".join)) | st.text(max_size=60))
def test_the_blocks_put_together_are_the_html_and_each_is_clean(text):
    html = to_html(text)
    found = blocks(html)
    assert "".join(block.html for block in found).strip() == html.strip()
    assert all(clean_again(block.html) == block.html for block in found)


def test_words_stand_apart_where_blocks_do():
    html = to_html("It was *quiet* &\nlate.\n\n- one\n- two\n\n> she said")
    assert plain(html) == "It was quiet & late. one two she said"
    assert [block.words for block in blocks("<p>one</p>\n<ul>\n<li>two</li>\n</ul>")] == ["one", "two"]
