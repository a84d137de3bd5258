"""From an invitation to an account that only its person can open."""

from dataclasses import dataclass

from sqlalchemy import select

from reflect.audit.trail import record
from reflect.core.errors import Conflict, NotFound
from reflect.identity import accounts, invitations
from reflect.identity.models import Account, Invitation
from reflect.identity.sso import links
from reflect.identity.sso.answers import Identity
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit
from reflect.vault.derivation import Cost
from reflect.vault.keys import Keys
from reflect.vault.slots import Peppers
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Invited:
    """Whom an invitation is for."""

    person_id: str
    name: str
    email: str


def invite(person_id: str, *, actor: str | None = None) -> str:
    """Make a single-use link's token for somebody on the roster. Earlier unused ones stop working.

    Raises:
        Conflict: they have an account already, or have left.
    """
    person = db.session.get_one(Person, person_id)
    if person.left_at is not None or db.session.get(Account, person_id) is not None:
        raise Conflict(_("They have an account already, or have left."))
    return invitations.invite(person_id, "enrol", actor=actor)


def invited(token: str) -> Invited:
    """Whom this link is for.

    Raises:
        NotFound: it was used, ran out, or never was.
    """
    row = db.session.execute(
        select(Person.id, Person.name, Person.email)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(
            invitations.good_for(token, "enrol"),
            Person.left_at.is_(None),
            ~select(Account.person_id).where(Account.person_id == Person.id).exists(),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("This invitation has been used or has run out. Ask whoever invited you for a new one."))
    return Invited(*row)


def enrol(
    person_id: str, passphrase: str, peppers: Peppers, cost: Cost, *, linking: tuple[Identity, str] | None = None
) -> tuple[Keys, str]:
    """Make a person's keys and account, in a write unit of its own.

    Args:
        linking: who they are at the organisation's provider, and its name, when they sign in there from now on.

    Returns:
        The keys, and the browser’s half of what shows the recovery code until it is written down.

    Raises:
        NotFound: somebody enrolled with this invitation a moment ago.
        Conflict: the account at the provider is linked to somebody already.
        Busy: too many passphrases are being worked on.
    """
    new = accounts.prepare(person_id, passphrase, peppers, cost)
    with write_unit():
        # The lock makes two posts of one invitation follow each other.
        db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
        if db.session.get(Account, person_id) is not None:
            raise NotFound(_("This invitation has been used. Sign in with the passphrase you chose."))
        half = accounts.lay_down(new)
        invitations.use(person_id)
        record("enrolled", actor=person_id, about=person_id)
        if linking is not None:
            links.link(person_id, *linking)
    return new.keys, half
