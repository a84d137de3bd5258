"""Somebody with an account, and a window that is open for her service."""

import pytest

from tests.support.contributing import OpenWindow, open_window
from tests.support.people import Enrolled, People


@pytest.fixture
def priya(people: People) -> Enrolled:
    return people.enrol("Priya Nair")


@pytest.fixture
def window(priya: Enrolled) -> OpenWindow:
    return open_window()
