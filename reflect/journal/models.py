"""What is kept of a journal: sealed entries and revisions, rescued words, comments that moved in."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, EMPTIED, about, stays
from reflect.storage.db import Model
from reflect.storage.types import Id, Sealed, Utc

EDIT_LENGTH = 26
REASONS = ("signed-out", "locked", "csrf", "someone-else", "other-session", "keys-changed", "left", "given-back")


class Entry(Model):
    """One reflection. Its title lies in `head`, sealed; its words lie in the revisions, sealed."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_counts_from_one"),
        Index("ix_journal_entry_list", "owner_id", "updated_at", "id"),
        Index("ix_journal_entry_pinned", "owner_id", "pinned_at"),
        Index("ix_journal_entry_deleted", "deleted_at"),
        {
            "info": about(
                owner="the author",
                purpose="to let somebody write and read their own reflections",
                keep="until the author deletes it, and 14 days longer unless they delete it now",
                export="opened, in the author's export of everything",
                erase="deleted with the author",
                ties={"owner_id": DELETED, "continues_id": EMPTIED},
                exported_by=("owner_id",),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    owner_id: Mapped[Id]
    wrapped_key: Mapped[Sealed]
    generation: Mapped[int]  # of the author's keys when this entry's own key was made
    revision: Mapped[int]
    head: Mapped[Sealed]
    created_at: Mapped[Utc]
    updated_at: Mapped[Utc]
    pinned_at: Mapped[Utc | None]  # its author wants it at the top of their list
    deleted_at: Mapped[Utc | None]  # its author deleted it, and can have it back for a while (deleting.KEPT)
    # The earlier reflection of the same author that this one goes on from.
    continues_id: Mapped[Id | None] = mapped_column(ForeignKey("journal_entry.id", ondelete="SET NULL"), index=True)


class WritingPreference(Model):
    """How somebody wants the pages of their journal to behave. Without a row: as they come."""

    __tablename__ = "writing_preference"
    __table_args__ = (
        {
            "info": about(
                owner="the author",
                purpose="to leave out the suggestions of themes where somebody does not want them",
                keep="until the author changes it",
                export="in the author's export of everything",
                erase="deleted with the author",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    suggests_themes: Mapped[bool]


class Revision(Model):
    """One state of an entry as it was saved. The body stands here, so that no list ever fetches it."""

    __tablename__ = "journal_revision"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint("kind IN ('draft', 'saved')", name="kind_is_known"),
        CheckConstraint("edit_number >= 1", name="edit_number_counts_from_one"),
        CheckConstraint("saved_at >= sitting_since", name="saved_within_its_sitting"),
        {
            "info": about(
                owner="the author",
                purpose="to keep what the author saved, and how it came to be",
                keep="until the author deletes the entry; a draft until the next one of the same sitting",
                export="opened, in the author's export of everything",
                erase="deleted with the author",
                ties={"entry_id": DELETED},
                exported_by=("entry_id",),
            )
        },
    )

    entry_id: Mapped[Id] = mapped_column(ForeignKey("journal_entry.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[Sealed]
    kind: Mapped[str] = mapped_column(String(5))
    saved_at: Mapped[Utc]
    sitting_since: Mapped[Utc]
    editor: Mapped[str] = mapped_column(String(EDIT_LENGTH))  # the edit id of the page that wrote it, or agreed last
    edit_number: Mapped[int]
    agreed: Mapped[dict[str, int]] = mapped_column(JSON)  # the pages before that one, and how far each had come


class Rescue(Model):
    """Words that arrived while their author could not save them, sealed to the author's public key."""

    __tablename__ = "journal_rescue"
    __table_args__ = (
        UniqueConstraint("person_id", "one_time_id"),
        CheckConstraint("size >= 1", name="something_arrived"),
        CheckConstraint(f"reason IN {REASONS}", name="reason_is_known"),
        {
            "info": about(
                owner="the person whose form it was",
                purpose="to lose nothing that was typed when a journal locks, a session ends or somebody starts again",
                keep="until the person keeps or discards it",
                export="opened, in the person's export of everything",
                erase="deleted with the person",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id]
    entry_id: Mapped[Id]  # not a foreign key: the entry may never have been saved
    one_time_id: Mapped[Id]
    sealed: Mapped[Sealed]
    arrived_at: Mapped[Utc]
    size: Mapped[int]  # bytes before sealing
    reason: Mapped[str] = mapped_column(String(16))


class KeptComment(Model):
    """A comment that moved into the entry when its author stopped sharing, sealed under the entry's key."""

    __tablename__ = "journal_kept_comment"
    __table_args__ = (
        Index(None, "entry_id", "written_at"),
        {
            "info": about(
                owner="the author of the entry",
                purpose="to keep what a reader answered, after sharing has stopped",
                keep="until the author deletes the entry",
                export="opened, in the author's export of everything",
                erase="deleted with the author of the entry; stays, without a name, when its writer is erased",
                ties={"entry_id": DELETED, "author_id": stays("it was given to the author of the entry")},
                exported_by=("entry_id",),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id] = mapped_column(ForeignKey("journal_entry.id", ondelete="CASCADE"))
    share_id: Mapped[Id]  # not a foreign key: the share is gone
    author_id: Mapped[Id] = mapped_column(index=True)  # of the comment
    written_at: Mapped[Utc]
    sealed: Mapped[Sealed]


class ReadyShare(Model):
    """What an author wants to share with somebody who cannot receive yet. Nothing of it is sent."""

    __tablename__ = "journal_ready_share"
    __table_args__ = (
        UniqueConstraint("entry_id", "reader_id"),
        Index("ix_journal_ready_share_reader", "reader_id"),
        {
            "info": about(
                owner="the author of the entry",
                purpose="to keep a choice of answers until its reader has set up their account",
                keep="until it is shared, or the author discards it or deletes the entry",
                export="opened, in the author's export of everything",
                erase="deleted with the author, and with the reader",
                ties={"entry_id": DELETED, "owner_id": DELETED, "reader_id": DELETED},
                exported_by=("owner_id",),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id] = mapped_column(ForeignKey("journal_entry.id", ondelete="CASCADE"))
    owner_id: Mapped[Id] = mapped_column(index=True)
    reader_id: Mapped[Id]
    sealed: Mapped[Sealed]  # under the entry's key: which answers, the note, until when
    made_at: Mapped[Utc]
    told_at: Mapped[Utc | None]  # the author was told that the reader has set up their account
