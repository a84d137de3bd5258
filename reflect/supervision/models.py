"""What is kept of supervision: agreements, sessions and what was prepared for them, signed records.

All that anybody types is sealed: while two people work, under the key of their pair; once they have signed, under the
record's own key, which the agreement's third reader and the organisation's records key open too.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, EMPTIED, Tie, about, stays
from reflect.storage.db import Model
from reflect.storage.types import Id, Sealed, Utc, one_of

STATES = ("planned", "cancelled", "held", "signed")
ITEMS = ("own", "share", "action", "theme", "prompt")
KEY_ID_LENGTH = 64
HASH_LENGTH = 64

# An id that stays in what belongs to both people; it leads to somebody who has no name any more.
_BOTH = stays("the other person’s account of their supervision")
_OF_PAIR = stays("the supervision stays with what was written in it")
_OF_SESSION = stays("the session stays with what was written in it")


def _of_both(exported_by: str, ties: dict[str, Tie]) -> dict[str, object]:
    return about(
        owner="both people of the pair",
        purpose="to agree on supervision, prepare it, hold it and keep what came of it",
        keep="as the organisation’s rule for supervision records says",
        export="opened, in the export of either",
        erase="stays for the other person, as the organisation’s rule says",
        ties=ties,
        exported_by=(exported_by,),
    )


def _key_of(ties: dict[str, Tie]) -> dict[str, object]:
    return about(
        owner="whom it is sealed to",
        purpose="to open what belongs to both people of the pair",
        keep="as long as what it opens",
        export="never: it is of use only here, and what it opens is exported",
        erase="the key of who is erased is deleted; the other’s stays",
        ties=ties,
        keys=True,
    )


class PairKey(Model):
    """The key under which a pair works, sealed to each of the two."""

    __tablename__ = "supervision_pair_key"
    __table_args__ = {"info": _key_of({"supervision_id": _OF_PAIR, "person_id": DELETED})}

    supervision_id: Mapped[Id] = mapped_column(ForeignKey("supervision.id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    key_id: Mapped[str] = mapped_column(String(KEY_ID_LENGTH))  # which public key it is sealed to
    sealed: Mapped[Sealed]


class Agreement(Model):
    """One version of what a pair has agreed. It holds once both have said yes; the latest such one counts."""

    __tablename__ = "supervision_agreement"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        CheckConstraint("weeks BETWEEN 1 AND 26", name="how_often"),
        CheckConstraint("minutes BETWEEN 15 AND 240", name="how_long"),
        {
            "info": _of_both(
                "supervision_id", {"supervision_id": _OF_PAIR, "third_reader_id": EMPTIED, "proposed_by": _BOTH}
            )
        },
    )

    supervision_id: Mapped[Id] = mapped_column(ForeignKey("supervision.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    model: Mapped[str] = mapped_column(String(20))  # 4x4x4, five functions or plain
    weeks: Mapped[int]  # from one session to the next
    minutes: Mapped[int]
    review_on: Mapped[date]
    third_reader_id: Mapped[Id | None] = mapped_column(ForeignKey("person.id"))
    records_key_id: Mapped[str | None] = mapped_column(String(KEY_ID_LENGTH))  # of the organisation; None: switched off
    sealed: Mapped[Sealed]  # what each wants, confidentiality and its limits, who may read the record
    proposed_by: Mapped[Id]
    proposed_at: Mapped[Utc]
    practitioner_at: Mapped[Utc | None]  # their yes
    supervisor_at: Mapped[Utc | None]


class Session(Model):
    """One meeting: planned, moved, cancelled or held; signed once both have acknowledged its record."""

    __tablename__ = "supervision_session"
    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("minutes BETWEEN 15 AND 240", name="how_long"),
        Index("ix_supervision_session_pair", "supervision_id", "planned_for"),
        {"info": _of_both("supervision_id", {"supervision_id": _OF_PAIR, "cancelled_by": _BOTH})},
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    supervision_id: Mapped[Id] = mapped_column(ForeignKey("supervision.id"))
    series_id: Mapped[Id | None]  # the same for all that were planned together
    planned_for: Mapped[Utc]
    minutes: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    changes: Mapped[int]  # how often its time changed: SEQUENCE in RFC 5545
    changed_at: Mapped[Utc]
    cancelled_by: Mapped[Id | None]
    held_at: Mapped[Utc | None]


class Notes(Model):
    """One state of a session's notes as it was saved by either, under the key of the pair. No earlier one is lost."""

    __tablename__ = "supervision_notes"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        {"info": _of_both("session_id", {"session_id": _OF_SESSION, "saved_by": _BOTH})},
    )

    session_id: Mapped[Id] = mapped_column(ForeignKey("supervision_session.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[Sealed]  # wellbeing, discussion, decisions, learning, disagreement; why it was cancelled
    saved_by: Mapped[Id]
    saved_at: Mapped[Utc]


class AgendaItem(Model):
    """Something that one of the two brings to a session, seen by both."""

    __tablename__ = "supervision_agenda_item"
    __table_args__ = (
        one_of("kind", ITEMS),
        Index("ix_supervision_agenda_item_pair", "supervision_id", "session_id"),
        {
            "info": _of_both(
                "supervision_id", {"supervision_id": _OF_PAIR, "session_id": _OF_SESSION, "brought_by": _BOTH}
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    supervision_id: Mapped[Id] = mapped_column(ForeignKey("supervision.id"))
    # None: for the next one.
    session_id: Mapped[Id | None] = mapped_column(ForeignKey("supervision_session.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    refers_to: Mapped[Id | None]  # the share or action it is about; opened at its own place and by its own rules
    brought_by: Mapped[Id]
    brought_at: Mapped[Utc]
    sealed: Mapped[Sealed]


class Action(Model):
    """Something that one of the two will do, by when. Carried over until it is done or dropped."""

    __tablename__ = "supervision_action"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        Index("ix_supervision_action_pair", "supervision_id", "due_on"),
        Index("ix_supervision_action_who", "who_id"),
        {"info": _of_both("supervision_id", {"supervision_id": _OF_PAIR, "session_id": _OF_SESSION, "who_id": _BOTH})},
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    supervision_id: Mapped[Id] = mapped_column(ForeignKey("supervision.id"))
    session_id: Mapped[Id] = mapped_column(ForeignKey("supervision_session.id"), index=True)  # where it was agreed
    who_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    version: Mapped[int]
    sealed: Mapped[Sealed]
    reminder_only: Mapped[bool]  # a decision that belongs in the child’s record: here stands only the reminder
    done_at: Mapped[Utc | None]
    dropped_at: Mapped[Utc | None]


class Record(Model):
    """The record of a session, or an addition to one (version 2 and on). Frozen once both have acknowledged it."""

    __tablename__ = "supervision_record"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        {"info": _of_both("session_id", {"session_id": _OF_SESSION, "written_by": _BOTH})},
    )

    session_id: Mapped[Id] = mapped_column(ForeignKey("supervision_session.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[Sealed]
    digest: Mapped[str] = mapped_column(String(HASH_LENGTH))  # SHA-256 over the one before and these words
    written_by: Mapped[Id]
    written_at: Mapped[Utc]
    practitioner_at: Mapped[Utc | None]  # acknowledged
    supervisor_at: Mapped[Utc | None]


class RecordKey(Model):
    """A record's key, sealed to one who may open it: either of the two, the third reader, or the records key."""

    __tablename__ = "supervision_record_key"
    __table_args__ = {"info": _key_of({"session_id": _OF_SESSION, "holder": DELETED})}

    session_id: Mapped[Id] = mapped_column(ForeignKey("supervision_session.id"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(26), primary_key=True, index=True)  # a person’s id, or “organisation”
    key_id: Mapped[str] = mapped_column(String(KEY_ID_LENGTH))
    sealed: Mapped[Sealed]


class RecordsKey(Model):
    """The organisation’s key for supervision records. Its private half is held offline by two named people."""

    __tablename__ = "supervision_records_key"
    __table_args__ = (
        {
            "info": about(
                owner="the organisation",
                purpose="to let it open signed supervision records where local policy or the law asks for it",
                keep="as long as a record is sealed to it",
                export="not exported: it says nothing about a person’s work",
                erase="stays",
            )
        },
    )

    key_id: Mapped[str] = mapped_column(String(KEY_ID_LENGTH), primary_key=True)
    public_key: Mapped[Sealed]
    holders: Mapped[str] = mapped_column(String(400))  # the two people, by name and role
    made_at: Mapped[Utc]
    ended_at: Mapped[Utc | None]


class CalendarFeed(Model):
    """The secret address at which somebody’s calendar asks for their sessions. It says when, and nothing of what."""

    __tablename__ = "supervision_calendar_feed"
    __table_args__ = (
        UniqueConstraint("digest"),
        {
            "info": about(
                owner="the person",
                purpose="to show their own sessions in their own calendar",
                keep="until they take it back",
                export="no: it is a secret",
                erase="deleted with the person",
                ties={"person_id": DELETED},
            )
        },
    )

    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(HASH_LENGTH))
    made_at: Mapped[Utc]
