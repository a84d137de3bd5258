"""How Reflect is served: granian's words, the same for a checkout, an installed package, the units and the tests."""

import os
import subprocess
import sys

# Workers: as many as cores. Threads: the cores, plus eight who may wait for an unlock, and some for other pages.
ARGUMENTS = (
    *("--interface", "wsgi", "--workers", "2", "--blocking-threads", "12", "--runtime-threads", "1"),
    *("--no-ws", "--respawn-failed-workers", "--log-level", "error"),
)
# One place that all threads take memory from (glibc's mallopt(3)): with one for each of a dozen threads, what one has
# given back is of no use to the next, a fifth of a worker. They seldom wait for it: Python runs one at a time.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}


def started(port: int) -> subprocess.Popen[bytes]:
    """A server on this machine's loopback, beside this process and with its environment."""
    place = ("--host", "127.0.0.1", "--port", str(port))
    granian = (sys.executable, "-P", "-m", "granian", *ARGUMENTS, *place, "--factory", "reflect:create_app")
    return subprocess.Popen(granian, env={**ENVIRONMENT, **os.environ})  # noqa: S603
