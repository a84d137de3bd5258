"""Authenticator apps: six digits that change every 30 seconds (RFC 6238), each taken once.

The seed is sealed under a key that the database does not hold. `key` is that key, 32 bytes.
"""

import base64
import hmac
import os

from pyotp import HOTP, TOTP
from sqlalchemy import delete, or_, select, update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.factor_models import Factor
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.seeds import open_seed, seal_seed

SEED_BYTES = 20  # RFC 4226, 4: 160 bits
STEP = 30  # seconds
# RFC 6238, 5.2: one step to each side, for clocks that go a little wrong and for slow fingers.
STEPS = (0, -1, 1)
NAME = 60


def begin(person_id: str, key: bytes) -> None:
    """Make the seed of a new app, in the place of one that was never confirmed. It counts once a code was typed."""
    unconfirmed = Factor.confirmed_at.is_(None)
    db.session.execute(delete(Factor).where(Factor.person_id == person_id, Factor.kind == "app", unconfirmed))
    factor_id = new_id()
    sealed = seal_seed(key, person_id, factor_id, os.urandom(SEED_BYTES))
    db.session.add(Factor(id=factor_id, person_id=person_id, kind="app", name="", sealed_seed=sealed, created_at=now()))


def unconfirmed(person_id: str) -> Factor | None:
    """The app that a person is setting up now."""
    mine = select(Factor).where(Factor.person_id == person_id, Factor.kind == "app", Factor.confirmed_at.is_(None))
    return db.session.scalars(mine.order_by(Factor.created_at.desc()).limit(1)).first()


def secret(app: Factor, key: bytes) -> str:
    """An app's seed as people type it: 32 letters and digits of base 32."""
    return base64.b32encode(open_seed(key, app.person_id, app.id, app.sealed_seed or b"")).decode()


def address(app: Factor, key: bytes, email: str) -> str:
    """What the QR code says: an otpauth address with the seed, for one account here."""
    return TOTP(secret(app, key)).provisioning_uri(name=email, issuer_name="Reflect")


def confirm(app: Factor, name: str, code: str, key: bytes) -> bool:
    """Let an app count from now on, if this is its present code."""
    if not _took(app, code, key):
        return False
    db.session.execute(update(Factor).where(Factor.id == app.id).values(name=name, confirmed_at=now()))
    return True


def take(person_id: str, code: str, key: bytes) -> str | None:
    """The id of the person's app that shows this code now, or None. A code is taken once, however often it is sent."""
    mine = select(Factor).where(Factor.person_id == person_id, Factor.kind == "app", Factor.confirmed_at.is_not(None))
    return next((app.id for app in db.session.scalars(mine).all() if _took(app, code, key)), None)


def _took(app: Factor, code: str, key: bytes) -> bool:
    step = _step_of(app, code, key)
    if step is None:
        return False
    # One statement decides, so that of two posts with one code the later finds its step taken.
    free = or_(Factor.last_step.is_(None), Factor.last_step < step)
    taken = update(Factor).where(Factor.id == app.id, free).values(last_step=step, used_at=now())
    return bool(db.session.execute(taken).rowcount)  # type: ignore[attr-defined]


def _step_of(app: Factor, code: str, key: bytes) -> int | None:
    """Which 30 seconds this is the app's code of, of those that count now."""
    try:
        shown = HOTP(secret(app, key))
    except CannotOpen:
        return None  # the deployment lost its factor key: other factors still work
    typed = "".join(code.split()).encode()
    present = int(now().timestamp()) // STEP
    return next(
        (present + each for each in STEPS if hmac.compare_digest(shown.at(present + each).encode(), typed)), None
    )
