"""The readers' keys of what has ended by itself: gone within a day, also before the author comes back.

The copy and its comments stay under the author's own key until they unlock next; nothing revives the reader's.
"""

from collections.abc import Collection

from sqlalchemy import func, or_, select, update

from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import Share
from reflect.storage.db import db

_OVER = (Share.reader_key.is_not(None), ~LIVE_GRANT)


def due() -> int:
    """How many shares have ended and still hold a key for their reader."""
    return db.session.scalar(select(func.count()).select_from(Share).where(*_OVER)) or 0


def delete() -> int:
    """Take the reader's sealed key from every share that has ended, inside the caller's write unit; how many."""
    statement = update(Share).where(*_OVER).values(reader_key=None).execution_options(synchronize_session=False)
    return db.session.execute(statement).rowcount


def delete_of(person_ids: Collection[str]) -> None:
    """Take the readers' keys from all that these people shared or were shown, inside the caller's write unit."""
    theirs = or_(Share.owner_id.in_(person_ids), Share.reader_id.in_(person_ids))
    db.session.execute(update(Share).where(theirs).values(reader_key=None).execution_options(synchronize_session=False))
