"""`make serve` itself: it serves, seals the audit trail beside, and leaves nothing running when it is stopped."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from reflect.audit.models import AuditEvent
from reflect.storage.db import db
from tests.support.server import LONGEST_START, ROOT, Server


def ready(server: Server) -> bool:
    with server.app.app_context():
        waiting = select(func.count()).where(AuditEvent.position.is_(None))
        linked = select(func.count()).where(AuditEvent.position.is_not(None))
        found = db.session.scalar(waiting) == 0 and (db.session.scalar(linked) or 0) > 0
        db.session.remove()
    return found and server.answers()


def stopped(running: subprocess.Popen[bytes]) -> None:
    """Tell every process of it to stop, as a terminal does; again, when a worker that was still starting missed it."""
    for _try in range(6):
        os.killpg(running.pid, signal.SIGINT)
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            continue
        return
    raise AssertionError("it does not stop")


def test_it_serves_and_seals_and_stops(tmp_path: Path) -> None:
    server = Server(tmp_path / "served")
    server.prepare()
    command = ["make", "--assume-old=setup", "serve", f"PORT={server.port}", "DEMO=0"]
    log = server.log.open("ab")
    running = subprocess.Popen(
        command, cwd=ROOT, env=server.environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        deadline = time.monotonic() + LONGEST_START
        while not ready(server):
            assert running.poll() is None, server.log.read_text()
            assert time.monotonic() < deadline, server.log.read_text()
            subprocess.run(["sleep", "0.1"], check=True)
        stopped(running)
        with pytest.raises(ProcessLookupError):
            os.killpg(running.pid, 0)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        log.close()
        server.close()
    assert "Traceback" not in server.log.read_text()
