"""The Panel's own questions, as an administrator pastes them from its report. Never guessed, never edited.

Each audience has a question set of its own, whose versions rise. It is offered before every other set.
"""

from dataclasses import dataclass

from sqlalchemy import select

from reflect.core.errors import BadInput, NotFound
from reflect.library.editions import discard, highest_version, question_set
from reflect.library.models import Edition, Prompt, Section
from reflect.library.parts import (
    AUDIENCES,
    NOT_TEXT,
    PANEL_SLUG,
    PathPart,
    PromptPart,
    QuestionContent,
    SectionPart,
)
from reflect.library.report import check_link
from reflect.library.themes import ENGLISH
from reflect.library.writing import add_draft
from reflect.storage.db import db
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import ngettext

MOST_QUESTIONS = 60
MOST_QUESTION = 1000
MOST_PAGES = 100

TITLES = {
    "practitioner": _l("The Panel’s own questions for practitioners"),
    "supervisor": _l("The Panel’s own questions for supervisors"),
    "leader": _l("The Panel’s own questions for leaders"),
    "everyone": _l("The Panel’s own questions"),
}
# What our own paths allow for a question.
MINUTES_A_QUESTION = 5


@dataclass(frozen=True)
class PanelText:
    """What an administrator has typed: one question a line, for whom, and where in the report they are."""

    questions: str
    audience: str
    pages: str
    link: str


def questions_in(text: str) -> tuple[str, ...]:
    """The questions in a pasted text, one a line; empty lines are passed over.

    Raises:
        BadInput: there are none, too many, one too long or one twice; the sentence names the line.
    """
    found: dict[str, int] = {}
    for line, words in enumerate(text.splitlines(), 1):
        question = " ".join(words.split())
        if not question:
            continue
        if len(question) > MOST_QUESTION:
            raise BadInput(
                ngettext(
                    "Line %(line)s is longer than %(num)d character. Put one question on each line.",
                    "Line %(line)s is longer than %(num)d characters. Put one question on each line.",
                    MOST_QUESTION,
                    line=line,
                )
            )
        if NOT_TEXT.search(question):
            raise BadInput(_("Line %(line)s holds a character that no text needs. Type it again.", line=line))
        if question in found:
            raise BadInput(_("Lines %(one)s and %(two)s are the same question.", one=found[question], two=line))
        found[question] = line
    if not found:
        raise BadInput(_("Paste at least one question, as it stands in the report."))
    if len(found) > MOST_QUESTIONS:
        raise BadInput(
            ngettext("There are more than %(num)d question.", "There are more than %(num)d questions.", MOST_QUESTIONS)
        )
    return tuple(found)


def check_pages(pages: str) -> str:
    """Give back the page or pages that questions stand on, as somebody typed them.

    Raises:
        BadInput: nothing was typed, or too much.
    """
    if not pages or len(pages) > MOST_PAGES or NOT_TEXT.search(pages):
        raise BadInput(_("Enter the page of the report, for example 41 to 43."))
    return pages


def draft_panel_questions(typed: PanelText, language: str = ENGLISH) -> str:
    """Keep the Panel's questions for an audience as a draft, in place of an earlier draft; returns its id.

    Raises:
        BadInput: something typed cannot be used.
    """
    if typed.audience not in AUDIENCES:
        raise BadInput(_("Choose for whom the Panel wrote these questions."))
    questions, pages, link = questions_in(typed.questions), check_pages(typed.pages), check_link(typed.link)
    slug = PANEL_SLUG + typed.audience
    earlier = db.session.scalar(
        select(Edition.id).where(Edition.slug == slug, Edition.language == language, Edition.status == "draft")
    )
    if earlier:
        discard(earlier)
    version = highest_version("questions", slug, language) + 1
    content = _content(slug, version, language, typed.audience, questions)
    return add_draft(content, origin="panel", pages=pages, link=link)


def typed_before(edition_id: str) -> PanelText:
    """What was typed for a draft of the Panel's questions, so that somebody can go on with it.

    Raises:
        NotFound: there are no such questions of the Panel's.
    """
    edition = question_set(edition_id)
    if edition.origin != "panel":
        raise NotFound(_("There is no such question set."))
    rows = db.session.execute(
        select(Prompt.question, Section.audience)
        .join(Section, Section.id == Prompt.section_id)
        .where(Prompt.edition_id == edition_id)
        .order_by(Prompt.position)
    ).all()
    questions = "\n".join(row.question for row in rows)
    audience = rows[0].audience if rows else ""
    return PanelText(questions, audience, edition.pages or "", edition.link or "")


def _content(slug: str, version: int, language: str, audience: str, questions: tuple[str, ...]) -> QuestionContent:
    prompts = tuple(
        PromptPart(f"Q{n}", question, help=(), step=None, themes=(), maps_to=(), private=False)
        for n, question in enumerate(questions, 1)
    )
    title = str(TITLES[audience])
    codes = tuple(prompt.code for prompt in prompts)
    path = PathPart(slug, title, MINUTES_A_QUESTION * len(codes), audience, note=None, codes=codes, questions=())
    return QuestionContent(
        slug=slug,
        version=version,
        language=language,
        title=title,
        note=_("These are the Panel’s words, from its report."),
        sections=(SectionPart(audience, title, prompts),),
        paths=(path,),
        wellbeing=None,
    )
