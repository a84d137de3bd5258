"""How an account stands: stopped, going on, or of somebody who has left. No slot is touched: nothing is lost by it.

Called inside a write unit. `actor` is the id of the administrator who does it; None for a command.
"""

from sqlalchemy import or_, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.identity import invitations, sessions
from reflect.identity.models import Account
from reflect.notices.telling import tell
from reflect.organisation import groups, supervising
from reflect.organisation.models import Person, Supervision
from reflect.organisation.relations import in_force
from reflect.organisation.staff import end_all_roles
from reflect.storage.db import db
from reflect.web import leavers
from reflect.web.language import day
from reflect.web.language import gettext as _


def enrolled(person_ids: list[str] | None = None) -> frozenset[str]:
    """Who has an account, among these people or among all."""
    statement = select(Account.person_id)
    if person_ids is not None:
        statement = statement.where(Account.person_id.in_(person_ids))
    return frozenset(db.session.scalars(statement))


def suspend(person_id: str, *, actor: str | None = None) -> None:
    """Stop an account: signed out everywhere at once, nothing shared is opened, earlier journals are shut too.

    Raises:
        NotFound: there is no account.
    """
    _set_suspended(person_id, now())
    for each in _selves(person_id):
        sessions.end_all(each)
    record("suspended", actor=actor, about=person_id)


def reinstate(person_id: str, *, actor: str | None = None) -> None:
    """Let an account go on that was stopped.

    Raises:
        NotFound: there is no account.
    """
    _set_suspended(person_id, None)
    record("reinstated", actor=actor, about=person_id)


def leave(person_id: str, *, actor: str | None = None, told: bool = True) -> None:
    """Note that somebody no longer works here: signed out, roles and supervision over. Nothing is deleted yet.

    They can sign in for some weeks, to read, take along and erase what is theirs. Somebody with an account is told so.

    Args:
        told: unless nothing is left for them to come back to.

    Raises:
        Conflict: they have left already.
    """
    person = db.session.get_one(Person, person_id, with_for_update=True)
    if person.left_at is not None:
        raise Conflict(_("They have left already."))
    person.left_at = now()
    for each in _selves(person_id):
        sessions.end_all(each)
    invitations.take_back([person_id])
    end_all_roles(person_id)
    _end_supervision(person)
    groups.leave_all(person_id)
    if told and enrolled([person_id]):
        until = day(person.left_at + leavers.window())
        tell(person_id, "left", address=person.email, day=until)
    record("left", actor=actor, about=person_id)


def come_back(person_id: str, *, actor: str | None = None) -> None:
    """Take somebody who had left back on the roster. Roles and supervisors have to be given again.

    Raises:
        Conflict: they have not left, or they go on under another id since they started again.
    """
    person = db.session.get_one(Person, person_id, with_for_update=True)
    if person.left_at is None or person.continued_as is not None:
        raise Conflict(_("They have not left."))
    person.left_at = None
    record("reinstated", actor=actor, about=person_id)


def _selves(person_id: str) -> list[str]:
    """The person, and who they were in earlier journals."""
    mine = select(Person.id).where(or_(Person.id == person_id, Person.continued_as == person_id))
    return list(db.session.scalars(mine))


def _set_suspended(person_id: str, at) -> None:  # type: ignore[no-untyped-def]
    own = update(Account).where(Account.person_id.in_(_selves(person_id))).values(suspended_at=at)
    if not db.session.execute(own).rowcount:  # type: ignore[attr-defined]
        raise NotFound(_("There is no account for this person."))


def _end_supervision(person: Person) -> None:
    """End every supervision of and by somebody who leaves. Those whom they supervised are told."""
    over = select(Supervision.practitioner_id, Supervision.supervisor_id, Person.email, Account.person_id).join(
        Person, Person.id == Supervision.practitioner_id
    )
    over = over.outerjoin(Account, Account.person_id == Person.id).where(
        in_force(Supervision, now()),
        or_(Supervision.practitioner_id == person.id, Supervision.supervisor_id == person.id),
    )
    for practitioner_id, supervisor_id, email, account_id in db.session.execute(over).all():
        supervising.end_with(practitioner_id, supervisor_id)
        if supervisor_id == person.id:
            address = email if account_id else None
            tell(practitioner_id, "supervision-ended", address=address, name=person.name)
