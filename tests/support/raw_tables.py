"""What somebody's keys open in the tables, tried as by somebody who has a copy of the database and a person's keys.

No rule of the app is asked. Every key that opens for the person is tried on every ciphertext of every table, and
without the authentication of AES-GCM, which leaves AES-CTR (NIST SP 800-38D, 7.2): what a ciphertext is tied to does
not help.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import LargeBinary, select, union_all

from reflect.identity.keyring import secrets_of
from reflect.journal.models import Entry
from reflect.sharing.models import DraftComment, Share
from reflect.storage.db import Model, db
from reflect.vault.drafts import draft_key
from reflect.vault.entries import entry_key
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PrivateKey, private_key
from reflect.vault.shares import share_key_as_owner, share_key_as_reader
from tests.support.people import Enrolled

MARK = re.compile(rb"heron\d{6}")
SEALED, HEADER, NONCE, TAG = b"J\x01\x01", 5, 12, 16
SECOND_BLOCK = (2).to_bytes(4, "big")  # the first one of GCM is for the tag


def mark(number: int) -> str:
    """Words that are found again wherever they come to stand."""
    return f"heron{number:06d}"


class RawTables:
    """The tables as bytes. It remembers what it tried, as most of them stay the same from step to step."""

    def __init__(self) -> None:
        self._private: dict[str, PrivateKey] = {}
        self._keys: dict[tuple[str, bytes], bytes | None] = {}
        self._found: dict[tuple[bytes, bytes], frozenset[str]] = {}
        binary = [
            select(column)
            for table in Model.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary)
        ]
        self._every_value = union_all(*binary)
        self.sealed: list[bytes] = []
        self._rows: list[list] = []

    def read(self) -> None:
        """Copy the tables as they are now."""
        self.sealed = [value for value in db.session.scalars(self._every_value) if value and value.startswith(SEALED)]
        self._rows = [
            db.session.execute(select(*columns)).all()
            for columns in (
                (Entry.id, Entry.wrapped_key),
                (Share.id, Share.owner_id, Share.owner_key, Share.reader_key),
                (DraftComment.id, DraftComment.entry_id, DraftComment.wrapped_key),
            )
        ]

    def opened_by(self, person: Enrolled) -> set[str]:
        """The marks in everything that this person's keys open."""
        return set().union(*(self._marks(key, value) for key in self._keys_of(person) for value in self.sealed))

    def _keys_of(self, person: Enrolled) -> Iterator[bytes]:
        keys: Keys = person.keys
        entries, shares, drafts = self._rows
        tries: list[tuple[bytes, Callable]] = []
        tries += [(wrapped, lambda w, i=id_: entry_key(keys, i, w)) for id_, wrapped in entries]
        tries += [(wrapped, lambda w, i=id_, e=entry: draft_key(keys, i, e, w)) for id_, entry, wrapped in drafts]
        for id_, owner, own, sealed in shares:
            tries.append((own, lambda w, i=id_: share_key_as_owner(keys, i, w)))
            tries.append((sealed, lambda w, i=id_, o=owner: share_key_as_reader(self._private_of(person), i, o, w)))
        for wrapped, opens in tries:
            key = self._tried(person, wrapped, opens)
            if key is not None:
                yield key

    def _tried(self, person: Enrolled, wrapped: bytes, opens: Callable) -> bytes | None:
        place = (person.person_id, wrapped)
        if place not in self._keys:
            try:
                self._keys[place] = opens(wrapped)._key
            except CannotOpen:
                self._keys[place] = None
        return self._keys[place]

    def _private_of(self, person: Enrolled) -> PrivateKey:
        if person.person_id not in self._private:
            self._private[person.person_id] = private_key(person.keys, secrets_of(person.person_id))
        return self._private[person.person_id]

    def _marks(self, key: bytes, sealed: bytes) -> frozenset[str]:
        if (key, sealed) not in self._found:
            counter = sealed[HEADER : HEADER + NONCE] + SECOND_BLOCK
            plain = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor().update(sealed[HEADER + NONCE : -TAG])
            self._found[key, sealed] = frozenset(each.decode() for each in MARK.findall(plain))
        return self._found[key, sealed]
