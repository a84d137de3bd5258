"""How long a closed peer group is kept: until nobody needs its name any more."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, not_, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.organisation.holds import is_held
from reflect.organisation.models import GroupMember, PeerGroup
from reflect.sharing.models import Share
from reflect.storage.retention import deleting, retention
from reflect.web.language import marked

CLOSED = timedelta(days=365)


def register() -> None:
    """Say it to `reflect retention run`."""
    keeps = marked("a year after they were closed, and while an author has not taken back what was shared there")
    retention.register(deleting(marked("closed groups"), keeps, _closed, PeerGroup, GroupMember))


def _closed() -> ColumnElement[bool]:
    member = aliased(GroupMember)
    held = select(member.id).where(member.group_id == PeerGroup.id, is_held(member.person_id)).exists()
    needed = exists().where(Share.group_id == PeerGroup.id)
    return and_(PeerGroup.closed_at <= now() - CLOSED, not_(held), not_(needed))
