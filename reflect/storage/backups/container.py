"""The file of a backup: facts, then rows, encrypted to public keys with age (https://age-encryption.org/v1).

It is written under another name and renamed when it is whole and on the disk: under its own name there is a whole
backup, or what was there before. age authenticates every piece of 64 KiB and the end, so a file that was changed or cut
short does not open; nothing of it is used before its end was reached.
"""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO, TypeVar

from reflect.core.files import folder_to_disk
from reflect.storage.backups.errors import BackupError
from reflect.storage.backups.manifest import Manifest, from_line

MAGIC = b"reflect-backup/1\n"
LONGEST_LINE = 16 * 1024 * 1024
PIECE = 1024 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
T = TypeVar("T")


def recipients(keys: Sequence[str]) -> list[object]:
    """The public keys that a backup is encrypted to.

    Raises:
        BackupError: there are none, or one is no public key of age's.
    """
    from pyrage import RecipientError, x25519  # only here: a web worker makes no backups

    if not keys:
        raise BackupError(
            "REFLECT_BACKUP_PUBLIC_KEY is not set, and a backup is never written in the clear. Make a key pair with "
            "age-keygen on another machine, and set it to the line that begins with age1."
        )
    try:
        return [x25519.Recipient.from_str(key) for key in keys]
    except RecipientError:
        raise BackupError("REFLECT_BACKUP_PUBLIC_KEY is no public key of age’s. It begins with age1.") from None


def identities(file: Path) -> list[object]:
    """The private keys in a file as age-keygen writes it.

    Raises:
        BackupError: it cannot be read, or holds none.
    """
    from pyrage import IdentityError, x25519

    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, IdentityError):
        found = []
    if not found:
        raise BackupError(f"{file} holds no private key of age’s: a line that begins with AGE-SECRET-KEY-1.")
    return found


def write(path: Path, to: Sequence[object], manifest: Manifest, pieces: Iterator[bytes]) -> None:
    """Encrypt a backup into a file of mode 0600, all of it or nothing.

    Raises:
        BackupError: the disk is full, or the folder cannot be written to.
    """
    import pyrage

    draft: Path | None = None
    try:
        handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            source = _Source([MAGIC + manifest.line()], pieces)
            _through_age(pyrage.encrypt_io, source, _Target(file.write), to)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        folder_to_disk(path.parent)
    except OSError as error:
        raise not_written(error, path.parent) from None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def read(path: Path, using: Sequence[object], keep: Callable[[bytes], object]) -> Manifest:
    """Decrypt a backup to its end, handing the rows on, a piece after the other. Use none of them before this returns.

    Raises:
        BackupError: it is none, was changed or cut short, these keys do not open it, or there is no room.
    """
    import pyrage

    split = _Split(keep)
    try:
        with path.open("rb") as file:
            _through_age(pyrage.decrypt_io, _Source([], pieces_of(file)), _Target(split.write), using)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise BackupError(f"{path} was made for another key. Give the private key that belongs to it.") from None
        raise BackupError(f"{path} is no backup that Reflect made, or is damaged. Nothing was changed.") from None
    except OSError as error:
        if error.errno is None:  # age's own: a piece was changed, or the end is missing
            raise BackupError(f"{path} is damaged or was cut short. Nothing was changed.") from None
        if error.errno in FULL:
            raise BackupError("The disk is full, so the backup was not unpacked. Nothing was changed.") from None
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from None
    return split.manifest()


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """A file, a piece after the other."""
    while piece := file.read(PIECE):
        yield piece


def not_written(error: OSError, folder: Path) -> BackupError:
    """Why nothing could be written, as a sentence."""
    if error.errno in FULL:
        return BackupError(
            f"There is no room left in {folder}. No backup was written, and older ones are as they were."
        )
    return BackupError(f"No backup was written in {folder}: {error.strerror or 'it could not be written to'}.")


class _Source:
    """What age reads. It says only that something went wrong: what it was is kept here."""

    def __init__(self, first: list[bytes], rest: Iterator[bytes]) -> None:
        self._first, self._rest, self._held = first, rest, memoryview(b"")
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            if not self._held:
                self._held = memoryview(self._first.pop(0) if self._first else next(self._rest, b""))
        except Exception as error:
            self.error = error
            raise
        size = len(self._held) if size < 0 else size
        piece, self._held = self._held[:size], self._held[size:]
        return bytes(piece)


class _Target:
    """What age writes to. What went wrong is kept here."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.error: Exception | None = None

    def write(self, piece: bytes) -> int:
        try:
            self._write(piece)
        except Exception as error:
            self.error = error
            raise
        return len(piece)

    def flush(self) -> None:
        """age flushes at its end; the file is flushed where it is closed."""


def _through_age(run: Callable[..., object], source: _Source, target: _Target, keys: Sequence[object]) -> None:
    try:
        run(source, target, keys)
    except Exception:
        for kept in (source.error, target.error):
            if kept is not None:
                raise kept from None
        raise


class _Split:
    """Parts the facts from the rows behind them."""

    def __init__(self, keep: Callable[[bytes], object]) -> None:
        self._keep = keep
        self._head = b""
        self._manifest: Manifest | None = None

    def write(self, piece: bytes) -> None:
        if self._manifest is not None:
            self._keep(piece)
            return
        self._head += piece
        if len(self._head) > LONGEST_LINE or not self._head.startswith(MAGIC[: len(self._head)]):
            raise BackupError("This file is no backup that Reflect made.")
        line, ended, rest = self._head.removeprefix(MAGIC).partition(b"\n")
        if len(self._head) > len(MAGIC) and ended:
            self._manifest, self._head = from_line(line), b""
            if rest:
                self._keep(rest)

    def manifest(self) -> Manifest:
        if self._manifest is None:
            raise BackupError("This file is no backup that Reflect made.")
        return self._manifest
