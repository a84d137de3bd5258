"""How much processor time and memory a server and everything it started has used, from /proc."""

import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def cpu(*roots: int) -> float:
    """Seconds of user and system time of these processes and of all below them."""
    return sum(_used(pid) for pid in {pid for root in roots for pid in tree(root)})


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


def _used(pid: int) -> float:
    """What the clock of another process says (clock_getcpuclockid(3)): its stat counts in hundredths of a second."""
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:  # it has gone
        return 0


def _stat(pid: int) -> list[str]:
    """The fields of a process's stat from the third on: what stands before them is a name with spaces."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
