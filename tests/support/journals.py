"""People with journals, made in a moment: real keys and real slots, with a derivation that costs nothing."""

from __future__ import annotations

from reflect.vault.derivation import Cost
from reflect.vault.entries import entry_key, new_entry_key, seal_body, seal_head
from reflect.vault.keys import Keys, PersonSecrets, PrivateKey, new_person, private_key
from reflect.vault.slots import Peppers, Slot, new_passphrase_slot, new_recovery_slot

PEPPERS = Peppers({"spring": bytes(range(32))}, current="spring")
COST = Cost.smallest()


class Journal:
    """An enrolled person: keys, stored secrets, passphrase slot and recovery slot."""

    def __init__(self, person: str, passphrase: str = "five plain words for opening") -> None:
        self.person = person
        self.passphrase = passphrase
        self.keys: Keys
        self.secrets: PersonSecrets
        self.keys, self.secrets = new_person(person)
        self.slot: Slot = new_passphrase_slot(self.keys, passphrase, PEPPERS, COST)
        self.code, self.recovery = new_recovery_slot(self.keys)

    @property
    def private(self) -> PrivateKey:
        return private_key(self.keys, self.secrets)


class SealedEntry:
    """One entry as stored: its wrapped key and one sealed revision, and the key unwrapped."""

    def __init__(self, journal: Journal, entry: str, revision: int, text: bytes) -> None:
        self.wrapped = new_entry_key(journal.keys, entry)
        self.key = entry_key(journal.keys, entry, self.wrapped)
        self.body = seal_body(self.key, revision, text)
        self.head = seal_head(self.key, revision, text)
