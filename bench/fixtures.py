"""What a test pays for an empty database: emptying the one of its run, after somebody was in it."""

import statistics
import time

from bench.measure import report
from tests.support import databases
from tests.support.people import People

ROUNDS = 15


def run() -> None:
    """Milliseconds of the fixture, in the middle of a few rounds."""
    with databases.open_all() as opened:
        app, taken = opened.app("sqlite"), list[float]()
        with app.app_context():
            people = People(app)
            for _round in range(ROUNDS):
                people.enrol("Priya Nair")
                people.enrol("Sam Okafor")
                begun = time.perf_counter()
                databases.empty(app)
                taken.append((time.perf_counter() - begun) * 1000)
    report("fixture of a test that had two people", statistics.median(taken), "ms", None, 10)


if __name__ == "__main__":
    run()
