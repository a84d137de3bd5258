"""What the vault says when something does not work. Opening has one error, so a failure explains nothing."""

from __future__ import annotations

from typing import Literal

Weakness = Literal["too_short", "too_long", "forbidden", "names_you", "guessable"]


class VaultError(Exception):
    """Anything the vault refuses to do."""


class CannotOpen(VaultError):
    """It does not open: wrong key, tampered, moved, relabelled or of an unknown format. Never says which."""

    def __init__(self) -> None:
        super().__init__("cannot open")


class BadRecoveryCode(VaultError):
    """What was typed is not shaped like a recovery code.

    `characters` holds the characters that no code contains, each once; empty when the length is wrong.
    """

    def __init__(self, characters: str) -> None:
        super().__init__("not a recovery code")
        self.characters = characters


class WeakPassphrase(VaultError):
    """This text will not do as a passphrase, for the one `reason` given."""

    def __init__(self, reason: Weakness) -> None:
        super().__init__(reason)
        self.reason: Weakness = reason


class Busy(VaultError):
    """Too many people are unlocking at once; ask again after `retry_after` whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("busy")
        self.retry_after = retry_after
