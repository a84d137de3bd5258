"""Where the private keys of windows lie: a folder that only the command line reads, one file for each window.

Never in the database and never in its backups. Once a key is destroyed, nobody opens that window's rows again.
"""

import os
from pathlib import Path

from reflect.core.files import folder_to_disk
from reflect.core.ids import ID_PATTERN

_SUFFIX, _GONE = ".key", ".destroyed"


class KeyGone(LookupError):
    """There is no key of this window here that can be read."""


def write(folder: Path, window: str, private: bytes) -> None:
    """Keep a window's private key, on the disk when this returns. Raises FileExistsError when there is one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    handle = os.open(_path(folder, window), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    folder_to_disk(folder)


def read(folder: Path, window: str) -> bytes:
    """A window's private key. Raises KeyGone, also for a file that holds none (destroying it was cut short)."""
    try:
        return bytes.fromhex(_path(folder, window).read_text("ascii"))
    except (OSError, ValueError):  # another user’s file, or a folder that is none: nothing is destroyed for that
        raise KeyGone from None


def destroy(folder: Path, window: str) -> bool:
    """Overwrite and remove a window's key, and come back when the disk has done it.

    Returns whether the key is known to be gone: it was destroyed here, now or before. A folder that never held it, or
    that somebody else owns, does not know.
    """
    path, gone = _path(folder, window), _path(folder, window, _GONE)
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.replace(gone)  # the name stays until the window says that its key is destroyed: see `forget`
        folder_to_disk(folder)
    except OSError:  # another process may have been quicker
        return gone.exists() and not path.exists()
    return True


def forget(folder: Path, window: str) -> None:
    """Remove the mark that a window's key was destroyed here, once the window says so itself."""
    _path(folder, window, _GONE).unlink(missing_ok=True)


def kept(folder: Path) -> set[str]:
    """The windows that have a key file here."""
    names = (path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))
    return {name for name in names if ID_PATTERN.fullmatch(name)}


def _path(folder: Path, window: str, suffix: str = _SUFFIX) -> Path:
    return folder / f"{window}{suffix}"
