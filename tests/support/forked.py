"""Processes that begin with Reflect imported: each is forked from one that imported it once for this run.

The import takes a second of the processor, and a run starts dozens of servers and commands. All else is as from a
shell: an environment, a session, a place for what is said, and an end of their own. That Reflect starts from nothing is
shown in tests/integration/test_serving.py, and its memory is measured by `make bench`, which forks nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.support import templates

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    "reflect": ("reflect.cli", "run"),
    "granian": ("granian.cli", "entrypoint"),
    "killed-sender": ("tests.support.killed_sender", "run"),
}

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload([__name__, "granian.cli", "tests.support.imported"])


class Forked:
    """A process, with what the tests use of `subprocess.Popen`."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], said: Path, complained: Path) -> None:
        self._process: ForkServerProcess = _forking.Process(
            target=_become, args=(list(words), dict(environment), str(said), str(complained))
        )
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """How it ended, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            TimeoutExpired: it runs still.
        """
        self._process.join(timeout)
        ended = self.poll()
        if ended is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return ended

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


Running = Forked | subprocess.Popen[bytes]


def run(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end: `run(["reflect", "mail", "send"], …)`."""
    with tempfile.TemporaryDirectory() as folder:
        said, complained = Path(folder) / "said", Path(folder) / "complained"
        status = Forked(words, environment, said, complained).wait()
        return subprocess.CompletedProcess(list(words), status, said.read_text(), complained.read_text())


def _become(words: list[str], environment: dict[str, str], said: str, complained: str) -> None:
    """In the new process: be the program that the first word names."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    multiprocessing.set_start_method("fork", force=True)  # granian's workers, as in a process that was not forked
    for descriptor, path in ((1, said), (2, complained)):
        opened = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    templates.keep_compiled()
    sys.argv = words
    module, function = PROGRAMS[words[0]]
    sys.exit(getattr(import_module(module), function)())
