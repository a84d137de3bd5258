"""Interleaved rounds of two pieces of work, and a JSON line for each finding."""

import json
import time
from collections.abc import Callable, Sequence

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
    """Milliseconds a call of `work` and of `reference`, measured in turns, of the round in the middle.

    Args:
        times: how often each is called in its turn. Many short turns say the same again; few long ones do not.
    """

    def taken(each: Work) -> float:
        begun = clock()
        for _time in range(times):
            each()
        return (clock() - begun) / times * 1000

    work(), reference()
    return middle([(taken(work), taken(reference)) for _round in range(rounds)])


def middle(rounds: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The round whose ratio is the middle one.

    The machine can be twice as fast from one second to the next, so what was measured together is compared: the middle
    of each alone could come from another speed than that of the other.
    """
    return sorted(rounds, key=lambda pair: pair[0] / pair[1])[len(rounds) // 2]


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
