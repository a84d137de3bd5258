"""Random bytes that a passkey has to sign: each is asked once, answered once, and soon too old."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.identity.factors.models import PendingSignIn
from reflect.identity.models import SignInSession
from reflect.storage.db import db, write_unit

LASTS = timedelta(minutes=5)
_TIME_BYTES = 8
_RANDOM_BYTES = 24  # W3C WebAuthn level 3, 13.4.3 asks for 16 or more

Holder = type[SignInSession] | type[PendingSignIn]


def ask(holder: Holder, row_id: str | bytes) -> bytes:
    """A new challenge for one session or pending sign-in, in the place of any earlier one: 32 bytes."""
    # It carries the time it was made, so that the row needs no second column to know when it is too old.
    challenge = int(now().timestamp()).to_bytes(_TIME_BYTES, "big") + secrets.token_bytes(_RANDOM_BYTES)
    db.session.execute(update(holder).where(holder.id == row_id).values(challenge=challenge))
    return challenge


def take(holder: Holder, row_id: str | bytes) -> bytes | None:
    """The challenge that was asked here, or None when there is none or it is too old. Write unit of its own.

    It is gone at once, whatever becomes of the answer: nothing that was sent once can be sent again.
    """
    with write_unit():
        challenge = db.session.scalar(select(holder.challenge).where(holder.id == row_id).with_for_update())
        db.session.execute(update(holder).where(holder.id == row_id).values(challenge=None))
    if challenge is None:
        return None
    made = int.from_bytes(challenge[:_TIME_BYTES], "big")
    return challenge if now().timestamp() - made <= LASTS.total_seconds() else None
