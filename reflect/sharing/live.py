"""When a grant is live. One SQL expression: the list, the opening and the comment cannot disagree."""

from sqlalchemy import ColumnElement, and_, bindparam

from reflect.core.clock import now
from reflect.identity.keyring import live_account
from reflect.organisation.relations import live_supervision
from reflect.sharing.models import Share
from reflect.storage.types import UtcDateTime

# The clock is asked each time a statement runs, so that the expression is built only once.
_NOW = bindparam("now", callable_=now, type_=UtcDateTime())


def live_relation(
    owner: ColumnElement[str], reader: ColumnElement[str], *, earlier_too: bool = False
) -> ColumnElement[bool]:
    """The condition on two people under which one may share with the other: accounts live, supervision confirmed.

    Args:
        earlier_too: holds for an owner who has started again as well: nothing new is shared, what was shared stays.
    """
    supervised = live_supervision(owner, reader, _NOW, earlier_too=earlier_too)
    return and_(live_account(owner, earlier_too=earlier_too), live_account(reader), supervised)


LIVE_GRANT = and_(Share.expires_at > _NOW, live_relation(Share.owner_id, Share.reader_id, earlier_too=True))
