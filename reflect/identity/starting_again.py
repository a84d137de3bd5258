"""A new journal beside one that nobody can open any more. The earlier one stays, for whoever finds its secret again.

An administrator's invitation starts nothing: it is the person who accepts. They go on as a new person with keys of
their own, so that whoever shares with them sees the key change, and who supervises them has to be confirmed again.
"""

from sqlalchemy import ColumnElement, delete, or_, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import new_id
from reflect.identity import accounts, invitations, sessions
from reflect.identity.enrolment import Invited
from reflect.identity.factor_models import FactorReset
from reflect.identity.keyring import earlier_locks_at
from reflect.identity.link_models import IdentityLink
from reflect.identity.models import Account, Invitation
from reflect.identity.recovery import open_lock_with_code
from reflect.identity.signing import open_lock
from reflect.notices.telling import mail, tell
from reflect.organisation import roster, staff, supervising
from reflect.organisation.models import Person, Role, Supervision
from reflect.organisation.relations import in_force
from reflect.storage.db import db, end_read, write_unit
from reflect.vault.derivation import Cost
from reflect.vault.keys import Keys
from reflect.vault.slots import Peppers, decoy, decoy_code
from reflect.web.language import gettext as _

# No mail reaches it, and nobody can type it to sign in: it is only there because every person has one address.
NOWHERE = "earlier.invalid"


def offer(person_id: str, *, actor: str) -> str:
    """Make the link by which somebody may start again, inside a write unit. Nothing happens until they accept.

    Raises:
        Conflict: they have no account, have left, are suspended, or have a new address since less than seven days.
    """
    person, account = db.session.get_one(Person, person_id), db.session.get(Account, person_id)
    if account is None or person.left_at is not None or account.suspended_at is not None:
        raise Conflict(_("Only somebody with an account that is not stopped can start again."))
    _refuse_new_address(person_id)
    return invitations.invite(person_id, "start-again", actor=actor)


def offered(token: str) -> Invited:
    """Whom this link is for.

    Raises:
        NotFound: it was used, ran out, or never was.
        Conflict: their address was changed less than seven days ago.
    """
    row = db.session.execute(select(Person.id, Person.name, Person.email).where(_may_accept(token))).one_or_none()
    if row is None:
        raise NotFound(_("This invitation has been used or has run out. Ask whoever invited you for a new one."))
    _refuse_new_address(row.id)
    return Invited(*row)


def accept(token: str, passphrase: str, peppers: Peppers, cost: Cost) -> tuple[Keys, str]:
    """Start a new journal beside the earlier one, in a write unit of its own.

    Returns:
        The new keys, and the browser’s half of what shows the recovery code until it is written down.

    Raises:
        NotFound: the link was used, or ran out, a moment ago.
        Conflict: their address was changed a moment ago.
        Busy: too many passphrases are being worked on.
    """
    new = accounts.prepare(new_id(), passphrase, peppers, cost)
    with write_unit():
        # The lock makes two posts of one invitation follow each other; what they find is read after it.
        invited = offered(token)
        earlier = db.session.get_one(Person, invited.person_id, with_for_update=True, populate_existing=True)
        offered(token)
        person = _go_on_as(earlier, new.keys.person)
        half = accounts.lay_down(new, contributes_from=now())
        db.session.execute(update(IdentityLink).where(IdentityLink.person_id == earlier.id).values(person_id=person.id))
        db.session.execute(delete(FactorReset).where(FactorReset.person_id == earlier.id))
        _carry_roles(earlier.id, person.id)
        _ask_for_supervisors_again(earlier.id, person.id)
        _ask_practitioners_again(earlier, person)
        invitations.use(earlier.id)
        sessions.end_all(earlier.id)
        for each in (earlier.id, person.id):
            record("started-again", actor=person.id, about=each)
        mail(person.email, "started-again", person_id=person.id)
    return new.keys, half


