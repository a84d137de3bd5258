"""A form for a regulator: what its fields begin with, and the files that are made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from reflect.core.errors import BadInput, Refused
from reflect.privacy.sanitise import to_html
from reflect.records.cpd.beginning import plain
from reflect.records.cpd.fields import Piece, Written, begun, mark_of, sheet, written
from reflect.records.cpd.pdf import as_pdf
from reflect.records.cpd.regulators import regulators
from reflect.records.word import as_word

PIECES = [Piece("answer-0", "What happened?", "One.\r\nTwo."), Piece("comment-a", "From the comments", "Three.")]
TITLE = "CPD record for Social Work England"
MARKUP = "#set document(title: [x]) *b* _e_ $a$ `c` @ref <label> \\ // no comment = no heading"
FIELDS = [
    Written("cpd_about", "Short description", f"I asked about *Łódź*.\nAnd stopped.\n\n\n{MARKUP}"),
    Written("cpd_learned", "What you learned", "To ask again."),
]
MADE_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_fields_begin_with_what_was_chosen_for_them_and_with_nothing_else() -> None:
    regulator = regulators()["nmc"]
    assert begun(regulator, PIECES, {}) == {}
    assert begun(regulator, PIECES, {"answer-0": "", "comment-a": "cpd_code"}) == {"cpd_code": "Three."}
    both = begun(regulator, PIECES, {"comment-a": "cpd_learned", "answer-0": "cpd_learned"})
    assert both == {"cpd_learned": "One.\nTwo.\n\nThree."}


@pytest.mark.parametrize("chosen", [{"answer-1": "cpd_learned"}, {"answer-0": "cpd_peers"}, {"answer-0": "cpd_themes"}])
def test_what_is_not_offered_is_refused(chosen: dict[str, str]) -> None:
    with pytest.raises(Refused):
        begun(regulators()["nmc"], PIECES, chosen)


def test_each_form_asks_what_its_regulator_asks() -> None:
    asked = {slug: [field.name for field in each.fields] for slug, each in regulators().items()}
    assert asked["social-work-england"] == [
        *("cpd_type", "cpd_about", "cpd_date", "cpd_learned", "cpd_impact", "cpd_peers")
    ]
    assert asked["nmc"] == ["cpd_about", "cpd_learned", "cpd_practice", "cpd_themes", "cpd_code"]
    assert asked["hcpc"] == ["cpd_type", "cpd_date", "cpd_about", "cpd_learned", "cpd_practice", "cpd_benefit"]
    for slug, each in regulators().items():
        promised = "is among the nine regulators" in " ".join(each.says)
        assert promised is (slug != "social-work-england"), "the statement of 2019 does not cover social workers"


@given(st.dictionaries(st.sampled_from(["cpd_about", "cpd_learned", "cpd_code"]), st.text(max_size=60)))
def test_two_forms_have_one_mark_only_when_their_words_are_the_same(texts: dict[str, str]) -> None:
    fields = written(regulators()["nmc"], texts)
    assert mark_of(fields) == mark_of(list(fields))
    assert mark_of(fields) != mark_of([*fields, Written("cpd_practice", "x", "y")])
    joined = [Written("cpd_about", "", "ab"), Written("cpd_learned", "", "c")]
    assert mark_of(joined) != mark_of([Written("cpd_about", "", "a"), Written("cpd_learned", "", "bc")])


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_a_comment_is_put_in_as_its_words(text: str) -> None:
    assert "<" not in plain(to_html(text.replace("<", "")))


def test_a_comment_keeps_its_lines() -> None:
    html = to_html("I *noticed* A & B.\nStill <b>here</b>.\n\nNext.\n\n- one\n- two")
    assert plain(html) == "I noticed A & B.\nStill <b>here</b>.\n\nNext.\n\n- one\n- two"


def test_the_word_file_has_headings_a_title_a_language_and_no_name() -> None:
    made = docx.Document(BytesIO(as_word(sheet(TITLE, "Not an official form.", FIELDS), MADE_AT)))
    styles = {paragraph.text: paragraph.style.name for paragraph in made.paragraphs if paragraph.style}
    assert styles[TITLE] == "Heading 1"
    assert (styles["Short description"], styles["What you learned"]) == ("Heading 2", "Heading 2")
    assert styles["I asked about *Łódź*.\nAnd stopped."] == "Normal"
    assert made.paragraphs[-1].text == "To ask again."
    assert made.styles.element.xpath("//w:lang/@w:val") == ["en-GB"]
    about = made.core_properties
    assert (about.title, about.author, about.comments, about.last_modified_by) == (TITLE, "", "", "")
    assert about.created == MADE_AT


@settings(max_examples=5, deadline=None)
@given(st.text(max_size=60))
def test_whatever_was_typed_makes_a_word_file(typed: str) -> None:
    fields = written(regulators()["nmc"], {"cpd_about": f"a{typed}\x00\ufffe\ud800z"})
    assert as_word(sheet(TITLE, "", fields), MADE_AT).startswith(b"PK")


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(BytesIO(as_pdf(TITLE, "Not an official form.", FIELDS)))


def test_the_pdf_is_tagged_has_a_title_and_a_language_and_says_that_it_is_pdf_ua(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == TITLE
    assert pdf.metadata.author is None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert _roles(root["/StructTreeRoot"]) == ["Document", "H1", "P", "H2", "P", "P", "H2", "P"]


def test_what_was_typed_stands_in_the_pdf_as_it_was_typed(pdf: PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "I asked about *Łódź*. And stopped." in text
    assert "*b* _e_ $a$ `c` @ref <label>" in text
    assert "= no heading" in text


def test_a_character_that_no_font_has_is_named_instead_of_left_out(sqlite_app: Flask) -> None:
    with pytest.raises(BadInput, match="A Word file can"):
        as_pdf(TITLE, "", [Written("cpd_about", "What", "before \U000f0000 after")])


def _roles(node: Any) -> list[str]:
    """The tags of the tree, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [role for each in node for role in _roles(each)]
    if not isinstance(node, dict) or "/K" not in node:
        return []
    return ([node["/S"].lstrip("/")] if "/S" in node else []) + _roles(node["/K"])
