"""New keys for a person: after recovery, or when somebody may know the passphrase."""

from sqlalchemy import select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.identity import sessions
from reflect.identity.codes import hold_code
from reflect.identity.keyring import KeysReplaced, secrets_of, store_slot
from reflect.identity.models import Account
from reflect.identity.telling import tell_owner
from reflect.storage.db import db, end_read, write_unit
from reflect.vault import keys as vault_keys
from reflect.vault.derivation import Cost
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PersonSecrets
from reflect.vault.slots import Peppers, new_passphrase_slot, new_recovery_slot
from reflect.web.language import gettext as _
from reflect.web.rewraps import rewraps


def rotate(old: Keys, passphrase: str, peppers: Peppers, cost: Cost, *, used_code: bool = False) -> tuple[Keys, str]:
    """Replace a person's root key and wrap everything under the new one, in one write unit. The person is told.

    Every browser is signed out, and what carries the old generation can no longer be written.

    Args:
        used_code: they came with their recovery code; else with their earlier passphrase.

    Returns:
        The new keys, and the browser’s half of what shows the new recovery code.

    Raises:
        KeysReplaced: they were replaced from somewhere else in the meantime.
        Busy: too many passphrases are being worked on.
    """
    person_id = old.person
    new, stored = _next(old)
    end_read()
    passphrase_slot = new_passphrase_slot(new, passphrase, peppers, cost)
    code, recovery_slot = new_recovery_slot(new)
    with write_unit():
        # Locked first: whoever saves or shares at this moment holds the account, and is waited for or turned away.
        present = select(Account.generation).where(Account.person_id == person_id).with_for_update()
        if db.session.scalar(present) != old.generation:
            raise _replaced()
        rewraps.run(person_id, old, new)
        store_slot(person_id, passphrase_slot)
        store_slot(person_id, recovery_slot)
        db.session.execute(
            update(Account)
            .where(Account.person_id == person_id)
            .values(
                generation=new.generation,
                sealed_private=stored.sealed_private,
                sealed_contribution=stored.sealed_contribution,
                # The new code is not on paper yet; the account stays finished, so what is shared goes on working.
                code_confirmed_at=now(),
            )
        )
        sessions.end_all(person_id)
        cookie = hold_code(person_id, code)
        record("keys-replaced", actor=person_id, about=person_id)
        happened = "recovery-code-used" if used_code else "passphrase-changed"
        record(happened, actor=person_id, about=person_id)
        tell_owner(person_id, happened)
    return new, cookie


def _next(old: Keys) -> tuple[Keys, PersonSecrets]:
    try:
        return vault_keys.rotate(old, secrets_of(old.person))
    except CannotOpen:
        raise _replaced() from None


def _replaced() -> KeysReplaced:
    return KeysReplaced(_("Your keys were replaced from another browser. Sign in again."))
