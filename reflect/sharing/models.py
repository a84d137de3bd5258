"""What is kept of sharing: sealed copies for readers, their comments, receipts and pinned fingerprints."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, EMPTIED, UNLESS_NEEDED, about, stays
from reflect.storage.db import Model
from reflect.storage.types import Id, Sealed, Utc, one_of

KEY_ID_LENGTH = 64
BASES = ("supervision", "colleague", "group")
READER_STATES = {
    "waiting": text("opened_at IS NULL AND discussed_at IS NULL"),
    "read": text("opened_at IS NOT NULL AND discussed_at IS NULL"),
    "discussed": text("discussed_at IS NOT NULL"),
}
IN_A_GROUP = text("group_id IS NOT NULL")


class Share(Model):
    """A snapshot of one revision for one reader, under a key of its own. The entry's key is not in it."""

    __tablename__ = "share"
    __table_args__ = (
        UniqueConstraint("owner_id", "entry_id", "reader_id"),
        CheckConstraint("owner_id <> reader_id", name="reader_is_somebody_else"),
        CheckConstraint("expires_at > created_at", name="expires_after_it_began"),
        CheckConstraint("entry_revision >= 1", name="revision_counts_from_one"),
        one_of("basis", BASES),
        CheckConstraint("(basis = 'group') = (group_id IS NOT NULL)", name="a_group_has_its_id"),
        # One for each part of the reader's list, so that a page of it costs the same however much is shared with them.
        *(
            Index(f"ix_share_{state}", "reader_id", "created_at", "id", sqlite_where=rule, postgresql_where=rule)
            for state, rule in READER_STATES.items()
        ),
        Index("ix_share_reader", "reader_id", "created_at", "id"),
        Index("ix_share_expires", "expires_at"),
        Index("ix_share_group", "group_id", sqlite_where=IN_A_GROUP, postgresql_where=IN_A_GROUP),
        {
            "info": about(
                owner="the author of the reflection",
                purpose="to let one reader see the parts of one revision that the author chose",
                keep="until the author stops sharing or deletes the reflection",
                export="opened, in the author's export of everything; from whom and when, in the reader's",
                erase="deleted with the author; with the reader once what was answered is in the reflection",
                ties={"owner_id": DELETED, "reader_id": UNLESS_NEEDED, "given_back_to": EMPTIED},
                exported_by=(
                    "owner_id",
                    "reader_id",
                ),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    owner_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    reader_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    entry_id: Mapped[Id]
    entry_revision: Mapped[int]
    created_at: Mapped[Utc]
    expires_at: Mapped[Utc]
    generation: Mapped[int]  # of the author's keys that wrap owner_key
    owner_key: Mapped[Sealed]
    reader_key: Mapped[Sealed | None]  # None once it has ended: then nothing opens it for the reader any more
    reader_key_id: Mapped[str] = mapped_column(String(KEY_ID_LENGTH))  # which public key reader_key is for
    head: Mapped[Sealed]  # title and note: what the reader's list shows
    body: Mapped[Sealed]  # the chosen answers: opened only with a receipt
    basis: Mapped[str] = mapped_column(String(12))  # what lets these two people share, for as long as it lasts
    group_id: Mapped[Id | None] = mapped_column(ForeignKey("peer_group.id"))
    # Where both worked when it was shared: when one of them moves, it ends.
    owner_unit_id: Mapped[Id]
    reader_unit_id: Mapped[Id]
    opened_at: Mapped[Utc | None]  # for the first time; every opening has its receipt
    warned_at: Mapped[Utc | None]  # the author was told that it ends in a week
    discussed_at: Mapped[Utc | None]  # author and reader have talked about it
    # The author's id as they go on after starting again, to whom the reader has given a copy. Goes with the share.
    given_back_to: Mapped[Id | None]


class Receipt(Model):
    """Somebody opened a share. It outlives the share: what was read stays read."""

    __tablename__ = "share_receipt"
    __table_args__ = (
        Index("ix_share_receipt_entry", "owner_id", "entry_id"),
        Index("ix_share_receipt_share", "share_id", "reader_id"),
        {
            "info": about(
                owner="the author of the reflection",
                purpose="to show an author who opened what they shared, and when",
                keep="until the author or the reader is erased, also after sharing has stopped",
                export="in the author's export and in the reader's own access log",
                erase="deleted with the author, and with the reader",
                ties={"owner_id": DELETED, "reader_id": DELETED},
                exported_by=(
                    "owner_id",
                    "reader_id",
                ),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    share_id: Mapped[Id]  # not a foreign key: the share may be gone
    owner_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    reader_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    entry_id: Mapped[Id]
    entry_revision: Mapped[int]
    opened_at: Mapped[Utc]


class Comment(Model):
    """A reader's comment, sealed under its share's key."""

    __tablename__ = "share_comment"
    __table_args__ = (
        Index("ix_share_comment_share", "share_id", "written_at"),
        {
            "info": about(
                owner="the author of the reflection",
                purpose="to let a reader answer what was shared",
                keep="until sharing stops: then it moves into the author's reflection, sealed there",
                export="opened, in the author's export and in the reader's",
                erase="deleted with the author; a reader’s stays with the author, without a name",
                ties={"share_id": DELETED, "author_id": stays("it was given to the author, who keeps it")},
                exported_by=("share_id",),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    share_id: Mapped[Id] = mapped_column(ForeignKey("share.id"))
    author_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)  # of the comment
    written_at: Mapped[Utc]
    sealed: Mapped[Sealed]


class DraftComment(Model):
    """A comment that its author has not sent: under a key of their own, so that not even who shared can read it.

    It belongs to the reflection rather than to one share of it, so that it outlives sharing again, and the end of it.
    """

    __tablename__ = "share_draft_comment"
    __table_args__ = (
        UniqueConstraint("author_id", "entry_id"),
        {
            "info": about(
                owner="the reader who writes it",
                purpose="to keep a comment until its author sends it",
                keep="until it is sent or discarded, also after sharing has stopped",
                export="opened, in the export of who writes it",
                erase="deleted with who writes it, and with the author of the reflection",
                ties={"owner_id": DELETED, "author_id": DELETED},
                exported_by=("author_id",),
            )
        },
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id]
    owner_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)  # the author of the reflection
    author_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))  # of the comment
    wrapped_key: Mapped[Sealed]
    sealed: Mapped[Sealed]
    revision: Mapped[int]
    saved_at: Mapped[Utc]


class PinnedKey(Model):
    """The fingerprint of a reader's key as the author confirmed it, sealed: nobody can exchange both."""

    __tablename__ = "share_pinned_key"
    __table_args__ = (
        {
            "info": about(
                owner="the author who confirmed it",
                purpose="to notice when a reader's key is not the one that was confirmed",
                keep="until the author is erased",
                export="no: it is a check, not somebody's words",
                erase="deleted with the author, and with the reader",
                ties={"owner_id": DELETED, "reader_id": DELETED},
            )
        },
    )

    owner_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True)
    reader_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    sealed: Mapped[Sealed]
