"""Signing in is opening your own lock: the passphrase slot opens, or nothing does. No password hash is kept."""

from sqlalchemy import update

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.identity import sessions
from reflect.identity.keyring import hold, lock_at, slot_of, store_slot
from reflect.identity.models import Account
from reflect.storage.db import db, end_read, write_unit
from reflect.vault.derivation import Cost
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.slots import Peppers, Slot, costs_less, decoy, new_passphrase_slot, open_passphrase_slot
from reflect.web.language import gettext as _


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
    keys = _open(lock.person_id, lock.slot, passphrase, peppers)
    if lock.refused or keys is None:
        return None
    _take_over_cost(keys, lock.slot, passphrase, peppers, cost)
    return keys


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


def suspend(person_id: str) -> None:
    """Stop an account: signed out everywhere at once, nothing shared is opened. No slot is touched."""
    done = db.session.execute(update(Account).where(Account.person_id == person_id).values(suspended_at=now()))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise NotFound(_("There is no account for this person."))
    sessions.end_all(person_id)


def _take_over_cost(keys: Keys, slot: Slot, passphrase: str, peppers: Peppers, cost: Cost) -> None:
    if costs_less(slot, cost):
        dearer = _tried_slot(keys, passphrase, peppers, cost)
        with write_unit():
            hold(keys)
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
