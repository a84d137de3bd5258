"""Every event with the exact details it carries. A detail is an id, a number or a word of ours: never typed text.

Saving, drafting, contributing and withdrawing are not here: nobody is to see who writes or takes part.
"""

from collections.abc import Mapping
from types import MappingProxyType

_OWN = {
    "enrolled": (),
    "signed-in": ("session",),
    "sign-in-refused": ("reason",),
    "signed-out": ("session",),
    "sessions-ended": (),
    "unlocked": ("session",),
    "unlock-refused": (),
    "passphrase-changed": (),
    "recovery-code-used": (),
    "recovery-code-replaced": (),
    "keys-replaced": (),
    "factor-added": ("kind", "factor"),
    "factor-removed": ("kind", "factor"),
    "factor-reset-cancelled": (),
    "started-again": (),
    "identity-linked": ("issuer",),
    "identity-unlinked": ("issuer",),
    "journal-copied": (),
    "shared": ("share", "reader"),
    "share-opened": ("share", "revision"),
    "share-stopped": ("share", "reader"),
    "commented": ("share",),
    "given-back": ("share",),
    "group-made": ("group",),
    "group-asked": ("group",),
    "group-joined": ("group",),
    "group-declined": ("group",),
    "group-left": ("group",),
    "group-let-go": ("group",),
    "group-closed": ("group",),
    "supervisor-confirmed": ("supervisor",),
    "supervisor-declined": ("supervisor",),
    "agreement-proposed": ("supervision", "version"),
    "agreement-agreed": ("supervision", "version"),
    "record-written": ("session", "version"),
    "record-frozen": ("session", "version", "digest"),
    "record-read": ("session",),
    "record-opened": ("session", "reason"),
}
_ADMINISTRATIVE = {
    "invited": (),
    "start-again-offered": (),
    "suspended": (),
    "reinstated": (),
    "factor-reset-asked": (),
    "address-changed": (),
    "name-changed": (),
    "role-given": ("role", "unit"),
    "role-ended": ("role", "unit"),
    "unit-changed": ("unit",),
    "supervisor-named": ("supervisor",),
    "supervision-ended": ("supervisor",),
    "left": (),
    "roster-imported": ("people", "units"),
    "unit-made": ("unit",),
    "unit-renamed": ("unit",),
    "unit-moved": ("unit",),
    "unit-closed": ("unit",),
    "unit-clustered": ("unit", "year"),
    "edition-published": ("edition",),
    "edition-retired": ("edition",),
    "settings-changed": (),
    "access-refused": ("endpoint",),
    "records-key-made": ("key",),
    "records-key-ended": ("key",),
    "window-opened": ("window",),
    "window-released": ("window",),
    "window-expired": ("window",),
}
EVENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {name: frozenset(keys) for name, keys in {**_OWN, **_ADMINISTRATIVE}.items()}
)
ADMINISTRATIVE = frozenset(_ADMINISTRATIVE)
