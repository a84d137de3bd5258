"""The Panel's report: how every page names it, what its findings are called here, and where it is.

Nobody has confirmed the report's address for this project, so none is shipped: the report is named without a
link until an administrator gives one. The glosses are ours, short, and stand for no words of the Panel.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select

from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.library.models import Edition, ReportLink
from reflect.library.parts import NOT_TEXT
from reflect.library.themes import ENGLISH
from reflect.storage.db import db
from reflect.web.language import gettext as _
from reflect.web.language import lazy_gettext as _l

REPORT_TITLE = _l(
    "“It’s Silent”: Race, racism and safeguarding children (Child Safeguarding Practice Review Panel, March 2025)"
)
MOST_LINK = 500

FINDINGS = {
    "F1": _l("Silence about racism, and hesitancy to name it"),
    "F2": _l("Thin attention to race, ethnicity and culture"),
    "F3": _l("Needs of Black, Asian and Mixed Heritage children left unseen"),
    "F4": _l("Four forms of racism: internalised, interpersonal, institutional, structural"),
    "F5": _l("Race and racism woven with gender, poverty and class"),
    "F6": _l("Children and ethnic groups are not one group"),
    "F7": _l("Adultification and other racial bias left unaddressed"),
    "F8": _l("Concerns recognised and not acted on"),
    "F9": _l("Accounts of harm set aside"),
    "F10": _l("Families’ complaints of racism dismissed"),
    "F11": _l("Faith and religion missing or poorly understood"),
    "F12": _l("Barriers such as language and mistrust not addressed"),
    "F13": _l("Gaps in recording ethnicity and disability"),
    "F14": _l("The child’s voice absent or uneven"),
    "F15": _l("Learning lost because critical questions were avoided"),
    "F16": _l("Black and Mixed Heritage children over-represented in reviews"),
    "F17": _l("Coded descriptions of people"),
    "F18": _l("Some progress and good practice"),
    "F19": _l("Discomfort, and the part that leaders play"),
    "R1": _l("Structures to recognise, discuss and challenge racism"),
    "R2": _l("Conditions to talk about race and identity, and to reflect on bias"),
    "R3": _l("Review of local strategy on race, racism and racial bias"),
}


@dataclass(frozen=True)
class Finding:
    """A finding (F) or recommendation (R) of the report, with our short name for it."""

    code: str
    gloss: str


@dataclass(frozen=True)
class AboutQuestions:
    """What a page with questions says about whose they are. `link` is None until an administrator gives one."""

    sentence: str
    report: str
    link: str | None


def about_questions(language: str = ENGLISH) -> AboutQuestions:
    """Whose the questions are, for every page that shows them. Two statements."""
    panel = db.session.scalar(
        select(Edition.id)
        .where(Edition.origin == "panel", Edition.status == "published", Edition.language == language)
        .limit(1)
    )
    if panel:
        sentence = _("Questions marked as the Panel’s are from its report. The others were written for Reflect.")
    else:
        sentence = _("These questions were written for Reflect. The Panel’s own are in its report.")
    return AboutQuestions(sentence, str(REPORT_TITLE), report_link(language))


def findings(codes: Iterable[str]) -> tuple[Finding, ...]:
    """Findings by their codes, each with its short name. A code without one stands alone."""
    return tuple(Finding(code, str(FINDINGS.get(code, ""))) for code in codes)


def check_link(link: str) -> str:
    """Give back an address on the web.

    Raises:
        BadInput: it is not one.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    whole = parts.scheme == "https" and parts.hostname and not (re.search(r"[\s<>\"']", link) or NOT_TEXT.search(link))
    if not whole or len(link) > MOST_LINK:
        raise BadInput(_("Enter the whole address, beginning with https://."))
    return link


def report_link(language: str = ENGLISH) -> str | None:
    """Where the report is, if an administrator has said so."""
    return db.session.scalar(select(ReportLink.link).where(ReportLink.language == language))


def give_report_link(link: str, language: str = ENGLISH) -> None:
    """Note where the report is, for every page that names it.

    Raises:
        BadInput: it is no https address.
    """
    check_link(link)
    row = db.session.scalar(select(ReportLink).where(ReportLink.language == language))
    if row is None:
        db.session.add(ReportLink(id=new_id(), language=language, link=link))
    else:
        row.link = link
    db.session.flush()
