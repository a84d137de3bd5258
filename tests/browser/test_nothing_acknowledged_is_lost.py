"""Whatever happens between a server and a page, no acknowledged word is lost, and no other vanishes from sight."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import torture
from tests.support.server import running

pytestmark = [pytest.mark.browser, pytest.mark.torture]

RUNS = 10
STEPS = 12
KILLING = 2  # of them with a server that dies; each start takes seconds


def test_every_word_is_saved_or_sealed_or_still_on_the_page(chromium: Browser, tmp_path: Path) -> None:
    typed = acknowledged = 0
    with running(tmp_path / "reflect") as server:
        for seed in range(RUNS):
            account = torture.run(seed, chromium, server, kills=1 if seed < KILLING else 0, steps=STEPS)
            typed, acknowledged = typed + len(account.typed), acknowledged + len(account.acknowledged)
    assert typed >= 4 * RUNS, "the script writes"
    assert acknowledged >= typed / 2, "and most of it is saved"
