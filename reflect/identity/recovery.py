"""Opening one's own lock with the printed recovery code."""

from reflect.identity.keyring import slot_of
from reflect.identity.models import Account
from reflect.organisation.roster import person_by_address
from reflect.storage.db import db
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.recovery import code_bytes
from reflect.vault.slots import open_recovery_slot


def open_with_code(email: str, code: str) -> Keys | None:
    """The keys behind a recovery code, or None for an unknown person, a suspended account or a wrong code.

    What is typed is looked at first, so that the answer to something that is no code names nobody.

    Raises:
        BadRecoveryCode: it cannot be a code at all; the error names what is wrong.
    """
    code_bytes(code)
    person = person_by_address(email)
    slot = slot_of(person.id, "recovery") if person and person.left_at is None else None
    account = db.session.get(Account, person.id) if person else None
    if person is None or slot is None or account is None or account.suspended_at is not None:
        return None
    try:
        return open_recovery_slot(person.id, slot, code)
    except CannotOpen:
        return None
