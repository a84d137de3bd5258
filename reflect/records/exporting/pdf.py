"""A sheet as a PDF that screen readers can read. What no font here has is shown as □, and the reader is told."""

from pathlib import Path
from typing import Any

from reflect.records.blocks import Block, Facts, Heading, Sheet, clean
from reflect.web import pdf
from reflect.web.language import gettext as _

LAYOUT = Path(__file__).with_name("layout.typ")
SHOWN_INSTEAD = "□"
TRIES = 12
WRITTEN_LATIN = 0x2FF  # the last character that every font here has for sure


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a tagged PDF. A copy that is already on its way cannot be refused for one character."""
    data = {"title": sheet.title, "note": sheet.note, "blocks": [_data(block) for block in sheet.blocks]}
    instead: dict[int, str] = {}
    for attempt in range(TRIES):
        try:
            return pdf.as_pdf(LAYOUT, _with(data, instead))
        except pdf.CannotShow as refused:
            instead |= {ord(each): SHOWN_INSTEAD for each in refused.characters}
            if attempt == TRIES - 2:
                instead |= {ord(each): SHOWN_INSTEAD for each in _rare(sheet)}
    raise AssertionError("every character was replaced")


def _with(data: dict[str, Any], instead: dict[int, str]) -> dict[str, Any]:
    if not instead:
        return data
    told = _("Some characters cannot be shown in a PDF and stand as %(box)s. Word shows them.", box=SHOWN_INSTEAD)
    changed: dict[str, Any] = _replaced(data, instead)
    return changed | {"note": f"{changed['note']} {told}"}


def _replaced(value: Any, instead: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(instead)
    if isinstance(value, list):
        return [_replaced(each, instead) for each in value]
    if isinstance(value, dict):
        return {name: _replaced(each, instead) for name, each in value.items()}
    return value


def _rare(sheet: Sheet) -> set[str]:
    texts = [sheet.title, *(str(block) for block in sheet.blocks)]
    return {each for text in texts for each in text if ord(each) > WRITTEN_LATIN and each != SHOWN_INSTEAD}


def _data(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": clean(block.text)}
    if isinstance(block, Facts):
        return {"kind": "facts", "pairs": [list(pair) for pair in block.pairs]}
    return {"kind": "text", "paragraphs": block.paragraphs}
