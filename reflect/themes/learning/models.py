"""Resources that an organisation adds: the report's briefing, a webinar, something local."""

from datetime import date
from typing import Literal, get_args

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import about
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc, one_of

Kind = Literal["briefing", "webinar", "local"]
MOST_TITLE = 150  # characters
MOST_LINK = 500
MOST_NOTE = 300


class Resource(Model):
    """Something to read, watch or go to, for some themes or for all."""

    __tablename__ = "theme_resource"
    __table_args__ = (
        one_of("kind", get_args(Kind)),
        Index("ix_theme_resource_unit", "unit_id"),
        {
            "info": about(
                owner="the organisation",
                purpose="to show what can be learnt from about a theme",
                keep="until an administrator removes it",
                export="not exported: it says nothing about a person",
                erase="stays: it says nothing about a person",
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))  # whose people see it: those in it and below
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(MOST_TITLE))
    link: Mapped[str | None] = mapped_column(String(MOST_LINK))
    note: Mapped[str] = mapped_column(String(MOST_NOTE))  # may be empty
    themes: Mapped[list[str]] = mapped_column(JSON)  # slugs; none: it is about all of them
    checked_on: Mapped[date | None]  # when somebody last saw that it is still there
    changed_at: Mapped[Utc]
