"""The list of who was erased, in a file beside the database: it outlives a restore, and names nobody.

One random id and moment a line. It is in no backup: a backup is older than what it must forget.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from reflect.core.files import folder_to_disk
from reflect.core.ids import ID_PATTERN


def ready(file: Path) -> None:
    """Raise OSError when nobody can be added to the list: to be asked before anything is destroyed."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))


def append(file: Path, person_id: str, at: datetime) -> None:
    """Add somebody to the list. It is on the disk when this returns. Raises OSError when it cannot be."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    with os.fdopen(handle, "a+b") as opened:
        if opened.tell() and os.pread(handle, 1, opened.tell() - 1) != b"\n":
            opened.write(b"\n")  # a line that was cut short takes no other with it
        opened.write(f"{person_id} {at.astimezone(UTC).isoformat(timespec='seconds')}\n".encode())
        opened.flush()
        os.fsync(opened.fileno())
    folder_to_disk(file.parent)


def listed(file: Path) -> list[str]:
    """The ids on the list. A line that was cut short while the machine died names nobody. No file: nobody."""
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []
    first = (line.partition(" ")[0] for line in lines)
    return list(dict.fromkeys(each for each in first if ID_PATTERN.fullmatch(each)))
