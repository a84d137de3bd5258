"""Fixtures that every test may use. The databases are made once a run; each test starts with its tables empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from reflect.storage.db import db
from tests.support import databases
from tests.support.people import People

BACKENDS = ("sqlite", "postgresql")
# Forms and words are the same on both kinds of database. What these pages write is promised on both beside the verbs
# that write it, and every address is opened on both (integration/test_addresses.py): here they are walked on SQLite.
PAGES = (
    "integration/test_bad_input.py",
    "integration/admin/test_importing.py",
    "integration/admin/test_people.py",
    "integration/admin/test_units.py",
    "integration/admin/test_signposts.py",
    "integration/admin/test_pages.py",
    "integration/admin/test_panel_questions.py",
    "integration/audit/test_log_pages.py",
    "integration/identity/test_enrolling.py",
    "integration/identity/test_passkeys.py",
    "integration/identity/test_signing_in.py",
    "integration/identity/test_single_sign_on.py",
    "integration/identity/test_unlocking_with_a_device.py",
    "integration/journal/test_copying_pages.py",
    "integration/journal/test_deleting_pages.py",
    "integration/journal/test_guided.py",
    "integration/journal/test_identifying_pages.py",
    "integration/journal/test_sharing_pages.py",
    "integration/notices/test_pages.py",
    "integration/records/test_cpd_pages.py",
    "integration/sharing/test_pages.py",
    "integration/sharing/test_review.py",
    "integration/supervision/test_pages.py",
    "integration/supervision/test_session_pages.py",
    "integration/themes/test_dashboard.py",
    "integration/themes/test_mine.py",
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
def instance(tmp_path: Path) -> Path:
    """A folder for secrets and databases of one test."""
    return tmp_path / "instance"


def _emptied(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        databases.empty(app)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest tests first, so that two workers end together; and pages alone on one kind of database."""
    twice = [item for item in items if _of_pages(item) and "[postgresql" in item.name]
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in set(twice)]
    items.sort(key=lambda item: item.get_closest_marker("load") is None)


def _of_pages(item: pytest.Item) -> bool:
    return item.path.relative_to(Path(__file__).parent).as_posix().startswith(PAGES)
