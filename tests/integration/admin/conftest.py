"""An administrator with a browser; the library is put back after each test."""

import pytest

from tests.support.browser import Browser
from tests.support.library import borrowed
from tests.support.people import TEAM


@pytest.fixture(autouse=True)
def _library_put_back(app):
    with borrowed():
        yield


@pytest.fixture
def administrator(app, people):
    return Browser(app).sign_in(people.enrol("Dev Okafor", roles=("administrator",), unit=TEAM[:1]))
