"""The one sealer: it links what was added since, a few seconds after it happened.

Linking inside each request would make every request wait for the one before it.
"""

from datetime import timedelta

from sqlalchemy import exists, func, select, text

from reflect.audit import chain
from reflect.audit.models import AuditEvent, AuditHead
from reflect.core.clock import now
from reflect.storage.db import db, write_unit

BATCH = 5000
SEALER_LOCK = 7_205_504  # the number is only a name for the lock
LATE = timedelta(minutes=10)


def seal(key: bytes) -> int:
    """Link every event that is not linked yet, oldest first, and sign the new end. Returns how many.

    In write units of its own, of at most 5,000 events, one sealer at a time.
    """
    linked = 0
    while found := _seal_batch(key):
        linked += found
    return linked


def waiting() -> int:
    """How many events are not linked yet."""
    return db.session.scalar(select(func.count()).where(AuditEvent.position.is_(None))) or 0


def late() -> bool:
    """Whether events wait for longer than ten minutes: the sealer does not run."""
    waiting = exists().where(AuditEvent.position.is_(None), AuditEvent.happened_at < now() - LATE)
    return bool(db.session.scalar(select(waiting)))


def _seal_batch(key: bytes) -> int:
    with write_unit():
        if db.session.get_bind().dialect.name == "postgresql":
            db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEALER_LOCK})
        waiting = db.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.position.is_(None))
            .order_by(AuditEvent.happened_at, AuditEvent.id)
            .limit(BATCH)
        ).all()
        if not waiting:
            return 0
        head = db.session.get(AuditHead, 1)
        position, end = (head.position, head.link) if head else (0, chain.START)
        for event in waiting:
            position += 1
            event.position = position
            event.link = end = chain.link(end, event)
        if head is None:
            head = AuditHead(id=1)
            db.session.add(head)
        head.position, head.link, head.signature = position, end, chain.sign(key, position, end)
        return len(waiting)
