"""Actions of a unit, each with the notes of how far it is."""

from datetime import date
from typing import Literal, get_args

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import EMPTIED, Tie, about
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc, one_of

Answers = Literal["R1", "R2", "R3", "local"]  # the report's three lead recommendations, or one of the place's own
Progress = Literal["planned", "begun", "done", "dropped"]
MOST_WHAT = 300  # characters
MOST_NOTE = 1000


def _plan(keep: str, export: str, erase: str, ties: dict[str, Tie], exported_by: tuple[str, ...]) -> dict[str, object]:
    return {
        "info": about(
            owner="the organisation",
            purpose="to do something about what was raised, and to see what came of it",
            keep=keep,
            export=export,
            erase=erase,
            ties=ties,
            exported_by=exported_by,
        )
    }


class Action(Model):
    """Something that a unit has decided to do."""

    __tablename__ = "theme_action"
    __table_args__ = (
        one_of("answers", get_args(Answers)),
        one_of("progress", get_args(Progress)),
        Index("ix_theme_action_unit", "unit_id", "due_on"),
        Index("ix_theme_action_due", "due_on"),
        _plan(
            keep="as long as the unit exists",
            export="the actions that a person owns",
            erase="stays with the unit, without an owner",
            ties={"owner_id": EMPTIED, "made_by": EMPTIED},
            exported_by=("owner_id",),
        ),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    what: Mapped[str] = mapped_column(String(MOST_WHAT))
    answers: Mapped[str] = mapped_column(String(8))
    theme: Mapped[str | None] = mapped_column(String(40))  # the slug of the theme that it answers
    shown_by: Mapped[str | None] = mapped_column(String(16))  # the later window that will show it: 2027-H1, 2027-Q1
    owner_id: Mapped[Id | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    progress: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[Id | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[Utc]
    changed_at: Mapped[Utc]  # what somebody saves is compared with it, so that nothing of somebody else's is lost
    reminded_for: Mapped[date | None]  # the due day that its owner was reminded of
    overdue_for: Mapped[date | None]  # the due day that its owner was told has passed
    told_of: Mapped[str | None] = mapped_column(String(16))  # the window whose release its leads were told of


class ActionNote(Model):
    """What somebody noted about an action: how far it is, and what shows it. Notes are added, never changed."""

    __tablename__ = "theme_action_note"
    __table_args__ = (
        one_of("progress", get_args(Progress)),
        Index("ix_theme_action_note_action", "action_id", "noted_at"),
        _plan(
            keep="as long as its action",
            export="the notes that a person wrote",
            erase="stays with the action, without its writer’s name",
            ties={"noted_by": EMPTIED},
            exported_by=("noted_by",),
        ),
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    action_id: Mapped[Id] = mapped_column(ForeignKey("theme_action.id", ondelete="CASCADE"))
    progress: Mapped[str] = mapped_column(String(8))
    evidence: Mapped[str] = mapped_column(String(MOST_NOTE))  # may be empty
    noted_by: Mapped[Id | None] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[Utc]
