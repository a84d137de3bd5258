"""A share that ends in a week: its author is told once, in time to share it again or let it end."""

from datetime import timedelta

from sqlalchemy import select

from reflect.core.clock import now
from reflect.identity.telling import tell_owner
from reflect.organisation.relations import names_of
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import Share
from reflect.storage.db import db, write_unit
from reflect.web.language import day

BEFORE = timedelta(days=7)


def warn_of_ends() -> None:
    """Tell every author whose share ends within a week and who was not told. In a write unit of its own.

    What was shared for less than a week is not warned of: its author chose the day just now.
    """
    soon = select(Share).where(Share.expires_at <= now() + BEFORE, Share.warned_at.is_(None), LIVE_GRANT)
    with write_unit():
        # Whoever else sends mails at this moment leaves these to us.
        rows = db.session.scalars(soon.order_by(Share.expires_at).with_for_update(of=Share, skip_locked=True)).all()
        names = names_of({share.reader_id for share in rows})
        for share in rows:
            share.warned_at = now()
            if share.expires_at - share.created_at > BEFORE:
                tell_owner(
                    share.owner_id, "share-ends-soon", name=names[share.reader_id].name, day=day(share.expires_at)
                )
