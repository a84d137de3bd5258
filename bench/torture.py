"""`python -m bench.torture [RUNS] [FIRST SEED]`: writing while everything goes wrong, 200 runs unless told otherwise.

A run that loses a word is printed with its seed and what was done, and counted. Not part of `make bench`: it takes
minutes and measures nothing else.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.measure import report
from tests.support import torture
from tests.support.chromium import launch
from tests.support.server import running


def run(runs: int = 200, first: int = 1000) -> None:
    """Runs of the script with seeds from `first` on, against one server that is killed again and again."""
    lost = typed = acknowledged = 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        with running(Path(folder) / "reflect") as server:
            for seed in range(first, first + runs):
                try:
                    account = torture.run(seed, browser, server, kills=2)
                except AssertionError as problem:
                    lost += 1
                    print(problem, flush=True)
                    continue
                typed, acknowledged = typed + len(account.typed), acknowledged + len(account.acknowledged)
        browser.close()
    report(f"words typed, {acknowledged} acknowledged", typed, "words", None, runs * torture.STEPS)
    report(f"runs of {runs} that lost a word", lost, "runs", None, 0)


if __name__ == "__main__":
    run(*(int(number) for number in sys.argv[1:3]))
