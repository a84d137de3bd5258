"""The guide as a PDF for the table."""

from collections.abc import Iterable
from pathlib import Path

from reflect.library.signposts import SignpostText
from reflect.themes.figures import Heading
from reflect.themes.guides.agenda import Guide
from reflect.themes.sentences import NOTE, period
from reflect.web import pdf
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LAYOUT = Path(__file__).with_name("layout.typ")


def as_pdf(guide: Guide, source: Heading | None, support: Iterable[SignpostText]) -> bytes:
    """The plan of a meeting as a tagged PDF.

    Args:
        source: where its themes were released; None where they were chosen from all.

    Raises:
        CannotShow: no font here has one of the characters.
    """
    data = {
        "title": ngettext("A meeting of %(num)d minute", "A meeting of %(num)d minutes", guide.minutes),
        "about": [*guide.themes],
        "source": [_source(source), str(NOTE)] if source else [],
        "words": {
            "beforehand": _("Before the meeting: for whoever leads it, alone"),
            "say": _("Say"),
            "do": _("Do"),
            "ask": _("Ask everybody"),
            "support": _("Where to turn"),
        },
        "beforehand": [{"theme": each.theme, "questions": each.questions} for each in guide.beforehand],
        "steps": [
            {
                "when": _("Minute %(begins)s to %(ends)s", begins=step.begins, ends=step.ends),
                "title": step.title,
                "say": step.say,
                "do": step.do,
                "question": step.question,
            }
            for step in guide.steps
        ],
        "support": [_support(row) for row in support],
    }
    return pdf.as_pdf(LAYOUT, data)


def _source(heading: Heading) -> str:
    return _("From the figures of %(place)s, %(period)s.", place=heading.place, period=period(heading))


def _support(row: SignpostText) -> str:
    whom = _("For: %(audience)s", audience=row.audience) if row.audience else None
    return " – ".join(part for part in (row.text, row.telephone or row.link, row.detail, whom) if part)
