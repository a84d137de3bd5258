"""What the disk has to hold before we go on: the files themselves say `os.fsync`, their names need this."""

import os
from pathlib import Path


def folder_to_disk(folder: Path) -> None:
    """Come back when the names in a folder are on the disk: a file that is new, renamed or removed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
