"""Notices in the app, the outbox of mails, and who wants which by mail."""

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, about
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc


class Notice(Model):
    """Something a person is told in the app. It names ids and words of ours, never what anybody wrote."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person", "person_id", "made_at"),
        {
            "info": about(
                owner="the person",
                purpose="to tell them what happened to their account or what waits for them",
                keep="90 days",
                export="kind and moment",
                erase="deleted; a notice to somebody else that names the person runs out by itself",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, str]] = mapped_column(JSON)
    made_at: Mapped[Utc]
    read_at: Mapped[Utc | None]


class Mail(Model):
    """One mail to send: an address and which of our texts, at most once."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_waiting", "claimed_at", "made_at"),
        {
            "info": about(
                owner="the person",
                purpose="to tell them by mail that something waits, without saying what was written",
                keep="30 days",
                export="kind and moment",
                erase="deleted; a mail to somebody else that names the person runs out by itself",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(254))
    kind: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, str]] = mapped_column(JSON)
    made_at: Mapped[Utc]
    claimed_at: Mapped[Utc | None]  # set before it is handed over: after a crash it is not sent again
    sent_at: Mapped[Utc | None]


class MailPreference(Model):
    """A kind of notice that a person does not want by mail. The important ones cannot be turned off."""

    __tablename__ = "mail_preference"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to send them only the mails they want",
            keep="as long as the account",
            export="the kinds turned off",
            erase="deleted",
            ties={"person_id": DELETED},
            exported_by=("person_id",),
        )
    }
    person_id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
