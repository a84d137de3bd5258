"""Figures of running, for Prometheus: how many requests, how quick, what waits. The only import of its client.

Nothing is counted, and the client is not loaded, without a token. Each worker process writes its counts into a file of
its own, in the folder of the server it belongs to; whichever process is asked adds all up.
"""

import hmac
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, QueuePool

from reflect.audit import sealing
from reflect.core.logs import failure
from reflect.storage.db import db
from reflect.vault.derivation import in_the_queue

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
log = logging.getLogger("reflect")


class Waiting:
    """What waits in the database to be done by a process beside the server, each a number and nothing else."""

    def __init__(self) -> None:
        self._numbers: dict[str, tuple[str, Callable[[], int]]] = {}

    def add(self, name: str, means: str, number: Callable[[], int]) -> None:
        """Ask `number` whenever the figures are asked for."""
        self._numbers[name] = means, number

    def asked(self) -> Iterator[tuple[str, str, int]]:
        """Each name, what it means, and how many. What cannot be counted now is left out."""
        for name, (means, number) in self._numbers.items():
            with suppress(Exception):
                yield name, means, number()


waiting = Waiting()
waiting.add("reflect_audit_events_unsealed", "Events of the audit trail that are not linked yet", sealing.waiting)


class Metrics:
    """The counts of this process, and the sum of all processes of its server."""

    def __init__(self, folder: Path, token: str) -> None:
        self._folder, self._token = folder, token
        self._making = threading.Lock()
        self._counts: Any = None
        self._engine: Engine | None = None
        self.counting = bool(token)

    def admits(self, authorization: str) -> bool:
        """Whether this header shows the token."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self._token}".encode())

    def note(self, app: Flask, part: str, does: str, status: str, seconds: float) -> None:
        """Count an answer, and what was in use when it had left."""
        counts = self._ready()
        if counts is None:
            return
        counts.requests.labels(part, does, status).inc()
        counts.seconds.labels(part, does).observe(seconds)
        counts.passphrases.set(in_the_queue())
        if self._engine is None:
            with app.app_context():
                self._engine = db.engine
        pool = self._engine.pool
        counts.connections.set(pool.checkedout() if isinstance(pool, QueuePool) else 0)

    def text(self) -> tuple[bytes, str]:
        """Everything that is counted, and its content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.metrics_core import GaugeMetricFamily
        from prometheus_client.multiprocess import MultiProcessCollector

        counts = self._ready()
        registry = CollectorRegistry()
        if counts is not None:
            counts.forget_the_dead()
            MultiProcessCollector(registry, str(counts.folder))

        class FromDatabase:
            def collect(self) -> Iterator[Any]:
                for name, means, number in waiting.asked():
                    yield GaugeMetricFamily(name, means, value=number)

        registry.register(FromDatabase())  # type: ignore[arg-type]
        return generate_latest(registry), CONTENT_TYPE_LATEST

    def _ready(self) -> Any:
        with self._making:
            if self._counts is None and self.counting:
                try:
                    self._counts = _Counts(self._folder)
                except OSError as error:  # people go on; whoever runs Reflect is told once
                    self.counting = False
                    log.error("REFLECT_METRICS_FOLDER cannot be used, so nothing is counted", extra=failure(error))
            return self._counts


class _Counts:
    """What one process counts. Made at its first request, so that commands make no files."""

    def __init__(self, folder: Path) -> None:
        self.folder = _of_this_server(folder)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder)  # the client reads it when it is loaded
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        own = CollectorRegistry()
        labels = ("part", "does")
        self.requests = Counter("reflect_requests", "Answers", (*labels, "status"), registry=own)
        self.seconds = Histogram(
            "reflect_request_seconds", "How long answers took", labels, registry=own, buckets=SECONDS
        )
        added: dict[str, Any] = {"registry": own, "multiprocess_mode": "livesum"}
        self.passphrases = Gauge("reflect_passphrases_at_work", "Derivations that work or wait for a core", **added)
        self.connections = Gauge("reflect_database_connections_used", "Connections lent out of the pools", **added)

    def forget_the_dead(self) -> None:
        """Let what processes had in use go with them; what they counted stays."""
        from prometheus_client.multiprocess import mark_process_dead

        for file in self.folder.glob("gauge_live*_*.db"):
            pid = int(file.stem.rpartition("_")[2])
            try:
                os.kill(pid, 0)  # asks whether it is there, and does nothing to it
            except (ProcessLookupError, PermissionError):  # its number may be somebody else's by now
                mark_process_dead(pid, str(self.folder))


def _of_this_server(folder: Path) -> Path:
    """The folder that the worker processes of one server share. Those of servers that are gone are removed."""
    name = _server(os.getppid())
    own = folder / name
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    for other in folder.iterdir():
        pid = other.name.partition("-")[0]
        if pid.isdecimal() and other.name != _server(int(pid)):
            shutil.rmtree(other, ignore_errors=True)
    return own


def _server(pid: int) -> str:
    """A process by its number and its start, because numbers come again."""
    try:
        started = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]  # proc(5): field 22
    except (OSError, IndexError):
        started = "gone"
    return f"{pid}-{started}"
