"""How the items of a copy are laid into files: each file whole, none too long, no word changed."""

import json
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from reflect.records.blocks import Facts, Heading, Sheet, Text, sheets
from reflect.records.exporting import json_files as laid
from reflect.records.exporting.in_words import in_words
from reflect.records.exporting.markdown import as_markdown
from reflect.records.exporting.pdf import as_pdf
from reflect.records.word import as_word

AT = datetime(2026, 10, 14, 12, tzinfo=UTC)


def test_a_part_is_cut_between_two_items_and_never_within_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laid, "MOST_BYTES", 100)
    items = [{"text": "é" * length} for length in (10, 20, 200, 5, 5)]
    files = list(laid.json_files("reflections", items, AT))
    assert [name for name, _data in files] == [f"reflections-{number}.json" for number in (1, 2, 3)]
    values = [json.loads(data) for _name, data in files]
    assert [each for value in values for each in value["items"]] == items
    assert {value["made_at"] for value in values} == {"2026-10-14T12:00:00+00:00"}


def test_a_part_with_nothing_in_it_is_a_file_that_says_so() -> None:
    ((name, data),) = laid.json_files("sessions", [], AT)
    assert name == "sessions-1.json"
    assert json.loads(data)["items"] == []


def test_what_could_be_a_key_or_a_sealed_word_is_never_written() -> None:
    assert laid.as_json({"day": date(2026, 10, 14)}) == '{"day":"2026-10-14"}'
    with pytest.raises(TypeError):
        laid.as_json({"sealed": b"J\x01"})


def test_a_sheet_ends_where_the_next_item_would_make_it_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.records.blocks.MOST_CHARACTERS", 50)
    items = [(Heading(2, "One"), Text("x" * 30)), (Facts((("Day", "y" * 30),)),), (Text("z" * 200),)]
    made = list(sheets("Title", "Note", items))
    assert [len(sheet.blocks) for sheet in made] == [2, 1, 1]
    assert list(sheets("Title", "Note", [])) == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("used \u0378 on 7 and 8 {u}", "used □ on 7 and 8 {u}"),  # assigned to nothing in Unicode
        ("1\ufe0f\u20e3 of 11", "1□□ of 11"),
    ],
)
def test_what_a_pdf_cannot_show_takes_no_other_character_with_it(typed: str, shown: str) -> None:
    sheet = Sheet("Title", "Note.", (Text(typed),))
    words = " ".join(PdfReader(BytesIO(as_pdf(sheet))).pages[0].extract_text().split())
    assert shown in words
    assert "stand as □" in words


def test_a_row_with_what_no_file_can_hold_is_shown_without_it() -> None:
    row = {"agreed": ["One \x01\uffff line"], "details": {"name": "A \x02 name"}, "words": "And \x03 text"}
    item = {"table": "team_card", "purpose": "a reminder", "kept": "a year", "rows": [row], "names": {}}
    made = as_word(Sheet("Title", "Note", in_words("rows", item)), AT)
    words = "\n".join(paragraph.text for paragraph in Document(BytesIO(made)).paragraphs)
    for said in ("agreed: One", "details: name: A", "words: And"):
        assert said in words


def test_a_line_of_somebodys_text_is_no_heading_of_ours() -> None:
    text = as_markdown(Sheet("Title", "Note", (Text("# Mine\nis it\n   ## mine?"),))).decode()
    assert "\\# Mine\nis it\n\\   ## mine?" in text
