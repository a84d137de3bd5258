"""How much processor time and memory a server and everything it started has used, from /proc."""

import os
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def cpu(*roots: int) -> float:
    """Seconds of user and system time of these processes and of all below them."""
    used = 0.0
    for pid in {pid for root in roots for pid in tree(root)}:
        fields = _stat(pid)
        used += sum(map(int, fields[11:13])) / TICKS if fields else 0
    return used


def memory(pid: int) -> float:
    """MiB that a process holds: what it shares is divided by how many share it."""
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


def tree(root: int) -> Iterator[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += parents.get(pid, [])


def _stat(pid: int) -> list[str]:
    """The fields of a process's stat from the third on: what stands before them is a name with spaces."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
