"""What a team writes down in its meetings, and what somebody raises with it openly. Nothing here was ever private."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, EMPTIED, about
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc

MOST_WORDS = 300  # characters of what somebody adds to what they raise


class TeamCard(Model):
    """What a team agreed to work on: up to three themes in its own words, typed and read out in a meeting."""

    __tablename__ = "theme_team_card"
    __table_args__ = (
        Index("ix_theme_team_card_unit", "unit_id", "written_at"),
        {
            "info": about(
                owner="the team",
                purpose="to remind a team of what it agreed to work on",
                keep="until a lead of the team takes it away",
                export="the cards that a person wrote",
                erase="stays with the team, without its writer’s name",
                ties={"written_by": EMPTIED},
                exported_by=("written_by",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    held_on: Mapped[date]  # the day of the meeting
    agreed: Mapped[list[str]] = mapped_column(JSON)  # one to three lines
    written_by: Mapped[Id | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[Utc]


class RaisedTheme(Model):
    """A theme that somebody raised with their team under their own name, until they withdraw it."""

    __tablename__ = "theme_raised"
    __table_args__ = (
        UniqueConstraint("person_id", "unit_id", "theme"),
        Index("ix_theme_raised_unit", "unit_id"),
        {
            "info": about(
                owner="the person who raised it",
                purpose="to let somebody raise a theme with their team in their own name",
                keep="until they withdraw it",
                export="the theme, their words and the day",
                erase="deleted with the person",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    theme: Mapped[str] = mapped_column(String(40))  # the slug
    words: Mapped[str] = mapped_column(String(MOST_WORDS))  # may be empty
    raised_at: Mapped[Utc]
