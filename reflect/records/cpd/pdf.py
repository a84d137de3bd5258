"""The fields as a PDF that screen readers can read: tagged, with a title and a language (PDF/UA-1). Made in memory."""

import json
import re
from functools import lru_cache
from pathlib import Path

import typst

from reflect.core.errors import BadInput
from reflect.records.cpd.fields import Written
from reflect.web.language import gettext as _

TYPE = "application/pdf"
LAYOUT = Path(__file__).with_name("layout.typ")
NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')


def as_pdf(title: str, note: str, fields: list[Written]) -> bytes:
    """A PDF. What somebody wrote reaches the layout as data, so that no character of it is taken for an instruction.

    Args:
        note: what stands under the title.

    Raises:
        BadInput: no font here has one of the characters; the sentence says which, and what does hold it.
    """
    data = {
        "title": title,
        "note": note,
        "fields": [{"label": field.label, "paragraphs": field.paragraphs} for field in fields],
    }
    try:
        return typst.compile(
            LAYOUT.read_bytes(),
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"data": json.dumps(data)},
            font_paths=_fonts(),
        )
    except typst.TypstError as error:
        missing = NOT_SHOWN.search(str(error))
        if missing is None:
            raise
        raise BadInput(
            _(
                "A PDF made here cannot show “%(characters)s”. A Word file can, and so can the text on this page.",
                characters=missing[1],
            )
        ) from None


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Those of this machine too: a word in Punjabi or Chinese needs a font that has it."""
    return typst.Fonts()
