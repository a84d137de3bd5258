"""What people type is shown as they meant it, and nothing they typed is lost."""

import subprocess
import sys
from time import process_time

import pytest

from reflect.privacy.sanitise import CLEANER_VERSION, clean_again, to_html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One thought.", "<p>One thought.</p>"),
        ("One thought.\n\nAnother.", "<p>One thought.</p>\n<p>Another.</p>"),
        ("A line\nand the next", "<p>A line<br>\nand the next</p>"),
        ("A line\r\nand the next", "<p>A line<br>\nand the next</p>"),
        ("*quietly* and **firmly**", "<p><em>quietly</em> and <strong>firmly</strong></p>"),
        ("- pause\n- look", "<ul>\n<li>pause</li>\n<li>look</li>\n</ul>"),
        ("1. pause\n2. look", "<ol>\n<li>pause</li>\n<li>look</li>\n</ol>"),
        ("> she said", "<blockquote>\n<p>she said</p>\n</blockquote>"),
        ("", ""),
    ],
)
def test_paragraphs_lines_emphasis_lists_and_quotes_are_understood(typed, shown):
    assert to_html(typed).strip() == shown


@pytest.mark.parametrize(
    "typed",
    [
        "# Heading",
        "[here](https://example.org)",
        "![x](y.png)",
        "`code`",
        "---",
        "~~gone~~",
        "a \\* b",
        "&amp;",
        "a | b",
    ],
)
def test_anything_else_is_shown_as_typed(typed):
    escaped = typed.replace("&", "&amp;")
    assert to_html(typed).strip() == f"<p>{escaped}</p>"


def test_html_that_somebody_types_is_shown_as_they_typed_it():
    assert to_html("<b>bold</b>").strip() == "<p>&lt;b&gt;bold&lt;/b&gt;</p>"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("14. October was hard.", "<p>14. October was hard.</p>"),
        ("1. first\n1. again", "<p>1. first</p>\n<p>1. again</p>"),
        ("3.\n4. - inside", "<p>3.</p><p>4.</p><ul>\n<li>inside</li>\n</ul>"),
        ("2) *soft*", "<p>2) <em>soft</em></p>"),
        ("- 7. deep", "<ul>\n<li>\n<p>7. deep</p>\n</li>\n</ul>"),
    ],
)
def test_a_number_that_a_list_could_not_show_stays_in_the_words(typed, shown):
    assert to_html(typed).strip() == shown


@pytest.mark.parametrize("marker", [">", "> ", "- ", "1. "])
def test_words_nested_deeper_than_anyone_reads_are_still_there(marker):
    assert "deep words" in to_html(marker * 60 + "deep words")


@pytest.mark.parametrize(
    "hostile",
    ["*" * 25_000 + "a" + "*" * 25_000, "*a " * 12_000 + "b* " * 12_000, "> " * 25_000, "*a_ " * 12_000],
)
def test_the_longest_text_made_to_be_slow_takes_seconds_at_most(hostile):
    before = process_time()
    to_html(hostile)
    assert process_time() - before < 5


def test_half_a_character_and_control_characters_become_a_visible_mark():
    assert to_html("a\ud800b\x00c\x7f").strip() == "<p>a\ufffdb\ufffdc\ufffd</p>"
    assert clean_again("<p>a\udfffb\x0b</p>") == "<p>a\ufffdb\ufffd</p>"


def test_the_version_names_the_rules_and_both_cleaners():
    assert CLEANER_VERSION.startswith("rules-")
    assert " bleach-" in CLEANER_VERSION
    assert " nh3-" in CLEANER_VERSION


def test_reading_what_was_cleaned_at_save_never_loads_bleach_or_markdown():
    program = (
        "import sys; from reflect.privacy.sanitise import clean_again;"
        "assert clean_again('<p>Hello &amp; <em>you</em></p>') == '<p>Hello &amp; <em>you</em></p>';"
        "assert not {'bleach', 'markdown_it'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
