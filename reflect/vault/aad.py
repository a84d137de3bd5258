"""What a ciphertext is tied to: a domain and the ids of its row, as bytes that mean one thing only.

The bytes go beside the ciphertext as additional authenticated data (AES-GCM), as `info` (HPKE, HKDF) or into
a hash. A body moved under another row, revision, person or label then does not open.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

# Every domain with the ids it names. Only ids that never change belong here, never text that people edit.
DOMAINS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "slot": frozenset({"person", "kind", "generation"}),
        "device-slot": frozenset({"person", "factor", "generation"}),
        "factor-seed": frozenset({"person", "factor"}),
        "sk": frozenset({"person", "key_id"}),
        "contribution": frozenset({"person"}),
        "pin": frozenset({"person"}),
        "fingerprint": frozenset({"person", "public_key"}),
        "dek": frozenset({"entry", "owner"}),
        "entry": frozenset({"entry", "owner", "revision"}),
        "title": frozenset({"entry", "owner", "revision"}),
        "share-own": frozenset({"share", "owner"}),
        "share-key": frozenset({"share", "owner", "to", "key_id"}),
        "share": frozenset({"share", "owner"}),
        "share-head": frozenset({"share", "owner"}),
        "comment": frozenset({"share", "comment", "author"}),
        "draft-comment-key": frozenset({"draft", "owner"}),
        "draft-comment": frozenset({"draft", "owner", "entry", "revision"}),
        "ready-share": frozenset({"ready", "entry", "owner", "reader"}),
        "pair-key": frozenset({"supervision", "to", "key_id"}),
        "agreement": frozenset({"supervision", "version"}),
        "agenda-item": frozenset({"supervision", "item", "author"}),
        "session-notes": frozenset({"supervision", "session", "version"}),
        "action": frozenset({"supervision", "action", "version"}),
        "record-key": frozenset({"session", "to", "key_id"}),
        "record": frozenset({"session", "version"}),
        "search": frozenset({"search", "to", "key_id"}),
        "search-terms": frozenset({"search", "to", "key_id"}),
        "search-extract": frozenset({"search", "author", "to", "key_id"}),
        "rescue": frozenset({"person", "entry", "one_time_id"}),
        "session": frozenset({"person", "session"}),
        "pending": frozenset({"person", "pending"}),
        "choices": frozenset({"person"}),
        "contribution-row": frozenset({"window", "cid"}),
    }
)


def aad(domain: str, **ids: str | int) -> bytes:
    """Canonical bytes for a domain and its ids: each part behind its length, ids sorted by name.

    Two different calls never give the same bytes; a number and the text of that number differ too.
    Raises ValueError when the ids are not exactly those that the domain names.
    """
    if DOMAINS.get(domain) != ids.keys():
        raise ValueError(f"the domain {domain!r} does not name exactly these ids")
    opening, names = _frame(domain)
    parts = [opening]
    for name, named in names:
        parts += (named, _id(ids[name]))
    return b"".join(parts)


def label(name: str) -> bytes:
    """The length-prefixed domain string that opens every AAD, HKDF info and hash of ours."""
    return _part(f"reflect/{name}/v1".encode())


@cache
def _frame(domain: str) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    """What all AADs of a domain have in common. A search asks for thousands of them."""
    return label(domain), tuple((name, _part(name.encode())) for name in sorted(DOMAINS[domain]))


@lru_cache(maxsize=4096, typed=True)
def _id(value: str | int) -> bytes:
    return _part(_value(value))


def _value(value: str | int) -> bytes:
    if isinstance(value, str):
        # JSON can carry half a surrogate pair; it must become bytes of its own rather than an error.
        return b"t" + value.encode("utf-8", "surrogatepass")
    return b"n%d" % value


def _part(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
