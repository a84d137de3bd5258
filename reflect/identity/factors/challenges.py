"""Random bytes that a passkey has to sign: each is asked once, answered once, and soon too old."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.identity.factor_models import PendingSignIn
from reflect.identity.models import SignInSession
from reflect.storage.db import db

LASTS = timedelta(minutes=5)
_TIME_BYTES = 8
_RANDOM_BYTES = 24  # W3C WebAuthn level 3, 13.4.3 asks for 16 or more

Holder = type[SignInSession] | type[PendingSignIn]


def fresh() -> bytes:
    """A new challenge: 32 bytes. It carries the time it was made, so that no row needs a column for that."""
    return int(now().timestamp()).to_bytes(_TIME_BYTES, "big") + secrets.token_bytes(_RANDOM_BYTES)


def ask(holder: Holder, row_id: str | bytes) -> bytes:
    """A fresh challenge for one session or pending sign-in, in the place of any earlier one."""
    challenge = fresh()
    db.session.execute(update(holder).where(holder.id == row_id).values(challenge=challenge))
    return challenge


def take(holder: Holder, row_id: str | bytes) -> bytes | None:
    """The challenge that was asked here, or None when there is none or it is too old.

    To be committed before the answer is looked at: whatever becomes of it, nothing can be sent twice.
    """
    challenge = db.session.scalar(select(holder.challenge).where(holder.id == row_id).with_for_update())
    db.session.execute(update(holder).where(holder.id == row_id).values(challenge=None))
    if challenge is None:
        return None
    made = int.from_bytes(challenge[:_TIME_BYTES], "big")
    return challenge if now().timestamp() - made <= LASTS.total_seconds() else None
