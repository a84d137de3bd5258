"""The fields as a PDF that screen readers can read."""

from pathlib import Path

from reflect.core.errors import BadInput
from reflect.records.blocks import Text
from reflect.records.cpd.fields import Written
from reflect.web import pdf
from reflect.web.language import gettext as _

LAYOUT = Path(__file__).with_name("layout.typ")


def as_pdf(title: str, note: str, fields: list[Written]) -> bytes:
    """A PDF.

    Args:
        note: what stands under the title.

    Raises:
        BadInput: no font here has one of the characters; the sentence says which, and what does hold it.
    """
    data = {
        "title": title,
        "note": note,
        "fields": [{"label": field.label, "paragraphs": Text(field.text).paragraphs} for field in fields],
    }
    try:
        return pdf.as_pdf(LAYOUT, data)
    except pdf.CannotShow as refused:
        raise BadInput(
            _(
                "A PDF made here cannot show “%(characters)s”. A Word file can, and so can the text on this page.",
                characters=refused.characters,
            )
        ) from None
