"""The trail: events in the order they were linked, and its signed head."""

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import about, stays
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc

HASH = LargeBinary(32)


class AuditEvent(Model):
    """One event. It is written without a place in the chain, and linked a few seconds later by the one sealer."""

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("(position IS NULL) = (link IS NULL)", name="linked"),
        # With the event, so that a log of some kinds reads no others.
        Index("ix_audit_event_about", "about_id", "happened_at", "event"),
        Index("ix_audit_event_event", "event", "happened_at"),
        {
            "info": about(
                owner="the organisation, and the person it is about",
                purpose="to show who did what to which account, share or unit",
                keep="always: a trail that can be shortened proves nothing, and signed records lean on it",
                export="the events about the person’s own things",
                erase="stays: after the person is erased, nothing says whose id it was",
                ties={
                    "actor_id": stays("an event that can be taken away proves nothing"),
                    "about_id": stays("an event that can be taken away proves nothing"),
                },
                exported_by=("about_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    happened_at: Mapped[Utc]
    event: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[Id | None]  # who did it; None for a command or somebody unknown
    about_id: Mapped[Id | None]  # whose account, share or place it was done to
    details: Mapped[dict[str, str | int]] = mapped_column(JSON)
    position: Mapped[int | None] = mapped_column(unique=True)  # in the chain, counted from 1
    link: Mapped[bytes | None] = mapped_column(HASH)


class AuditHead(Model):
    """Where the chain ends, signed with a key that the database does not hold."""

    __tablename__ = "audit_head"
    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        {
            "info": about(
                owner="the organisation",
                purpose="to notice when the end of the trail was cut off or rewritten",
                keep="as long as the trail",
                export="never: it says nothing about a person",
                erase="stays",
            )
        },
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    link: Mapped[bytes] = mapped_column(HASH)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
