"""What is kept of a person's second factors, of a sign-in between its two steps, and of a reset on its way."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.identity.models import HASH
from reflect.storage.about import DELETED, about, stays
from reflect.storage.db import Model
from reflect.storage.types import Id, Sealed, Utc


class Factor(Model):
    """One second factor: an authenticator app (its seed sealed) or a passkey (its public key)."""

    __tablename__ = "factor"
    __table_args__ = (
        CheckConstraint("kind IN ('app', 'passkey')", name="kind"),
        CheckConstraint("(kind = 'app') = (sealed_seed IS NOT NULL)", name="app_has_a_seed"),
        CheckConstraint("(kind = 'passkey') = (credential_id IS NOT NULL)", name="passkey_has_a_credential"),
        Index("ix_factor_person", "person_id"),
        {
            "info": about(
                owner="the person",
                purpose="to know them by something they have, beside the passphrase they know",
                keep="until they remove it",
                export="kind, name, when added and last used",
                erase="deleted",
                ties={"person_id": DELETED},
                exported_by=("person_id",),
            )
        },
    )
    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(60))
    sealed_seed: Mapped[Sealed | None]
    last_step: Mapped[int | None]  # the 30 seconds whose code was last taken: each is taken once
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[Sealed | None]
    sign_count: Mapped[int | None]
    created_at: Mapped[Utc]
    confirmed_at: Mapped[Utc | None]  # None while the app's first code has not been typed
    used_at: Mapped[Utc | None]


class DeviceSlot(Model):
    """One more way to open a person's keys: what a passkey's PRF gives on its device. Gone at rotation."""

    __tablename__ = "device_slot"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to unlock the journal with this device",
            keep="until the passkey or the keys are replaced",
            export="never: it is of use only on its device",
            erase="deleted first",
            ties={"factor_id": DELETED, "person_id": DELETED},
            keys=True,
        )
    }
    factor_id: Mapped[Id] = mapped_column(ForeignKey("factor.id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), index=True)
    generation: Mapped[int]
    salt: Mapped[bytes] = mapped_column(HASH)
    envelope: Mapped[Sealed]


class PendingSignIn(Model):
    """Somebody whose passphrase opened, and who has not shown their second factor yet. It is no session."""

    __tablename__ = "pending_sign_in"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to wait for the second factor",
            keep="5 minutes, or 5 tries",
            export="never: it opens nothing without the cookie",
            erase="deleted",
            ties={"person_id": DELETED},
            keys=True,
        )
    }
    id: Mapped[bytes] = mapped_column(HASH, primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), index=True)
    sealed: Mapped[Sealed]
    created_at: Mapped[Utc]
    tries: Mapped[int]
    challenge: Mapped[bytes | None] = mapped_column(HASH)


class FactorReset(Model):
    """An administrator's reset of somebody's second factors. It takes effect a day later, and they are told."""

    __tablename__ = "factor_reset"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to let somebody in again who has lost their second factor, and to let them stop it",
            keep="until it takes effect or is stopped",
            export="who asked and when",
            erase="deleted",
            ties={
                "person_id": DELETED,
                "asked_by": stays("somebody else’s reset goes on without whoever asked for it"),
            },
            exported_by=("person_id",),
        )
    }
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), primary_key=True)
    asked_by: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[Utc]
    takes_effect_at: Mapped[Utc]
