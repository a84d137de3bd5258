"""Releases whose figures are the true counts, to see who is counted where. In tests alone: nothing switches it on."""

import pytest

from reflect.themes import release
from reflect.themes.mechanism import calibrate


def without_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let releases of this test add nothing, and say of their noise what is true of the real one."""
    monkeypatch.setattr(release, "calibrate", lambda rho: (lambda counts: counts, calibrate(rho)[1]))
