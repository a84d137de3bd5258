"""Published question sets and paths: what somebody may choose to write about. The Panel's own come first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Executable, bindparam, case, func, select

from reflect.core.errors import NotFound
from reflect.library.models import Edition, Path, PathStep, Prompt, Section, Wellbeing
from reflect.library.themes import ENGLISH
from reflect.storage.db import db
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class PromptText:
    """One question to answer or skip. `whose` is “reflect” or “panel”; a private one is never shared or counted.

    `id` names it for good, in its own version of its set; a path’s own question has none.
    """

    id: str
    code: str
    question: str
    help: tuple[str, ...]
    step: str | None
    themes: tuple[str, ...]
    private: bool
    set_slug: str
    set_version: int
    whose: str


@dataclass(frozen=True)
class PathText:
    """A short way through some questions."""

    id: str
    slug: str
    title: str
    minutes: int
    audience: str
    note: str | None
    length: int
    set_slug: str
    set_version: int
    whose: str


@dataclass(frozen=True)
class SectionText:
    """Questions under one heading, for somebody who wants to choose them one by one."""

    title: str
    audience: str
    set_title: str
    whose: str
    prompts: tuple[PromptText, ...]


@dataclass(frozen=True)
class WellbeingText:
    """How somebody is, coming to this today."""

    question: str
    choices: tuple[str, ...]


EVERYONE = "everyone"  # the audience of a path that suits all three

_OFFERED = (
    Edition.kind == "questions",
    Edition.status == "published",
    Edition.language == bindparam("language"),
)
_PANEL_FIRST = (case((Edition.origin == "panel", 0), else_=1), Edition.slug, Edition.version.desc())
_SET = (Edition.slug.label("set_slug"), Edition.version.label("set_version"), Edition.origin.label("whose"))
_PROMPT = (
    Prompt.id.label("prompt_id"),
    Prompt.code,
    Prompt.question,
    Prompt.help,
    Prompt.step,
    Prompt.themes,
    Prompt.private,
)

_LENGTH = select(func.count(PathStep.id)).where(PathStep.path_id == Path.id).scalar_subquery()
_PATH = select(
    Path.id, Path.slug, Path.title, Path.minutes, Path.audience, Path.note, _LENGTH.label("length"), *_SET
).join(Edition, Edition.id == Path.edition_id)

_PATHS = (
    _PATH.where(*_OFFERED, Path.audience.in_(bindparam("audiences", expanding=True)))
    .order_by(*_PANEL_FIRST, Path.position)
)  # fmt: skip

_STEPS = (
    select(PathStep.position, PathStep.question.label("own_question"), *_PROMPT, *_SET)
    .join(Path, Path.id == PathStep.path_id)
    .join(Edition, Edition.id == Path.edition_id)
    .outerjoin(Prompt, Prompt.id == PathStep.prompt_id)
    .where(PathStep.path_id == bindparam("path_id"))
    .order_by(PathStep.position)
)

_CHOICES = (
    select(Section.id, Section.title, Section.audience, Edition.title.label("set_title"), *_PROMPT, *_SET)
    .join(Edition, Edition.id == Section.edition_id)
    .join(Prompt, Prompt.section_id == Section.id)
    .order_by(*_PANEL_FIRST, Section.position, Prompt.position)
)

_PICKED = (
    select(*_PROMPT, *_SET)
    .join(Edition, Edition.id == Prompt.edition_id)
    .where(Prompt.id.in_(bindparam("ids", expanding=True)), Edition.status != "draft")
)

_WELLBEING = (
    select(Wellbeing.question, Wellbeing.choices)
    .join(Edition, Edition.id == Wellbeing.edition_id)
    .where(*_OFFERED)
    .order_by(*_PANEL_FIRST)
    .limit(1)
)


def audiences_of(roles: Iterable[str]) -> tuple[str, ...]:
    """The audiences that somebody with these roles belongs to, the work beside practice first.

    Everybody may think as a practitioner.
    """
    roles = set(roles)
    supervises, leads = "supervisor" in roles, bool(roles & {"team_lead", "service_lead"})
    found = (("supervisor", supervises), ("leader", leads), ("practitioner", True))
    return tuple(audience for audience, belongs in found if belongs)


def paths_for(*audiences: str, language: str = ENGLISH) -> tuple[PathText, ...]:
    """The paths offered to these audiences, in their order, then those for everyone. One statement.

    Within an audience, the Panel's own come first.
    """
    order = [*audiences, EVERYONE]
    rows = db.session.execute(_PATHS, {"audiences": order, "language": language})
    return tuple(sorted((PathText(**row._mapping) for row in rows), key=lambda path: order.index(path.audience)))


def path(slug: str, language: str = ENGLISH, version: int | None = None) -> PathText:
    """One path: as it is offered now or, for an entry begun earlier, of that version of its set.

    Raises:
        NotFound: there is no such path.
    """
    wanted = _PATH.where(Path.slug == slug, Edition.language == language)
    if version is None:
        wanted = wanted.where(Edition.status == "published")
    else:
        wanted = wanted.where(Edition.status != "draft", Edition.version == version)
    row = db.session.execute(wanted.order_by(*_PANEL_FIRST).limit(1)).first()
    if row is None:
        raise NotFound(_("There is no such path."))
    return PathText(**row._mapping)


def prompts_of(path: PathText) -> tuple[PromptText, ...]:
    """The questions of a path in their order. One statement. A path's own questions get codes from its name."""
    steps = db.session.execute(_STEPS, {"path_id": path.id}).all()
    return tuple(
        _prompt(step) if step.own_question is None else _own_question(path, step.position, step.own_question)
        for step in steps
    )


