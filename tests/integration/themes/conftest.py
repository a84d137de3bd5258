"""Who is in the tests of themes, and the windows that are opened for them."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.contributing import OpenWindow, open_window
from tests.support.people import Enrolled, People
from tests.support.windows import Windows


@pytest.fixture
def window(priya: Enrolled) -> OpenWindow:
    """One that is open for her service."""
    return open_window()


@pytest.fixture
def windows(app: Flask, tmp_path: Path) -> Windows:
    """Windows that can be opened, closed and released, with their keys in a folder of this test."""
    return Windows(app, tmp_path / "keys")


@pytest.fixture
def marcus(people: People) -> Enrolled:
    """Who leads a team."""
    return people.enrol("Marcus Bell", roles=("team_lead",))
