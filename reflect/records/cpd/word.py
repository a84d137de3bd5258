"""The fields as a Word file, with real headings, a title and a language. Pure: made in memory."""

from datetime import datetime
from io import BytesIO

from reflect.records.cpd.fields import Written

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_word(title: str, note: str, fields: list[Written], made_at: datetime) -> bytes:
    """A Word file. It names no author: who hands it in says so themselves.

    Args:
        note: what stands under the title.
    """
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    about = document.core_properties
    about.title, about.language = title, "en-GB"
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = made_at.replace(tzinfo=None)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    document.add_heading(title, 1)
    # Each before the last one: adding at the end looks through all that is there, which takes seconds for long texts.
    last = document.add_paragraph()
    last.insert_paragraph_before(note)
    heading = document.styles["Heading 2"]
    for field in fields:
        last.insert_paragraph_before(field.label, heading)
        for lines in field.paragraphs:
            last.insert_paragraph_before("\n".join(lines))
    document.element.body.remove(last._p)
    made = BytesIO()
    document.save(made)
    return made.getvalue()
