"""A search that people are asked to make in their own journals: its terms, and the extract that somebody shares.

There is no key of the search: each copy is sealed to one person's public key, so that one who is asked opens nothing
that another was sent or has answered.
"""

from __future__ import annotations

from reflect.vault.aad import aad
from reflect.vault.envelope import BODY_STEP, pad, unpad
from reflect.vault.hpke import open_with, seal_to
from reflect.vault.keys import PrivateKey, PublicKey


def seal_search(officer: PublicKey, search: str, data: bytes) -> bytes:
    """Seal what a data protection officer asks for to themselves, padded to steps of 1 KiB.

    Raises CannotOpen for an unusable public key, as all that seal here.
    """
    return seal_to(officer, pad(data, BODY_STEP), _to("search", search, officer))


def open_search(officer: PrivateKey, search: str, sealed: bytes) -> bytes:
    """Open the officer's own copy of this search. Raises CannotOpen for anybody else, and for another search."""
    return unpad(open_with(officer, sealed, _to("search", search, officer)))


def seal_terms(person: PublicKey, search: str, data: bytes) -> bytes:
    """Seal what somebody is asked to look for to them alone, padded to steps of 1 KiB."""
    return seal_to(person, pad(data, BODY_STEP), _to("search-terms", search, person))


def open_terms(person: PrivateKey, search: str, sealed: bytes) -> bytes:
    """Open what one is asked to look for. Raises CannotOpen for anybody else, and for another search."""
    return unpad(open_with(person, sealed, _to("search-terms", search, person)))


def seal_extract(officer: PublicKey, search: str, author: str, data: bytes) -> bytes:
    """Seal what an author chose to share to the officer who asked, tied to the search and to who wrote it."""
    return seal_to(officer, pad(data, BODY_STEP), _extract(search, author, officer))


def open_extract(officer: PrivateKey, search: str, author: str, sealed: bytes) -> bytes:
    """Open this author's extract for this search and no other. Raises CannotOpen."""
    return unpad(open_with(officer, sealed, _extract(search, author, officer)))


def _to(domain: str, search: str, person: PublicKey | PrivateKey) -> bytes:
    return aad(domain, search=search, to=person.person, key_id=person.key_id)


def _extract(search: str, author: str, officer: PublicKey | PrivateKey) -> bytes:
    return aad("search-extract", search=search, author=author, to=officer.person, key_id=officer.key_id)
