"""A sheet as a Word file, with real headings, a title and a language. Pure: made in memory."""

from datetime import datetime
from io import BytesIO

from reflect.records.blocks import Facts, Heading, Sheet
from reflect.web.language import present, tag

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_word(sheet: Sheet, made_at: datetime) -> bytes:
    """The sheet as a Word file. It names no author."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    about = document.core_properties
    about.title, about.language = sheet.title, tag(present())
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = made_at.replace(tzinfo=None)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), tag(present()))
    document.add_heading(sheet.title, 1)
    # Each before the last one: adding at the end looks through all that is there, which takes seconds for long texts.
    last = document.add_paragraph()
    last.insert_paragraph_before(sheet.note)
    for block in sheet.blocks:
        if isinstance(block, Heading):
            last.insert_paragraph_before(block.text, document.styles[f"Heading {block.level}"])
        elif isinstance(block, Facts):
            last.insert_paragraph_before("\n".join(f"{name}: {value}" for name, value in block.pairs))
        else:
            for lines in block.paragraphs:
                last.insert_paragraph_before("\n".join(lines))
    document.element.body.remove(last._p)
    made = BytesIO()
    document.save(made)
    return made.getvalue()
