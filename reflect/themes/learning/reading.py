"""What there is to learn beside each theme: the report's findings, our questions, and resources of one's own places."""

from collections.abc import Iterable
from dataclasses import dataclass

from reflect.library import report
from reflect.library.report import Finding
from reflect.library.sets import audiences_of
from reflect.library.speaking import ThemeQuestion, questions_about
from reflect.library.themes import ThemeText
from reflect.themes.learning.resources import ResourceText, seen_by, to_choose


@dataclass(frozen=True)
class Part:
    """One theme, and what there is beside it."""

    theme: ThemeText
    findings: tuple[Finding, ...]
    questions: tuple[ThemeQuestion, ...]
    resources: tuple[ResourceText, ...]


@dataclass(frozen=True)
class Learning:
    """Everything on the page. `report_link` is None until an administrator has given it."""

    parts: tuple[Part, ...]
    for_all: tuple[ResourceText, ...]  # about every theme
    report: str
    report_link: str | None


def learning_for(person_id: str, roles: Iterable[str]) -> Learning:
    """What somebody with these roles may learn from. Four statements."""
    themes, resources = to_choose(), seen_by(person_id)
    questions = questions_about(audiences_of(roles))
    known = {theme.slug for theme in themes}
    return Learning(
        parts=tuple(
            Part(
                theme=theme,
                findings=report.findings(theme.derives_from),
                questions=tuple(questions.get(theme.slug, ())),
                resources=tuple(each for each in resources if theme.slug in each.themes),
            )
            for theme in themes
        ),
        # A theme that was retired since leaves its resources here: nobody loses sight of them.
        for_all=tuple(each for each in resources if not known & set(each.themes)),
        report=str(report.REPORT_TITLE),
        report_link=report.report_link(),
    )
