"""A release that is killed at any step has published nothing or everything, and can be finished."""

import os
import signal
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from reflect.core.errors import Conflict
from reflect.storage import leads
from reflect.storage.db import db
from reflect.themes import destruction, window_keys
from reflect.themes.models import Charge, Contribution, Figure, Window
from reflect.themes.verifying import verify
from tests.support.roster import Roster
from tests.support.windows import Windows

OPENS = datetime(2026, 7, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 12, 1, tzinfo=UTC)
AFTER = CLOSES + timedelta(days=1)
BEFORE_THE_COMMIT = (
    "Checking the window.",
    "Opening the rows.",
    "Drawing the noise.",
    "Charging the budget.",
    "Writing the figures.",
    "Deleting the rows.",
    "Committing.",
)
AFTER_THE_COMMIT = (
    "Published.",
    "Destroying the key.",
    "Key destroyed. Removing what is left of the rows.",
    "Rows removed.",
    "Done.",
)
ROWS = 5


@pytest.fixture
def window_id(windows: Windows) -> str:
    """A closed window of a plan for everybody, with a few rows."""
    roster = Roster(joined=OPENS - timedelta(days=1))
    team = roster.service("Assessment", 30, team="North team")
    with time_machine.travel(OPENS, tick=False):
        opened = windows.open("half-year", OPENS, CLOSES, plan="pilot")
        for _number in range(ROWS):
            windows.contribute(opened, team, ["own-lens"])
    return opened


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def figures() -> list[tuple[str, str, int]]:
    found = db.session.execute(select(Figure.place_id, Figure.cell, Figure.value).order_by(Figure.cell)).all()
    db.session.rollback()
    return [tuple(row) for row in found]


def killed(at: str, run: Callable[[Callable[[str], None]], object]) -> None:
    """Run in another process, which kills itself when it comes to a phase, as a failing machine does."""
    db.session.remove()
    db.engine.dispose()  # so that the child inherits no connection
    leads.engine().dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forks beside idle threads
        child = os.fork()
    if child == 0:
        try:
            run(lambda phase: os.kill(os.getpid(), signal.SIGKILL) if phase == at else None)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the release never came to “{at}”"
    assert os.WTERMSIG(status) == signal.SIGKILL


def release_killed(windows: Windows, window_id: str, at: str) -> None:
    killed(at, lambda said: windows.release(window_id, said))


def test_the_phases_are_these(windows: Windows, window_id: str) -> None:
    said: list[str] = []
    with time_machine.travel(AFTER, tick=False):
        windows.release(window_id, said.append)
    assert tuple(said) == BEFORE_THE_COMMIT + AFTER_THE_COMMIT


@pytest.mark.parametrize("phase", BEFORE_THE_COMMIT)
def test_killed_before_the_commit_publishes_nothing(windows: Windows, window_id: str, phase: str) -> None:
    with time_machine.travel(AFTER, tick=False):
        release_killed(windows, window_id, phase)
        assert (count(Figure), count(Charge), count(Contribution)) == (0, 0, ROWS)
        assert verify(windows.keys) == []
        assert db.session.get_one(Window, window_id).state == "open"
        windows.release(window_id)
        assert count(Figure) > 0
        assert count(Contribution) == 0
        assert verify(windows.keys) == []


@pytest.mark.parametrize("phase", AFTER_THE_COMMIT)
def test_killed_after_the_commit_has_published_everything(windows: Windows, window_id: str, phase: str) -> None:
    with time_machine.travel(AFTER, tick=False):
        release_killed(windows, window_id, phase)
        published = figures()
        assert len(published) > 1
        assert (count(Charge), count(Contribution)) == (1, 0)
        assert verify(windows.keys) == []
        assert not destruction.remains(window_id, windows.keys)
        assert list(windows.keys.iterdir()) == []
        assert db.session.get_one(Window, window_id).destroyed_at is not None
        with pytest.raises(Conflict, match="released already"):
            windows.release(window_id)
        assert figures() == published, "a second draw of noise was seen"


@pytest.mark.parametrize("phase", AFTER_THE_COMMIT[:3])
def test_a_second_release_refuses_and_finishes_the_destruction(windows: Windows, window_id: str, phase: str) -> None:
    with time_machine.travel(AFTER, tick=False):
        release_killed(windows, window_id, phase)
        published = figures()
        with pytest.raises(Conflict, match="released already"):
            windows.release(window_id)
        assert not destruction.remains(window_id, windows.keys)
        assert db.session.get_one(Window, window_id).destroyed_at is not None
        assert figures() == published


@pytest.mark.parametrize("phase", AFTER_THE_COMMIT[1:])
def test_a_verify_that_is_killed_can_be_run_again(windows: Windows, window_id: str, phase: str) -> None:
    with time_machine.travel(AFTER, tick=False):
        release_killed(windows, window_id, "Published.")
        published = figures()
        killed(phase, lambda said: verify(windows.keys, said=said))
        assert bool(window_keys.kept(windows.keys)) == (phase == "Destroying the key.")
        assert verify(windows.keys) == []
        assert not destruction.remains(window_id, windows.keys)
        assert list(windows.keys.iterdir()) == []
        assert figures() == published
