"""What the library holds: editions of question sets, themes and signposts, and the report's address.

An edition is a draft, then published and never changed again, then retired. Retired editions stay, because
entries name the version that they answered.
"""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from reflect.library.parts import AGGREGATES, AUDIENCES, STEPS, WHEN_EMPTY
from reflect.storage.about import about
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc, one_of

KINDS = ("questions", "themes", "signposts")
ORIGINS = ("reflect", "panel")
STATUSES = ("draft", "published", "retired")


def _about(purpose: str) -> dict[str, object]:
    return {
        "info": about(
            owner="the organisation",
            purpose=purpose,
            keep="always: reflections name the version that they answered",
            export="not exported: it says nothing about a person",
            erase="stays: it says nothing about a person",
        )
    }


class Edition(Model):
    """One version of a question set, of the themes or of the signposts, in one language."""

    __tablename__ = "library_edition"
    __table_args__ = (
        UniqueConstraint("kind", "slug", "language", "version"),
        one_of("kind", KINDS),
        one_of("origin", ORIGINS),
        one_of("status", STATUSES),
        CheckConstraint("version >= 1", name="version"),
        Index(
            "ix_library_edition_one_published",
            *("kind", "slug", "language"),
            unique=True,
            sqlite_where=text("status = 'published'"),
            postgresql_where=text("status = 'published'"),
        ),
        _about("to keep each version of what is offered, and whose words they are"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    slug: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(40))
    origin: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[str | None] = mapped_column(String(100))
    link: Mapped[str | None] = mapped_column(String(500))
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Utc]
    published_at: Mapped[Utc | None]
    retired_at: Mapped[Utc | None]


class Section(Model):
    """A heading with questions for one audience."""

    __tablename__ = "library_section"
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        one_of("audience", AUDIENCES),
        _about("to group the questions that somebody may choose from"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    edition_id: Mapped[Id] = mapped_column(ForeignKey("library_edition.id"))
    language: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    audience: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))


class Prompt(Model):
    """One question, its two lines of help, and the findings it answers."""

    __tablename__ = "library_prompt"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        Index("ix_library_prompt_section_position", "section_id", "position", unique=True),
        one_of("step", STEPS),
        _about("to ask somebody a question they may answer or skip"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    edition_id: Mapped[Id] = mapped_column(ForeignKey("library_edition.id"))
    section_id: Mapped[Id] = mapped_column(ForeignKey("library_section.id"))
    language: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(Text)
    help: Mapped[list[str]] = mapped_column(JSON)
    step: Mapped[str | None] = mapped_column(String(16))
    themes: Mapped[list[str]] = mapped_column(JSON)
    maps_to: Mapped[list[str]] = mapped_column(JSON)
    private: Mapped[bool]


class Path(Model):
    """A short way through some questions."""

    __tablename__ = "library_path"
    __table_args__ = (
        UniqueConstraint("edition_id", "slug"),
        Index("ix_library_path_slug", "slug"),
        one_of("audience", AUDIENCES),
        _about("to offer a few questions that go well together"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    edition_id: Mapped[Id] = mapped_column(ForeignKey("library_edition.id"))
    language: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    audience: Mapped[str] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(Text)


class PathStep(Model):
    """One step of a path: a prompt of the set, or a question of the path's own."""

    __tablename__ = "library_path_step"
    __table_args__ = (
        UniqueConstraint("path_id", "position"),
        CheckConstraint("(prompt_id IS NULL) <> (question IS NULL)", name="prompt_or_question"),
        _about("to keep the order of a path’s questions"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    path_id: Mapped[Id] = mapped_column(ForeignKey("library_path.id"))
    language: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    prompt_id: Mapped[Id | None] = mapped_column(ForeignKey("library_prompt.id"))
    question: Mapped[str | None] = mapped_column(Text)


class Wellbeing(Model):
    """The question about how somebody is, coming to this today. Its answers are never kept here."""

    __tablename__ = "library_wellbeing"
    __table_args__ = (
        UniqueConstraint("edition_id"),
        _about("to ask somebody how they are before they write"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    edition_id: Mapped[Id] = mapped_column(ForeignKey("library_edition.id"))
    language: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(JSON)


class Theme(Model):
    """What a reflection may be about, and whether that may ever be counted."""

    __tablename__ = "library_theme"
    __table_args__ = (
        UniqueConstraint("edition_id", "slug"),
        one_of("aggregate", AGGREGATES),
        CheckConstraint("(aggregate = 'never') = (public_name IS NULL)", name="never_is_never_shown"),
        _about("to let an author say what a reflection is about"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    edition_id: Mapped[Id] = mapped_column(ForeignKey("library_edition.id"))
    language: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    public_name: Mapped[str | None] = mapped_column(String(100))
    definition: Mapped[str] = mapped_column(Text)
    aggregate: Mapped[str] = mapped_column(String(16))
    derives_from: Mapped[list[str]] = mapped_column(JSON)
    recommendations: Mapped[list[str]] = mapped_column(JSON)
    discuss: Mapped[str] = mapped_column(Text)


class Signpost(Model):
    """One place to turn, or one thing to know, under a heading that is repeated in each of its rows."""

    __tablename__ = "library_signpost"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        one_of("when_contact_empty", WHEN_EMPTY),
        _about("to say where to turn for a child or for oneself"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    edition_id: Mapped[Id] = mapped_column(ForeignKey("library_edition.id"))
    language: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    group_key: Mapped[str] = mapped_column(String(40))
    group_title: Mapped[str] = mapped_column(String(100))
    when_contact_empty: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(String(200))
    fill_in: Mapped[bool]
    source: Mapped[str] = mapped_column(Text)
    last_checked: Mapped[date | None]
    needs_check: Mapped[bool]
    check_note: Mapped[str | None] = mapped_column(Text)
    audience: Mapped[str | None] = mapped_column(String(100))


class ReportLink(Model):
    """Where the Panel's report is, as an administrator of this organisation has given it."""

    __tablename__ = "library_report_link"
    __table_args__ = (
        UniqueConstraint("language"),
        _about("to link to the Panel’s report from every page that names it"),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(40))
    link: Mapped[str] = mapped_column(String(500))
