"""Interleaved rounds of two pieces of work, and a JSON line for each finding."""

import json
import statistics
import time
from collections.abc import Callable

Work = Callable[[], object]
ROUNDS = 7


def ratio(
    work: Work,
    reference: Work,
    *,
    times: int = 1,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Medians of `work` and of `reference` in milliseconds a call, measured in turns so that drift hits both alike.

    Args:
        times: how often each is called in its turn. Many short turns say the same again; few long ones do not.
    """
    work(), reference()
    taken: tuple[list[float], list[float]] = ([], [])
    for _round in range(rounds):
        for each, found in zip((work, reference), taken, strict=True):
            begun = clock()
            for _time in range(times):
                each()
            found.append((clock() - begun) / times * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def report(name: str, value: float, unit: str, reference: float | None, goal: float) -> None:
    """Print one line: the figure, what it is compared with, their ratio, and whether it holds the goal."""
    compared = value / reference if reference else value
    line = {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "reference": None if reference is None else round(reference, 3),
        "ratio": round(compared, 3),
        "goal": goal,
        "ok": compared <= goal,
    }
    print(json.dumps(line), flush=True)
