"""Opening one's own lock with the printed recovery code."""

from reflect.identity.keyring import Lock, lock_at, slot_of
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.slots import decoy_code, open_recovery_slot


def open_with_code(email: str, code: str, *, signed_in: str | None = None) -> Keys | None:
    """The keys behind a recovery code, or None for an unknown person, a suspended account or a wrong code.

    All three cost the same work, and what is no code is told to all alike.

    Args:
        signed_in: the id of whoever has signed in already: who signs in at the organisation's provider has to.

    Raises:
        BadRecoveryCode: it cannot be a code at all; the error names what is wrong.
    """
    lock = lock_at(email, "recovery", signed_in=signed_in)
    if lock is None:
        decoy_code(code)
        return None
    return open_lock_with_code(lock, code)


def open_own_with_code(person_id: str, code: str) -> Keys | None:
    """The keys of somebody who is known already, or None for a wrong code: of whichever of their journals this is.

    Raises:
        BadRecoveryCode: it cannot be a code at all; the error names what is wrong.
    """
    slot = slot_of(person_id, "recovery")
    return open_lock_with_code(Lock(person_id, slot, refused=False), code) if slot else None


def open_lock_with_code(lock: Lock, code: str) -> Keys | None:
    """The keys behind one lock, or None for a wrong code and for a lock that is refused.

    Raises:
        BadRecoveryCode: it cannot be a code at all; the error names what is wrong.
    """
    try:
        keys = open_recovery_slot(lock.person_id, lock.slot, code)
    except CannotOpen:
        return None
    return None if lock.refused else keys
