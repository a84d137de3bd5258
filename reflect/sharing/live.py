"""When a grant is live. One SQL expression: the list, the opening and the comment cannot disagree.

A grant rests on what lets two people share: a supervision, both being colleagues, or a group to which both belong. It
ends, at the next request and without a clean-up job, with its date, with what it rests on, with either account, and
when either of the two moves to another unit.
"""

from typing import Literal

from sqlalchemy import ColumnElement, and_, bindparam, or_
from sqlalchemy import literal as value

from reflect.core.clock import now
from reflect.identity.keyring import live_account
from reflect.organisation.relations import live_membership, live_supervision, works_in
from reflect.sharing.models import Share
from reflect.storage.types import UtcDateTime

Basis = Literal["supervision", "colleague", "group"]

# The clock is asked each time a statement runs, so that the expression is built only once.
_NOW = bindparam("now", callable_=now, type_=UtcDateTime())

_OWNER, _READER = Share.owner_id, Share.reader_id
_RESTS_ON = or_(
    and_(Share.basis == "supervision", live_supervision(_OWNER, _READER, _NOW, earlier_too=True)),
    Share.basis == "colleague",
    and_(
        Share.basis == "group",
        live_membership(Share.group_id, _OWNER, _NOW, Share.created_at),
        live_membership(Share.group_id, _READER, _NOW, Share.created_at),
    ),
)
# An owner who has started again shares nothing new from the earlier journal, but what was shared stays.
LIVE_GRANT = and_(
    Share.expires_at > _NOW,
    Share.reader_key.is_not(None),
    live_account(_OWNER, earlier_too=True),
    live_account(_READER),
    works_in(_OWNER, Share.owner_unit_id, earlier_too=True),
    works_in(_READER, Share.reader_unit_id),
    _RESTS_ON,
)


def granted_to(reader_id: str) -> ColumnElement[bool]:
    """The condition that a share is this reader's to open now."""
    return and_(Share.reader_id == reader_id, LIVE_GRANT)


def may_begin(
    owner_id: str, reader_id: str, units: dict[str, str], basis: Basis, group_id: str | None
) -> ColumnElement[bool]:
    """The condition under which one may share with another from now on.

    Args:
        units: where both work, which is noted with the share.
    """
    owner, reader = value(owner_id), value(reader_id)
    both = and_(
        live_account(owner),
        live_account(reader),
        works_in(owner, value(units.get(owner_id))),
        works_in(reader, value(units.get(reader_id))),
    )
    if basis == "supervision":
        return and_(both, live_supervision(owner, reader, _NOW))
    if basis == "group":
        return and_(both, *(live_membership(value(group_id), person, _NOW, _NOW) for person in (owner, reader)))
    return both
