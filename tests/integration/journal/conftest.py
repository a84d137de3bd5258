"""Somebody who reads and writes in her own journal."""

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.people import Enrolled
from tests.support.writing import enter


@pytest.fixture
def browser(app: Flask, priya: Enrolled) -> Browser:
    """Priya's, signed in and unlocked."""
    return enter(app, priya)
