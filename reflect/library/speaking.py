"""The questions that speak to a theme, for whoever learns about it or talks about it with others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, case, select

from reflect.library.models import Edition, Prompt, Section
from reflect.library.sets import EVERYONE
from reflect.library.themes import ENGLISH
from reflect.storage.db import db


@dataclass(frozen=True)
class ThemeQuestion:
    """One question of a published set. `whose` is “reflect” or “panel”; `audience` is whose work it asks about."""

    question: str
    audience: str
    whose: str


# A question for its author alone is no question to learn with others from.
_OFFERED = (
    select(Prompt.question, Prompt.themes, Section.audience, Edition.origin.label("whose"))
    .join(Section, Section.id == Prompt.section_id)
    .join(Edition, Edition.id == Prompt.edition_id)
    .where(
        Edition.kind == "questions",
        Edition.status == "published",
        Edition.language == bindparam("language"),
        Section.audience.in_(bindparam("audiences", expanding=True)),
        Prompt.private.is_(False),
    )
    .order_by(case((Edition.origin == "panel", 0), else_=1), Edition.slug, Section.position, Prompt.position)
)


def questions_about(audiences: Iterable[str], language: str = ENGLISH) -> dict[str, list[ThemeQuestion]]:
    """By a theme's slug, the questions that speak to it and are offered to these audiences, the Panel's first.

    One statement.
    """
    found: dict[str, list[ThemeQuestion]] = defaultdict(list)
    for row in db.session.execute(_OFFERED, {"language": language, "audiences": [*audiences, EVERYONE]}):
        for slug in row.themes:
            found[slug].append(ThemeQuestion(row.question, row.audience, row.whose))
    return found
