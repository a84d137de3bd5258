"""A sheet as a Word file, with real headings, a title and a language. Pure: made in memory."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from reflect.records.blocks import Facts, Heading, Sheet
from reflect.web.language import present, tag

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

HEADINGS = {1: 18, 2: 14, 3: 12, 4: 11}  # points, by level
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_word(sheet: Sheet, made_at: datetime) -> bytes:
    """The sheet as a Word file. It names no author."""
    from docx import Document
    from docx.oxml.ns import qn

    document = Document()
    about = document.core_properties
    about.title, about.language = sheet.title, tag(present())
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = made_at.replace(tzinfo=None)
    _look(document)
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
            _state(last.insert_paragraph_before(), block)
        else:
            for lines in block.paragraphs:
                last.insert_paragraph_before("\n".join(lines))
    document.element.body.remove(last._p)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _look(document: "Document") -> None:
    """A4, and headings that can be told apart and read: the template's own are American, and pale blue."""
    from docx.shared import Cm, Pt, RGBColor

    paper = document.sections[0]
    paper.page_width, paper.page_height = Cm(21), Cm(29.7)
    paper.left_margin = paper.right_margin = paper.top_margin = paper.bottom_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for level, size in HEADINGS.items():
        style = document.styles[f"Heading {level}"]
        style.element.rPr.rFonts.attrib.clear()  # a font of the theme would win over the one that is named
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), RGBColor(0, 0, 0)
        style.font.bold, style.font.italic = True, False


def _state(paragraph: "Paragraph", facts: Facts) -> None:
    """Each fact on a line of its own, with what it is in bold."""
    for number, (name, value) in enumerate(facts.pairs):
        if number:
            paragraph.add_run().add_break()
        paragraph.add_run(f"{name}:").bold = True
        paragraph.add_run(f" {value}")
