"""When a grant is live. One SQL expression: the list, the opening and the comment cannot disagree."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_

from reflect.identity.keyring import live_account
from reflect.organisation.relations import live_supervision
from reflect.sharing.models import Share


def live_grant(at: datetime) -> ColumnElement[bool]:
    """The condition on a share: not over, both accounts live, a confirmed supervision between the two now."""
    return and_(Share.expires_at > at, live_relation(Share.owner_id, Share.reader_id, at))


def live_relation(owner: ColumnElement[str], reader: ColumnElement[str], at: datetime) -> ColumnElement[bool]:
    """The condition on two people under which one may share with the other at all."""
    return and_(live_account(owner), live_account(reader), live_supervision(owner, reader, at))
