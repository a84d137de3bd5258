"""Putting the content of a file into the database as a draft edition."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.library.models import Edition, Path, PathStep, Prompt, Section, Signpost, Theme, Wellbeing
from reflect.library.parts import (
    Content,
    PathPart,
    QuestionContent,
    SectionPart,
    SignpostContent,
    ThemeContent,
    fingerprint,
)
from reflect.storage.db import Model, db

Row = dict[str, Any]


def add_draft(content: Content, *, origin: str, pages: str | None = None, link: str | None = None) -> str:
    """Write a draft edition and everything in it; returns its id.

    Args:
        content: what a file, or a form, says.
        origin: whose words they are, “reflect” or “panel”.
        pages: the pages of the report that they were taken from.
        link: where that report is.
    """
    edition_id = new_id()
    db.session.add(
        Edition(
            id=edition_id,
            kind=content.kind,
            slug=content.slug,
            version=content.version,
            language=content.language,
            origin=origin,
            status="draft",
            title=content.title if isinstance(content, QuestionContent) else content.kind,
            note=content.note,
            pages=pages,
            link=link,
            fingerprint=fingerprint(content),
            created_at=now(),
        )
    )
    db.session.flush()
    common = {"edition_id": edition_id, "language": content.language}
    if isinstance(content, QuestionContent):
        _add_questions(content, common)
    elif isinstance(content, ThemeContent):
        _add(Theme, [common | vars(theme) | {"position": n} for n, theme in enumerate(content.themes)])
    else:
        _add(Signpost, _signposts(content, common))
    return edition_id


def _add_questions(content: QuestionContent, common: Row) -> None:
    prompt_ids: dict[str, str] = {}
    for position, section in enumerate(content.sections):
        _add_section(section, common | {"position": position}, prompt_ids)
    for position, path in enumerate(content.paths):
        _add_path(path, common | {"position": position}, prompt_ids)
    if content.wellbeing:
        _add(Wellbeing, [common | vars(content.wellbeing)])


def _add_section(section: SectionPart, common: Row, prompt_ids: dict[str, str]) -> None:
    section_id = new_id()
    heading = {"id": section_id, "audience": section.audience, "title": section.title}
    _add(Section, [common | heading])
    prompts = []
    for position, prompt in enumerate(section.prompts):
        prompt_ids[prompt.code] = new_id()
        place = {"id": prompt_ids[prompt.code], "section_id": section_id, "position": position}
        prompts.append(common | vars(prompt) | place)
    _add(Prompt, prompts)


def _add_path(path: PathPart, common: Row, prompt_ids: dict[str, str]) -> None:
    path_id = new_id()
    about = {name: value for name, value in vars(path).items() if name not in ("codes", "questions")}
    _add(Path, [common | about | {"id": path_id}])
    steps: list[Row] = [{"prompt_id": prompt_ids[code], "question": None} for code in path.codes]
    steps += [{"prompt_id": None, "question": question} for question in path.questions]
    place = {"path_id": path_id, "language": common["language"]}
    _add(PathStep, [place | step | {"position": position} for position, step in enumerate(steps)])


def _signposts(content: SignpostContent, common: Row) -> list[Row]:
    rows = []
    for group in content.groups:
        heading = {
            "group_key": group.key,
            "group_title": group.title,
            "when_contact_empty": group.when_contact_empty,
        }
        rows += [common | heading | vars(row) for row in group.rows]
    return [row | {"position": position} for position, row in enumerate(rows)]


def _add(table: type[Model], rows: Sequence[Row]) -> None:
    # Core inserts, in the order that the foreign keys need.
    if rows:
        db.session.execute(insert(table), [{"id": new_id()} | row for row in rows])