def open_earlier_with_passphrase(
    email: str, passphrase: str, peppers: Peppers, cost: Cost, *, signed_in: str | None = None
) -> Keys | None:
    """The keys of an earlier journal, by the present address and the earlier passphrase; None when nothing opens.

    Raises:
        Busy: too many passphrases are being worked on.
    """
    locks = earlier_locks_at(email, "passphrase", signed_in=signed_in)
    if not locks:
        end_read()
        decoy(passphrase, peppers, cost)
    opened = (open_lock(lock, passphrase, peppers) for lock in locks)
    return next((keys for keys in opened if keys is not None), None)


def open_earlier_with_code(email: str, code: str, *, signed_in: str | None = None) -> Keys | None:
    """The keys of an earlier journal, by the present address and the earlier recovery code; None when nothing opens.

    Raises:
        BadRecoveryCode: it cannot be a code at all; the error names what is wrong.
    """
    locks = earlier_locks_at(email, "recovery", signed_in=signed_in)
    if not locks:
        decoy_code(code)
    opened = (open_lock_with_code(lock, code) for lock in locks)
    return next((keys for keys in opened if keys is not None), None)


def _may_accept(token: str) -> ColumnElement[bool]:
    standing = select(Account.person_id).where(Account.suspended_at.is_(None))
    wanted = select(Invitation.person_id).where(invitations.good_for(token, "start-again"))
    return Person.id.in_(wanted) & Person.id.in_(standing) & Person.left_at.is_(None)


def _refuse_new_address(person_id: str) -> None:
    if staff.address_changed_lately(person_id):
        raise Conflict(_("The e-mail address was changed less than seven days ago. Starting again has to wait."))


def _go_on_as(earlier: Person, person_id: str) -> Person:
    """The new person, with the address of the earlier one, who keeps account and entries."""
    address, at = earlier.email, now()
    earlier.email, earlier.left_at, earlier.continued_as = f"old.{earlier.id}@{NOWHERE}", at, person_id
    db.session.execute(update(Person).where(Person.continued_as == earlier.id).values(continued_as=person_id))
    db.session.flush()
    person = Person(
        id=person_id, name=earlier.name, email=address, unit_id=earlier.unit_id, joined_at=earlier.joined_at
    )
    db.session.add(person)
    db.session.flush()
    return person


def _carry_roles(earlier_id: str, person_id: str) -> None:
    at = now()
    held = select(Role).where(Role.person_id == earlier_id, or_(Role.until.is_(None), Role.until > at))
    for role in db.session.scalars(held).all():
        values = {"role": role.role, "unit_id": role.unit_id, "since": max(role.since, at), "until": role.until}
        db.session.add(Role(id=new_id(), person_id=person_id, **values))
    staff.end_all_roles(earlier_id)


def _ask_for_supervisors_again(earlier_id: str, person_id: str) -> None:
    """The relations of the earlier journal stay, so that what it shared stays; the new one needs a yes of its own."""
    for relation in supervising.supervisions_of(earlier_id, open_only=True):
        roster.supervise(person_id, relation.supervisor_id, confirmed=False)
        tell(person_id, "supervisor-named", address=None, name=relation.name)


def _ask_practitioners_again(earlier: Person, person: Person) -> None:
    """Whoever was supervised by the earlier person has to compare the new key before they share again."""
    supervised = select(Supervision.practitioner_id, Person.email).join(
        Person, Person.id == Supervision.practitioner_id
    )
    supervised = supervised.where(
        Supervision.supervisor_id == earlier.id,
        Supervision.declined_at.is_(None),
        in_force(Supervision, now()),
        Person.left_at.is_(None),
    )
    for practitioner_id, email in db.session.execute(supervised.distinct()).all():
        supervising.end_with(practitioner_id, earlier.id)
        roster.supervise(practitioner_id, person.id, confirmed=False)
        tell(practitioner_id, "new-supervisor-key", address=email, name=person.name)
