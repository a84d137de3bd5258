"""A copy of everything as a zip that is written while it is sent. Nothing of it is stored, here or anywhere.

What is counted of somebody's themes would show in the length of the file, which a proxy may write down. So it stands in
one file of its own that is neither made smaller nor of any length but a full step (web/pages.py does the same).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from reflect.core.clock import now
from reflect.journal.copying.archive import zipped
from reflect.library.themes import theme_names
from reflect.records.blocks import Sheet, sheets
from reflect.records.exporting.in_words import in_words
from reflect.records.exporting.json_files import json_files
from reflect.records.exporting.markdown import as_markdown
from reflect.records.exporting.parts import PARTS, Part, Taking
from reflect.records.exporting.pdf import as_pdf
from reflect.records.word import as_word
from reflect.storage.db import end_read
from reflect.vault.keys import Keys
from reflect.web.language import day
from reflect.web.language import gettext as _

Form = Literal["json", "markdown", "pdf", "word"]
ENDINGS: dict[Form, str] = {"markdown": "md", "pdf": "pdf", "word": "docx"}
STEP = 64 * 1024  # bytes
ALIKE = frozenset({f"{part.name}-1.{ending}" for part in PARTS if part.alike for ending in ("json", "md")})

File = tuple[str, bytes]


def everything(keys: Keys, person_id: str, form: Form) -> Iterator[bytes]:
    """Everything about a person as a zip, piece by piece. No connection is held while a piece is sent."""
    return zipped(_files(Taking(keys, person_id), form, now()), as_they_are=ALIKE)


def _files(taking: Taking, form: Form, made_at: datetime) -> Iterator[File]:
    for part in PARTS:
        for name, content in _of_part(taking, part, form, made_at):
            end_read()
            yield name, content + b" " * (-len(content) % STEP) if name in ALIKE else content


def _of_part(taking: Taking, part: Part, form: Form, made_at: datetime) -> Iterator[File]:
    if form == "json":
        yield from json_files(part.name, part.items(taking), made_at)
        return
    if part.alike:
        form = "markdown"
    note = _("From a copy of everything, made %(day)s. This file is not locked.", day=day(made_at))
    names = {slug: each.name for slug, each in theme_names().items()}
    items = (in_words(part.name, item, names) for item in part.items(taking))
    for number, sheet in enumerate(_sheets(part, note, items), 1):
        yield f"{part.name}-{number}.{ENDINGS[form]}", _made(sheet, form, made_at)


def _sheets(part: Part, note: str, items: Iterator) -> Iterator[Sheet]:
    if not part.alike:
        yield from sheets(str(part.title), note, items)
        return
    said = _(
        "Under it a figure for every version kept of each reflection, the oldest first: 1 where its themes are ticked."
    )
    yield Sheet(str(part.title), f"{note} {said}", tuple(block for blocks in items for block in blocks))


def _made(sheet: Sheet, form: Form, made_at: datetime) -> bytes:
    if form == "markdown":
        return as_markdown(sheet)
    return as_pdf(sheet) if form == "pdf" else as_word(sheet, made_at)
