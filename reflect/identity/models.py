"""What is kept of an account. No column here opens a journal by itself."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, about
from reflect.storage.db import Model
from reflect.storage.types import Id, Sealed, Utc

HASH = LargeBinary(32)
_SUSPENDED = text("suspended_at IS NOT NULL")  # few among everybody


class Account(Model):
    """An enrolled person's public key and wrapped secrets."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_suspended", "person_id", sqlite_where=_SUSPENDED, postgresql_where=_SUSPENDED),
        {
            "info": about(
                owner="the person",
                purpose="to seal what others share to them, and to hold their wrapped keys",
                keep="until they are erased",
                export="dates and the key’s fingerprint",
                erase="deleted first, with the slots: what they wrapped can then never be opened",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[bytes] = mapped_column(HASH)
    sealed_private: Mapped[Sealed]
    sealed_contribution: Mapped[Sealed]
    generation: Mapped[int]
    created_at: Mapped[Utc]
    code_confirmed_at: Mapped[Utc | None]
    suspended_at: Mapped[Utc | None]
    contributes_from: Mapped[Utc | None]  # of an account that was started again: its new key would give a second row


class KeySlot(Model):
    """One way to open a person's keys: their passphrase or their recovery code."""

    __tablename__ = "key_slot"
    __table_args__ = (
        CheckConstraint("kind IN ('passphrase', 'recovery')", name="kind"),
        {
            "info": about(
                owner="the person",
                purpose="to open their own lock",
                keep="until replaced or erased",
                export="never: it is of use only here",
                erase="deleted first",
                ties={"person_id": DELETED},
                keys=True,
            )
        },
    )
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    generation: Mapped[int]
    salt: Mapped[Sealed]
    memory_kib: Mapped[int | None]
    iterations: Mapped[int | None]
    lanes: Mapped[int | None]
    pepper_id: Mapped[str | None] = mapped_column(String(64))
    envelope: Mapped[Sealed]


class SignInSession(Model):
    """A browser that is signed in. The token is kept as a hash."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        Index("ix_sign_in_session_person", "person_id"),
        {
            "info": about(
                owner="the person",
                purpose="to keep them signed in on one browser",
                keep="8 hours at most",
                export="the browser, start and last use",
                erase="deleted",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(HASH, unique=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"))
    created_at: Mapped[Utc]
    seen_at: Mapped[Utc]
    browser: Mapped[str] = mapped_column(String(80))  # in words, as the person finds it in their list
    second_factor_at: Mapped[Utc | None]
    passphrase_at: Mapped[Utc | None]  # when it was last typed here: what is final asks for it again
    challenge: Mapped[bytes | None] = mapped_column(HASH)  # that a passkey has to sign


class UnlockSession(Model):
    """The server's half of an unlocked journal; the browser's cookie is the other. Left out of backups."""

    __tablename__ = "unlock_session"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to keep their journal unlocked between two pages",
            keep="20 minutes after last use, 8 hours at most",
            export="never: it opens nothing without the cookie",
            erase="deleted",
            ties={"session_id": DELETED, "person_id": DELETED},
            keys=True,
        )
    }
    id: Mapped[bytes] = mapped_column(HASH, primary_key=True)
    session_id: Mapped[Id] = mapped_column(ForeignKey("sign_in_session.id"), unique=True)
    person_id: Mapped[Id] = mapped_column(index=True)
    sealed: Mapped[Sealed]
    opened_at: Mapped[Utc]
    used_at: Mapped[Utc]


class PendingCode(Model):
    """A new recovery code on its way to paper, sealed under a key that only the person's browser holds."""

    __tablename__ = "pending_code"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to show a new recovery code until two groups of it are typed back",
            keep="30 minutes",
            export="never: it is shown to the person alone",
            erase="deleted",
            ties={"person_id": DELETED},
            keys=True,
        )
    }
    id: Mapped[bytes] = mapped_column(HASH, primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), unique=True)
    sealed: Mapped[Sealed]
    created_at: Mapped[Utc]


class Invitation(Model):
    """A single-use link by which a person on the roster sets up their account."""

    __tablename__ = "invitation"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to let exactly this person enrol, or start again",
            keep="14 days, and no longer of use once it was used",
            export="when it was made and used",
            erase="deleted",
            ties={"person_id": DELETED},
            exported_by=("person_id",),
        )
    }
    id: Mapped[Id] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(HASH, unique=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # enrol, or start-again
    created_at: Mapped[Utc]
    expires_at: Mapped[Utc]
    used_at: Mapped[Utc | None]


class PepperCheck(Model):
    """A value that shows whether the pepper a server was given is the one the slots were made with."""

    __tablename__ = "pepper_check"
    __table_args__ = {
        "info": about(
            owner="the organisation",
            purpose="to refuse to start with a wrong pepper, which would lock every journal",
            keep="as long as a slot names the pepper",
            export="never: it says nothing about a person",
            erase="stays",
        )
    }
    pepper_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    check_value: Mapped[bytes] = mapped_column(HASH)


class KnownDevice(Model):
    """A browser in which somebody has signed in before. Its cookie is kept as a hash."""

    __tablename__ = "known_device"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to tell them of a new device, and to keep others’ wrong tries from shutting them out",
            keep="a year after last use",
            export="the browser, first and last use",
            erase="deleted",
            ties={"person_id": DELETED},
            exported_by=("person_id",),
        )
    }
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(HASH, primary_key=True)
    browser: Mapped[str] = mapped_column(String(80))
    first_at: Mapped[Utc]
    last_at: Mapped[Utc]


class FailedTries(Model):
    """How often something secret was typed wrongly of late. Whose or from where is a keyed hash."""

    __tablename__ = "failed_tries"
    __table_args__ = {
        "info": about(
            owner="the organisation",
            purpose="to stop somebody who tries one passphrase after the other",
            keep="a day",
            export="never: it says nothing that can be read",
            erase="runs out by itself",
        )
    }
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[bytes] = mapped_column(HASH, primary_key=True)
    count: Mapped[int]
    since: Mapped[Utc]
