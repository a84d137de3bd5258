"""A private file for as long as it is needed: nobody else can read it, and it is gone afterwards.

A process that is killed leaves its file behind. So each file is locked while it is in use, and whoever needs one next
removes those that nobody holds.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

MARK = ".reflect-private-"


@contextmanager
def private_file(folder: Path) -> Iterator[Path]:
    """An empty file of mode 0600 in a folder. It is removed at the end, with what SQLite lays beside it."""
    _sweep(folder)
    handle, path = _locked(folder)
    try:
        yield path
    finally:
        _remove(path)
        os.close(handle)


def _locked(folder: Path) -> tuple[int, Path]:
    while True:
        handle, name = mkstemp(prefix=MARK, suffix=".db", dir=folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # somebody swept between the two: under that name, a file would be made that all can read


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{MARK}*.db"):
        try:
            with left.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(left)
        except OSError:  # somebody is at it, or it is not ours to remove
            continue


def _remove(path: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink(missing_ok=True)
