"""Peer groups: colleagues who reflect together. Belonging to one opens nothing: each member shares what they choose.

Any member may ask somebody in; only whoever is asked can say yes. The keeper, who made the group or else has belonged
to it longest, can let somebody go and close it. Called inside a write unit. A group's name is somebody's words: it is
in no notice and not in the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.notices.telling import tell
from reflect.organisation.contacts import contacts_of
from reflect.organisation.models import GroupMember, PeerGroup, Person
from reflect.organisation.names import tidy_name
from reflect.organisation.relations import PersonName, names_of
from reflect.storage.db import db
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

LONGEST_NAME = 80  # characters
MOST_MEMBERS = 12  # who belong or are asked; more do not talk with each other


@dataclass(frozen=True)
class Membership:
    """Somebody who belongs to a group, or is asked into it."""

    id: str
    person: PersonName
    asked_by: str
    since: datetime | None  # None while they have not said yes


@dataclass(frozen=True)
class OwnGroup:
    """A group that somebody belongs to."""

    id: str
    name: str
    members: list[Membership]  # the longest first
    asked: list[Membership]
    keeper_id: str

    def others(self, person_id: str) -> list[PersonName]:
        """Who belongs to it beside this person, in order of name."""
        people = [member.person for member in self.members if member.person.person_id != person_id]
        return sorted(people, key=lambda person: (person.name, person.person_id))


@dataclass(frozen=True)
class Asked:
    """A group into which somebody is asked: its name, by whom, and who belongs to it."""

    membership_id: str
    name: str
    by: str
    members: list[str]


def groups_of(person_id: str) -> list[OwnGroup]:
    """The groups to which somebody belongs now, by name, with everybody who belongs or is asked."""
    mine = select(GroupMember.group_id).where(_belongs(person_id))
    return sorted(_groups(mine), key=lambda group: (group.name.casefold(), group.id))


def group_of(person_id: str, group_id: str) -> OwnGroup:
    """One of them.

    Raises:
        NotFound: they do not belong to it.
    """
    found = next((group for group in groups_of(person_id) if group.id == group_id), None)
    if found is None:
        raise NotFound(_("You do not belong to this group."))
    return found


def asked_into(person_id: str) -> list[Asked]:
    """Where somebody is asked in and has not answered, the latest first."""
    rows = db.session.execute(
        select(GroupMember.id, GroupMember.group_id, GroupMember.asked_by)
        .where(_waits(person_id))
        .order_by(GroupMember.asked_at.desc(), GroupMember.id)
    ).all()
    groups = {group.id: group for group in _groups([row.group_id for row in rows])}
    by = names_of({row.asked_by for row in rows})
    return [
        Asked(row.id, group.name, by[row.asked_by].name, [member.person.name for member in group.members])
        for row in rows
        if (group := groups.get(row.group_id)) is not None
    ]


def names_of_groups(group_ids: Iterable[str]) -> dict[str, str]:
    """The names of some groups, also of closed ones, by id: for who shared through them or was shared with."""
    wanted = set(group_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(PeerGroup.id, PeerGroup.name).where(PeerGroup.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def make(person_id: str, name: str) -> str:
    """Make a group, to which its maker belongs from now on. Returns its id.

    Raises:
        BadInput: the name cannot be used.
    """
    group_id, at = new_id(), now()
    db.session.add(PeerGroup(id=group_id, name=tidy_name(name, LONGEST_NAME), made_by=person_id, made_at=at))
    db.session.flush()
    db.session.add(
        GroupMember(id=new_id(), group_id=group_id, person_id=person_id, asked_by=person_id, asked_at=at, since=at)
    )
    record("group-made", actor=person_id, about=person_id, group=group_id)
    return group_id


def ask(person_id: str, group_id: str, other_id: str) -> None:
    """A member asks somebody in. They see the group's name and who belongs to it, and nothing that was shared.

    Raises:
        NotFound: the member does not belong to the group, or the other is nobody who works here.
        Conflict: the other belongs to it or is asked already.
        BadInput: there are too many.
    """
    group = _held(person_id, group_id)
    there = [*group.members, *group.asked]
    if any(member.person.person_id == other_id for member in there):
        raise Conflict(_("They belong to the group already, or are asked."))
    if len(there) >= MOST_MEMBERS:
        raise BadInput(
            ngettext(
                "A group has %(num)d person at most. Make another one.",
                "A group has %(num)d people at most. Make another one.",
                MOST_MEMBERS,
            )
        )
    if db.session.scalar(select(Person.id).where(Person.id == other_id, Person.left_at.is_(None))) is None:
        raise NotFound(_("They do not work here any more."))
    db.session.add(GroupMember(id=new_id(), group_id=group_id, person_id=other_id, asked_by=person_id, asked_at=now()))
    record("group-asked", actor=person_id, about=other_id, group=group_id)
    _tell([other_id], "group-asked", person_id)


def accept(person_id: str, membership_id: str) -> str:
    """Say yes: from now on the members can share with each other. Returns the group's id.

    Raises:
        NotFound: nothing of the kind waits for them.
    """
    membership = _waiting(person_id, membership_id)
    membership.since = now()
    db.session.flush()
    record("group-joined", actor=person_id, about=person_id, group=membership.group_id)
    others = group_of(person_id, membership.group_id).others(person_id)
    _tell([other.person_id for other in others], "group-joined", person_id)
    return membership.group_id


def decline(person_id: str, membership_id: str) -> None:
    """Say no. Nobody is told.

    Raises:
        NotFound: nothing of the kind waits for them.
    """
    membership = _waiting(person_id, membership_id)
    membership.until = now()
    record("group-declined", actor=person_id, about=person_id, group=membership.group_id)


def leave(person_id: str, group_id: str) -> None:
    """Leave at once: what was shared through the group, by them or with them, is closed, also after they come back.

    Whoever is the last one closes it.

    Raises:
        NotFound: they do not belong to it.
    """
    group = _held(person_id, group_id)
    _end(group_id, GroupMember.person_id.in_(_selves(person_id)))
    record("group-left", actor=person_id, about=person_id, group=group_id)
    if len(group.members) == 1:
        _close(person_id, group_id)


def let_go(person_id: str, group_id: str, membership_id: str) -> PersonName:
    """The keeper lets somebody go, or somebody who asked another takes that back. Returns whom.

    Raises:
        NotFound: they do not belong to the group or may not do this, or there is no such membership.
    """
    group = _held(person_id, group_id)
    member = next((each for each in [*group.members, *group.asked] if each.id == membership_id), None)
    if member is None or member.person.person_id == person_id:
        raise NotFound(_("They do not belong to this group any more."))
    if group.keeper_id != person_id and not (member.since is None and member.asked_by == person_id):
        raise NotFound
    _end(group_id, GroupMember.id == membership_id)
    record("group-let-go", actor=person_id, about=member.person.person_id, group=group_id)
    if member.since is not None:
        _tell([member.person.person_id], "group-let-go", person_id)
    return member.person


def close(person_id: str, group_id: str) -> None:
    """The keeper closes the group: what was shared through it is closed at once. The others are told.

    Raises:
        NotFound: they are not its keeper.
    """
    group = _held(person_id, group_id)
    if group.keeper_id != person_id:
        raise NotFound
    _close(person_id, group_id)
    _tell([other.person_id for other in group.others(person_id)], "group-closed", person_id)


def leave_all(person_id: str) -> None:
    """End every membership of somebody who no longer works here, and take back where they are asked. Nobody is told."""
    mine = update(GroupMember).where(GroupMember.person_id.in_(_selves(person_id)), GroupMember.until.is_(None))
    db.session.execute(mine.values(_over()))


def _selves(person_id: str) -> Select[tuple[str]]:
    """The person, and who they were in earlier journals."""
    return select(Person.id).where(or_(Person.id == person_id, Person.continued_as == person_id))


def _close(person_id: str, group_id: str) -> None:
    db.session.execute(update(PeerGroup).where(PeerGroup.id == group_id).values(closed_at=now()))
    _end(group_id)
    record("group-closed", actor=person_id, about=person_id, group=group_id)


def _end(group_id: str, *which: ColumnElement[bool]) -> None:
    going_on = update(GroupMember).where(GroupMember.group_id == group_id, GroupMember.until.is_(None), *which)
    db.session.execute(going_on.values(_over()))


def _over() -> dict[str, Any]:
    """What a membership holds that ends now; on a machine whose clock is behind, it may not even have begun."""
    at = now()
    return {"until": at, "since": case((GroupMember.since > at, at), else_=GroupMember.since)}


def _lock(group: ColumnElement[bool]) -> None:
    # Whoever changes the group waits for whoever changes it now, and then sees what came of it.
    db.session.execute(select(PeerGroup.id).where(group).with_for_update())


def _held(person_id: str, group_id: str) -> OwnGroup:
    _lock(PeerGroup.id == group_id)
    return group_of(person_id, group_id)


def _waiting(person_id: str, membership_id: str) -> GroupMember:
    _lock(PeerGroup.id.in_(select(GroupMember.group_id).where(GroupMember.id == membership_id)))
    found = db.session.scalar(
        select(GroupMember)
        .join(PeerGroup, PeerGroup.id == GroupMember.group_id)
        .where(GroupMember.id == membership_id, _waits(person_id), PeerGroup.closed_at.is_(None))
    )
    if found is None:
        raise NotFound(_("You have answered this already, or it was taken back."))
    return found


def _belongs(person_id: str) -> ColumnElement[bool]:
    return and_(GroupMember.person_id == person_id, GroupMember.since.is_not(None), GroupMember.until.is_(None))


def _waits(person_id: str) -> ColumnElement[bool]:
    return and_(GroupMember.person_id == person_id, GroupMember.since.is_(None), GroupMember.until.is_(None))


def _groups(ids: Iterable[str]) -> list[OwnGroup]:
    """Groups that are not closed, with everybody who works here still and belongs to them or is asked."""
    rows = db.session.execute(
        select(PeerGroup, GroupMember, Person.name)
        .join(GroupMember, GroupMember.group_id == PeerGroup.id)
        .join(Person, Person.id == GroupMember.person_id)
        .where(
            PeerGroup.id.in_(ids),
            PeerGroup.closed_at.is_(None),
            GroupMember.until.is_(None),
            Person.left_at.is_(None),
        )
        .order_by(GroupMember.since, GroupMember.asked_at, GroupMember.id)
    ).all()
    found: dict[str, list[tuple[PeerGroup, Membership]]] = {}
    for group, member, name in rows:
        person = PersonName(member.person_id, name)
        found.setdefault(group.id, []).append((group, Membership(member.id, person, member.asked_by, member.since)))
    return [_group(each[0][0], [membership for _group_row, membership in each]) for each in found.values()]


def _group(group: PeerGroup, everybody: list[Membership]) -> OwnGroup:
    members = [member for member in everybody if member.since is not None]
    ids = [member.person.person_id for member in members]
    keeper = group.made_by if group.made_by in ids else next(iter(ids), "")
    return OwnGroup(group.id, group.name, members, [each for each in everybody if each.since is None], keeper)


def _tell(person_ids: Iterable[str], kind: str, whose_doing: str) -> None:
    wanted = list(person_ids)
    people = contacts_of({*wanted, whose_doing})
    for person_id in wanted:
        tell(person_id, kind, address=people[person_id].email, name=people[whose_doing].name)
