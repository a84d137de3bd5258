"""Making an account: keys that only its person can open, and what is stored of them."""

from dataclasses import dataclass
from datetime import datetime

from reflect.core.clock import now
from reflect.identity.codes import hold_code
from reflect.identity.keyring import store_slot
from reflect.identity.models import Account
from reflect.storage.db import db, end_read
from reflect.vault import keys as vault_keys
from reflect.vault.derivation import Cost
from reflect.vault.keys import Keys, PersonSecrets
from reflect.vault.slots import Peppers, Slot, new_passphrase_slot, new_recovery_slot


@dataclass(frozen=True)
class NewAccount:
    """Keys of somebody who has no account yet, with their two slots and the recovery code."""

    keys: Keys
    secrets: PersonSecrets
    slots: tuple[Slot, Slot]
    code: str


def prepare(person_id: str, passphrase: str, peppers: Peppers, cost: Cost) -> NewAccount:
    """Make a person's keys. Slow, so outside a write unit.

    Raises:
        Busy: too many passphrases are being worked on.
    """
    end_read()
    keys, secrets = vault_keys.new_person(person_id)
    passphrase_slot = new_passphrase_slot(keys, passphrase, peppers, cost)
    code, recovery_slot = new_recovery_slot(keys)
    return NewAccount(keys, secrets, (passphrase_slot, recovery_slot), code)


def lay_down(new: NewAccount, *, contributes_from: datetime | None = None) -> str:
    """Store an account, inside the caller's write unit.

    Returns:
        The browser’s half of what shows the recovery code until it is written down.
    """
    person_id, public = new.keys.person, new.secrets.public
    db.session.add(
        Account(
            person_id=person_id,
            key_id=public.key_id,
            public_key=public.raw,
            sealed_private=new.secrets.sealed_private,
            sealed_contribution=new.secrets.sealed_contribution,
            generation=new.keys.generation,
            created_at=now(),
            contributes_from=contributes_from,
        )
    )
    db.session.flush()
    for slot in new.slots:
        store_slot(person_id, slot)
    return hold_code(person_id, new.code)
