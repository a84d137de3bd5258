"""Every test here may change the library; the shipped one is put back."""

import pytest

from tests.support.library import borrowed


@pytest.fixture(autouse=True)
def _library_put_back(app):
    with borrowed():
        yield
