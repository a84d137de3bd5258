"""What a data protection officer asks named people to look for in their own journals, and what they answer."""

from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, about
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc, one_of

Answer = Literal["nothing-found", "extract", "declined"]
ANSWERS: tuple[str, ...] = get_args(Answer)


class JournalSearch(Model):
    """A search that a data protection officer asks for. Its terms are sealed: to them, and to each person asked."""

    __tablename__ = "journal_search"
    __table_args__ = (
        Index("ix_journal_search_asked_by", "asked_by"),
        {
            "info": about(
                owner="the data protection officer who asked",
                purpose="to answer a request for what is held about somebody, where only authors can look",
                keep="a year after it was closed",
                export="dates, for whoever asked",
                erase="deleted with whoever asked",
                ties={"asked_by": DELETED},
                exported_by=("asked_by",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    asked_by: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Utc]
    answer_by: Mapped[Utc]  # the day that the law or the officer sets
    closed_at: Mapped[Utc | None]
    sealed: Mapped[bytes]  # terms and explanation, to whoever asked


class AskedToSearch(Model):
    """One person who is asked to look, and what they answered: nothing, an extract they chose, or no."""

    __tablename__ = "asked_to_search"
    __table_args__ = (
        one_of("answer", ANSWERS),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(extract IS NOT NULL) = (answer IS NOT NULL AND answer = 'extract')", name="extract"),
        Index("ix_asked_to_search_search_person", "search_id", "person_id", unique=True),
        Index("ix_asked_to_search_person", "person_id"),
        {
            "info": about(
                owner="the person who is asked",
                purpose="to let somebody look in their own journal, and answer in their own words",
                keep="as long as the search",
                export="opened: what they were asked, and what they answered",
                erase="deleted with the person, and with whoever asked",
                ties={"search_id": DELETED, "person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    search_id: Mapped[Id] = mapped_column(ForeignKey("journal_search.id", ondelete="CASCADE"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    sealed: Mapped[bytes]  # terms and explanation, to this person
    answer: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[Utc | None]
    extract: Mapped[bytes | None]  # the passages they chose, to whoever asked
