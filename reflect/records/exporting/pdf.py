"""A sheet as a PDF that screen readers can read. What no font here has is shown as □, and the reader is told."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import category

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
            said = _replaced(data, instead)
            # Of a letter that every font has, what cannot be shown are the marks upon it: 1️⃣ is a 1 with two.
            cannot = _rare(refused.characters) or _marks(refused.characters, said)
            if attempt == TRIES - 2:
                cannot = _rare(each for text in _texts(said) for each in text)
            instead |= {ord(each): SHOWN_INSTEAD for each in cannot}
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


def _rare(characters: Iterable[str]) -> set[str]:
    return {each for each in characters if ord(each) > WRITTEN_LATIN and each != SHOWN_INSTEAD}


def _marks(letters: str, said: Any) -> set[str]:
    """What stands upon one of these letters, or upon another mark on it."""
    found: set[str] = set()
    for text in _texts(said):
        for before, each in pairwise(text):
            if category(each).startswith("M") and (before in letters or before in found):
                found.add(each)
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _texts(each)


def _data(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": clean(block.text)}
    if isinstance(block, Facts):
        return {"kind": "facts", "pairs": [list(pair) for pair in block.pairs]}
    return {"kind": "text", "paragraphs": block.paragraphs}
