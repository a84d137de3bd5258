"""Signing in is opening your own lock: the passphrase slot opens, or nothing does. No password hash is kept."""

from reflect.audit.trail import record
from reflect.identity import sessions
from reflect.identity.keyring import Lock, hold, lock_at, slot_of, store_slot
from reflect.identity.telling import tell_owner
from reflect.storage.db import end_read, write_unit
from reflect.vault.derivation import Cost
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.slots import Peppers, Slot, costs_less, decoy, new_passphrase_slot, open_passphrase_slot


def open_with_passphrase(email: str, passphrase: str, peppers: Peppers, cost: Cost) -> Keys | None:
    """The keys behind a passphrase, or None for an unknown person, a suspended account or a wrong passphrase.

    All three cost one statement and one derivation, so that their times do not tell them apart. A raised cost is
    taken over here.

    Raises:
        Busy: too many passphrases are being worked on.
        KeysReplaced: they were replaced while the cost was raised.
    """
    lock = lock_at(email, "passphrase")
    if lock is None:
        end_read()
        decoy(passphrase, peppers, cost)
        return None
    keys = open_lock(lock, passphrase, peppers)
    if keys is None:
        return None
    _take_over_cost(keys, lock.slot, passphrase, peppers, cost)
    return keys


def open_lock(lock: Lock, passphrase: str, peppers: Peppers) -> Keys | None:
    """The keys behind one lock, or None for a wrong passphrase and for a lock that is refused: both cost the same.

    Raises:
        Busy: too many passphrases are being worked on.
    """
    keys = _open(lock.person_id, lock.slot, passphrase, peppers)
    return None if lock.refused else keys


def unlock_with_passphrase(person_id: str, passphrase: str, peppers: Peppers, cost: Cost) -> Keys | None:
    """The keys of somebody who is signed in, or None for a wrong passphrase. A raised cost is taken over here.

    Raises:
        Busy: too many passphrases are being worked on.
        KeysReplaced: they were replaced while the cost was raised.
    """
    slot = slot_of(person_id, "passphrase")
    keys = _open(person_id, slot, passphrase, peppers) if slot else None
    if keys is not None and slot is not None:
        _take_over_cost(keys, slot, passphrase, peppers, cost)
    return keys


def change_passphrase(keys: Keys, passphrase: str, peppers: Peppers, cost: Cost, *, session_id: str) -> None:
    """Wrap the keys for a new passphrase and sign the person out everywhere but in `session_id`, in one write unit.

    Raises:
        KeysReplaced: the keys are not the present ones any more; the new slot would shut the journal for good.
        Busy: too many passphrases are being worked on.
    """
    slot = _tried_slot(keys, passphrase, peppers, cost)
    with write_unit():
        hold(keys)
        store_slot(keys.person, slot)
        sessions.end_all(keys.person, but=session_id)
        record("passphrase-changed", actor=keys.person, about=keys.person)
        tell_owner(keys.person, "passphrase-changed")


def _take_over_cost(keys: Keys, slot: Slot, passphrase: str, peppers: Peppers, cost: Cost) -> None:
    if costs_less(slot, cost):
        dearer = _tried_slot(keys, passphrase, peppers, cost)
        with write_unit():
            hold(keys, alone=True)
            if slot_of(keys.person, slot.kind) == slot:  # else the passphrase was changed meanwhile: that one stays
                store_slot(keys.person, dearer)


def _tried_slot(keys: Keys, passphrase: str, peppers: Peppers, cost: Cost) -> Slot:
    """A new passphrase slot, opened once before it takes the place of one that works."""
    slot = new_passphrase_slot(keys, passphrase, peppers, cost)
    open_passphrase_slot(keys.person, slot, passphrase, peppers)
    return slot


def _open(person_id: str, slot: Slot, passphrase: str, peppers: Peppers) -> Keys | None:
    end_read()
    try:
        return open_passphrase_slot(person_id, slot, passphrase, peppers)
    except CannotOpen:
        return None
