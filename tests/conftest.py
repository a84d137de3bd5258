"""Fixtures that every test may use. The databases are made once a run; each test starts with its tables empty."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings

from reflect.core.clock import now
from reflect.storage.db import db
from tests.support import databases, templates
from tests.support.markup import CheckingClient
from tests.support.people import Enrolled, People
from tests.support.searches import an_officer
from tests.support.units import refuse_writes_outside

# A run makes millions of small things and keeps few: looking for circles less often is a tenth of its time.
gc.set_threshold(100_000, 50, 50)

# How long an example takes says nothing about it on a machine that others use too.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# Every save waits for the disk, as it promises; in memory it need not. The tests kill processes, not the machine.
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the run makes folders of its own there
ROOM = 2 * 1024**3
if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)

refuse_writes_outside()

# No test reads a page whose HTML is wrong, whatever it looks for on it.
Flask.test_client_class = CheckingClient

BACKENDS = ("sqlite", "postgresql")
# What depends on the kind of database: statements, locks, constraints and what two do at once. Forms, words and rules
# are the same on both, so the other tests that take an app walk on SQLite; every address is opened on both.
ON_BOTH = (
    "guarantees/test_canary.py",
    "guarantees/test_errors_say_nothing.py",
    "guarantees/test_late_saves_never_overwrite.py",
    "guarantees/test_nobody_else_reads_an_entry.py",
    "guarantees/test_nothing_opens_a_released_window.py",
    "guarantees/test_one_sitting_one_draft.py",
    "guarantees/test_only_a_live_grant_opens.py",
    "guarantees/test_receipt_or_nothing.py",
    "guarantees/test_replaced_keys_change_nothing.py",
    "guarantees/test_rescue_goes_to_its_author.py",
    "guarantees/test_revoke_is_immediate.py",
    "guarantees/test_supervision_records.py",
    "guarantees/test_the_house.py",
    "integration/test_addresses.py",
    "integration/test_roster.py",
    "integration/audit/test_trail.py",
    "integration/failing/test_a_read_only_database.py",
    "integration/identity/test_peppers.py",
    "integration/identity/test_recovery.py",
    "integration/identity/test_resets.py",
    "integration/identity/test_second_step.py",
    "integration/identity/test_sessions.py",
    "integration/identity/test_tries.py",
    "integration/journal/test_continuing.py",
    "integration/journal/test_deleting.py",
    "integration/journal/test_ended_shares.py",
    "integration/journal/test_looking_back.py",
    "integration/journal/test_new_keys.py",
    "integration/journal/test_parting.py",
    "integration/journal/test_with_whom.py",
    "integration/library/test_importing.py",
    "integration/notices/test_outbox.py",
    "integration/organisation/",
    "integration/records/test_erasing.py",
    "integration/sharing/test_given_back.py",
    "integration/sharing/test_grants.py",
    "integration/sharing/test_inbox.py",
    "integration/sharing/test_races.py",
    "integration/sharing/test_telling.py",
    "integration/storage/",
    "integration/supervision/test_sessions.py",
    "integration/themes/test_killed_release.py",
    "integration/themes/test_places.py",
    "integration/themes/test_release.py",
    "integration/themes/test_reminders.py",
    "integration/themes/test_release_of_bad_rows.py",
    "integration/themes/test_windows.py",
)


@pytest.fixture(scope="session")
def databases_once() -> Iterator[databases.Databases]:
    with databases.open_all() as opened:
        yield opened


@pytest.fixture(params=BACKENDS)
def app(request: pytest.FixtureRequest, databases_once: databases.Databases) -> Iterator[Flask]:
    """The app on an empty database with the shipped library, in an app context; once on each kind of database."""
    yield from _emptied(databases_once.app(request.param))


@pytest.fixture
def sqlite_app(databases_once: databases.Databases) -> Iterator[Flask]:
    """The app on SQLite alone, for searches over many states."""
    yield from _emptied(databases_once.app("sqlite"))


@pytest.fixture
def people(app: Flask) -> People:
    """A small organisation whose people have real keys, at the smallest cost."""
    return People(app)


@pytest.fixture
def priya(people: People) -> Enrolled:
    """A practitioner. A test that needs her elsewhere, or somebody else of this name, says so itself."""
    return people.enrol("Priya Nair")


@pytest.fixture
def marcus(people: People, priya: Enrolled) -> Enrolled:
    """Her supervisor."""
    supervisor = people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, supervisor)
    return supervisor


@pytest.fixture
def olu(people: People) -> Enrolled:
    """Who protects the data of their agency."""
    return an_officer(people)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Time stands still at this moment, until the test moves it."""
    with time_machine.travel(now(), tick=False) as travelling:
        yield travelling


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A folder for secrets and databases of one test."""
    return tmp_path / "instance"


def pytest_configure(config: pytest.Config) -> None:
    """One folder of compiled templates for all processes of a run."""
    of_this_run = ExitStack()
    of_this_run.enter_context(templates.compiled_once())
    config.add_cleanup(of_this_run.close)


def _emptied(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        databases.empty(app)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest tests first, so that two workers end together; and what both kinds of database share on one alone."""
    twice = [item for item in items if "postgresql" in item.name and "app" in item.fixturenames and not _on_both(item)]
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in set(twice)]
    items.sort(key=lambda item: item.get_closest_marker("load") is None)


def _on_both(item: pytest.Item) -> bool:
    return item.path.relative_to(Path(__file__).parent).as_posix().startswith(ON_BOTH)
