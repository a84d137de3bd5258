"""People as administrators see them: a page of a search, and one person with everything that is on the roster."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Case, case, exists, false, func, or_, select, tuple_

from reflect.core.clock import now
from reflect.identity.models import Account, Invitation
from reflect.organisation.emptied import is_empty
from reflect.organisation.models import Person, Role, Supervision, Unit
from reflect.organisation.relations import in_force, role_names
from reflect.organisation.scope import administered, looks_after_others
from reflect.storage.db import db
from reflect.web.language import in_row
from reflect.web.language import lazy_gettext as _l

ROWS = 50
ROLES = {
    "practitioner": _l("practitioner"),
    "supervisor": _l("supervisor"),
    "team_lead": _l("team lead"),
    "service_lead": _l("service lead"),
    "administrator": _l("administrator"),
    "data_protection": _l("data protection officer"),
}
STATES = {
    "uninvited": _l("Not invited"),
    "invited": _l("Invited"),
    "setting-up": _l("Setting up"),
    "enrolled": _l("Enrolled"),
    "suspended": _l("Suspended"),
    "left": _l("Left"),
}


@dataclass(frozen=True)
class PersonRow:
    """Somebody on the roster."""

    id: str
    name: str
    email: str
    unit: str
    roles: str
    state: str

    @property
    def state_words(self) -> str:
        """How the account stands, as pages say it."""
        return str(STATES[self.state])


@dataclass(frozen=True)
class RoleRow:
    """A role that somebody holds, held or will hold."""

    id: str
    role: str
    unit: str
    since: datetime
    until: datetime | None
    reached: bool  # it is in a unit that whoever looks at it administers

    @property
    def words(self) -> str:
        """The role, as pages say it."""
        return str(ROLES[self.role])

    @property
    def over(self) -> bool:
        """Whether somebody had it and has it no longer."""
        return self.until is not None and self.until <= now()


@dataclass(frozen=True)
class Standing:
    """How far somebody has come with their account, and since when."""

    state: str
    invited_until: datetime | None
    account_since: datetime | None
    suspended_at: datetime | None
    supervises: int

    @property
    def words(self) -> str:
        """How the account stands, as pages say it."""
        return str(STATES[self.state])


def people_page(
    administrator_id: str, *, search: str = "", state: str = "", after: str | None = None
) -> tuple[list[PersonRow], str | None]:
    """One page of the people an administrator looks after, in order of name; one statement.

    Args:
        search: part of a name or an address; empty for everybody.
        state: one of `STATES`; anything else means everybody who has not left.
        after: the id of the last person on the page before. One that is nobody's gives an empty page.

    Returns:
        The rows, and the id to ask for the next page with, or None at the end.
    """
    states = _state()
    # Which these are is asked first: what stands beside them is then looked up for fifty, and not for everybody.
    wanted = (
        select(Person.id)
        .where(Person.unit_id.in_(administered(administrator_id)), Person.continued_as.is_(None), ~is_empty())
        .order_by(Person.name, Person.id)
        .limit(ROWS + 1)
    )
    if state in STATES:
        wanted = wanted.outerjoin(Account, Account.person_id == Person.id).where(states == state)
        if state == "suspended":  # said again in the words of an index: they are few
            suspended = select(Account.person_id).where(Account.suspended_at.is_not(None))
            wanted = wanted.where(Person.id.in_(suspended))
    else:
        wanted = wanted.where(Person.left_at.is_(None))
    if search:
        # No text of ours holds a NUL, and PostgreSQL refuses one.
        part = search.replace("\0", "")
        similar = (Person.name.icontains(part, autoescape=True), Person.email.icontains(part, autoescape=True))
        wanted = wanted.where(or_(*similar))
    if after:
        last = select(Person.name).where(Person.id == after).scalar_subquery()
        wanted = wanted.where(tuple_(Person.name, Person.id) > tuple_(last, after))
    statement = (
        select(
            Person.id,
            Person.name,
            Person.email,
            Unit.name.label("unit"),
            role_names(Person.id, now()).label("roles"),
            states.label("state"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id.in_(wanted))
        .order_by(Person.name, Person.id)
    )
    found = db.session.execute(statement).all()
    rows = [PersonRow(row.id, row.name, row.email, row.unit, _in_words(row.roles), row.state) for row in found[:ROWS]]
    return rows, rows[-1].id if len(found) > ROWS else None


def uninvited(administrator_id: str) -> list[Person]:
    """Whom this administrator looks after who have neither an account nor an invitation that still works.

    Without those who look after more: their links are for whoever looks after that too.
    """
    units = administered(administrator_id)
    # Who has no account is asked first, and in the order of ids, as accounts lie: those of a thousand are then found
    # in one walk. What else it takes is asked only of those few.
    by_id = select(Person.id).where(Person.unit_id.in_(units)).order_by(Person.id).cte().prefix_with("MATERIALIZED")
    has_account = exists(select(Account.person_id).where(Account.person_id == by_id.c.id))
    may_invite = ~looks_after_others(units, Person.id)
    statement = (
        select(Person)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Person.id.in_(select(by_id.c.id).where(~has_account)),
            case((_state() == "uninvited", may_invite), else_=false()),
        )
        .order_by(Person.name, Person.id)
    )
    return list(db.session.scalars(statement))


def roles_of(person_id: str, administrator_id: str) -> list[RoleRow]:
    """Every role of a person as this administrator sees them, the present ones first."""
    reached = Role.unit_id.in_(administered(administrator_id))
    found = db.session.execute(
        select(Role.id, Role.role, Unit.name.label("unit"), Role.since, Role.until, reached)
        .join(Unit, Unit.id == Role.unit_id)
        .where(Role.person_id == person_id)
        .order_by(Role.since.desc(), Role.id)
    )
    return sorted((RoleRow(*row) for row in found), key=lambda role: role.over)


def standing_of(person_id: str) -> Standing:
    """A person's account, as far as an administrator knows it. One statement."""
    at = now()
    until = (
        select(func.max(Invitation.expires_at))
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.expires_at > at)
        .scalar_subquery()
    )
    supervises = (
        select(func.count(Supervision.practitioner_id.distinct()))
        .join(Person, Person.id == Supervision.practitioner_id)
        .where(
            Supervision.supervisor_id == person_id,
            Supervision.confirmed_at.is_not(None),
            in_force(Supervision, at),
            Person.left_at.is_(None),
        )
        .scalar_subquery()
    )
    row = db.session.execute(
        select(_state(), until, Account.created_at, Account.suspended_at, supervises)
        .select_from(Person)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id == person_id)
    ).one()
    return Standing(*row)


def _state() -> Case[str]:
    waiting = exists(
        select(Invitation.id).where(
            Invitation.person_id == Person.id, Invitation.used_at.is_(None), Invitation.expires_at > now()
        )
    )
    return case(
        (Person.left_at.is_not(None), "left"),
        (Account.suspended_at.is_not(None), "suspended"),
        (Account.code_confirmed_at.is_not(None), "enrolled"),
        (Account.person_id.is_not(None), "setting-up"),
        (waiting, "invited"),
        else_="uninvited",
    )


def _in_words(names: str | None) -> str:
    held = set((names or "").split(","))
    return in_row(words for role, words in ROLES.items() if role in held)