def choose_prompts(audience: str, language: str = ENGLISH) -> tuple[SectionText, ...]:
    """Every question offered to an audience by heading, the Panel's own first. One statement."""
    return _sections(_CHOICES.where(*_OFFERED, Section.audience.in_([audience, EVERYONE])), {"language": language})


def prompts_picked(prompt_ids: Sequence[str]) -> tuple[PromptText, ...]:
    """The questions that somebody picked one by one, in that order. One statement.

    Raises:
        NotFound: one of them is not there, or was never published.
    """
    rows = db.session.execute(_PICKED, {"ids": list(prompt_ids)})
    found = {row.prompt_id: _prompt(row) for row in rows}
    if not set(prompt_ids) <= set(found):
        raise NotFound(_("There is no such question."))
    return tuple(found[prompt_id] for prompt_id in prompt_ids)


def sections_of(edition_id: str) -> tuple[SectionText, ...]:
    """Every question of one edition by heading, whatever its status: for an administrator's preview."""
    return _sections(_CHOICES.where(Edition.id == edition_id), {})


def private_codes() -> frozenset[str]:
    """The codes of all questions that were ever for their author alone."""
    return frozenset(db.session.scalars(select(Prompt.code).where(Prompt.private)))


def wellbeing_question(language: str = ENGLISH) -> WellbeingText | None:
    """The question about how somebody is, where a published set has one."""
    row = db.session.execute(_WELLBEING, {"language": language}).first()
    return WellbeingText(row.question, tuple(row.choices)) if row else None


def _sections(wanted: Executable, values: dict[str, str]) -> tuple[SectionText, ...]:
    rows = db.session.execute(wanted, values).all()
    sections = []
    for _section_id, group in groupby(rows, key=lambda row: row.id):
        prompts = list(group)
        first = prompts[0]
        sections.append(
            SectionText(
                first.title, first.audience, first.set_title, first.whose, tuple(_prompt(row) for row in prompts)
            )
        )
    return tuple(sections)


def _prompt(row: Any) -> PromptText:
    return PromptText(
        id=row.prompt_id,
        code=row.code,
        question=row.question,
        help=tuple(row.help),
        step=row.step,
        themes=tuple(row.themes),
        private=row.private,
        set_slug=row.set_slug,
        set_version=row.set_version,
        whose=row.whose,
    )


def _own_question(path: PathText, position: int, question: str) -> PromptText:
    return PromptText(
        id="",
        code=f"{path.slug}-{position + 1}",
        question=question,
        help=(),
        step=None,
        themes=(),
        private=False,
        set_slug=path.set_slug,
        set_version=path.set_version,
        whose=path.whose,
    )
