"""From an invitation to an account that only its person can open."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.identity.codes import hold_code
from reflect.identity.keyring import store_slot
from reflect.identity.models import Account, Invitation
from reflect.organisation.models import Person
from reflect.storage.db import db, end_read, write_unit
from reflect.vault import keys as vault_keys
from reflect.vault.derivation import Cost
from reflect.vault.keys import Keys
from reflect.vault.slots import Peppers, new_passphrase_slot, new_recovery_slot
from reflect.web.language import gettext as _

INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Invited:
    """Whom an invitation is for."""

    person_id: str
    name: str
    email: str


def invite(person_id: str) -> str:
    """Make a single-use link's token for somebody on the roster. Earlier unused ones stop working."""
    db.session.execute(
        update(Invitation)
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
        .values(expires_at=now())
    )
    token = secrets.token_urlsafe(32)
    db.session.add(
        Invitation(
            id=new_id(),
            token_hash=_hash(token),
            person_id=person_id,
            kind="enrol",
            created_at=now(),
            expires_at=now() + INVITATION_LASTS,
        )
    )
    return token


def invited(token: str) -> Invited:
    """Whom this link is for.

    Raises:
        NotFound: it was used, ran out, or never was.
    """
    row = db.session.execute(
        select(Person.id, Person.name, Person.email)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(
            Invitation.token_hash == _hash(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
            Person.left_at.is_(None),
            ~select(Account.person_id).where(Account.person_id == Person.id).exists(),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("This invitation has been used or has run out. Ask whoever invited you for a new one."))
    return Invited(*row)


def enrol(person_id: str, passphrase: str, peppers: Peppers, cost: Cost) -> tuple[Keys, str]:
    """Make a person's keys and account, in a write unit of its own.

    Returns:
        The keys, and the browser’s half of what shows the recovery code until it is written down.

    Raises:
        NotFound: somebody enrolled with this invitation a moment ago.
        Busy: too many passphrases are being worked on.
    """
    end_read()
    keys, stored = vault_keys.new_person(person_id)
    passphrase_slot = new_passphrase_slot(keys, passphrase, peppers, cost)
    code, recovery_slot = new_recovery_slot(keys)
    with write_unit():
        # The lock makes two posts of one invitation follow each other.
        db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
        if db.session.get(Account, person_id) is not None:
            raise NotFound(_("This invitation has been used. Sign in with the passphrase you chose."))
        db.session.add(
            Account(
                person_id=person_id,
                key_id=stored.public.key_id,
                public_key=stored.public.raw,
                sealed_private=stored.sealed_private,
                sealed_contribution=stored.sealed_contribution,
                generation=keys.generation,
                created_at=now(),
            )
        )
        db.session.flush()
        store_slot(person_id, passphrase_slot)
        store_slot(person_id, recovery_slot)
        db.session.execute(
            update(Invitation)
            .where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
            .values(used_at=now())
        )
        cookie = hold_code(person_id, code)
    return keys, cookie


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
