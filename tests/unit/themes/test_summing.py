"""A place and those it consists of add up, as near to what was released as can be, and with no more noise."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.themes.pictures import Noisy
from reflect.themes.summing import consistent

CELLS = ("naming-racism", "child-voice")


def noisy(*values: float, sigma: float = 8.0, took_part: float = 60, headcount: int = 300) -> Noisy:
    return Noisy(headcount, sigma, took_part, dict(zip(CELLS, values, strict=True)))


PLACES = st.builds(
    lambda a, b, sigma, took_part: noisy(a, b, sigma=sigma, took_part=took_part),
    st.integers(-200, 5000),
    st.integers(-200, 5000),
    st.floats(0.5, 40),
    st.integers(-200, 5000),
)


@given(PLACES, st.lists(PLACES, min_size=1, max_size=30))
def test_they_add_up_and_nobody_has_more_noise(whole: Noisy, parts: list[Noisy]) -> None:
    total, adjusted = consistent(whole, parts)

    for slug in CELLS:
        assert total.values[slug] == pytest.approx(math.fsum(each.values[slug] for each in adjusted), abs=1e-6)
    assert total.took_part == pytest.approx(math.fsum(each.took_part for each in adjusted), abs=1e-6)
    for before, after in zip([whole, *parts], [total, *adjusted], strict=True):
        assert after.sigma < before.sigma
        assert after.headcount == before.headcount


@given(PLACES, st.lists(PLACES, min_size=1, max_size=6), st.data())
def test_no_other_numbers_that_add_up_lie_nearer(whole: Noisy, parts: list[Noisy], data: st.DataObject) -> None:
    _total, adjusted = consistent(whole, parts)
    steps = data.draw(st.lists(st.floats(-50, 50), min_size=len(parts), max_size=len(parts)))

    def distance(x: list[float]) -> float:
        every = zip([whole, *parts], [sum(x), *x], strict=True)
        return sum((mine - figures.values[CELLS[0]]) ** 2 / figures.sigma**2 for figures, mine in every)

    nearest = [each.values[CELLS[0]] for each in adjusted]
    other = [value + step for value, step in zip(nearest, steps, strict=True)]
    assert distance(nearest) <= distance(other) * (1 + 1e-9) + 1e-6


def test_whoever_has_more_noise_gives_way_more() -> None:
    whole, parts = noisy(100, 0, sigma=10.0), [noisy(30, 0, sigma=10.0), noisy(40, 0, sigma=10.0 / math.sqrt(2))]

    total, (first, second) = consistent(whole, parts)

    # 30 are missing, and go 2 : 2 : 1.
    assert total.values["naming-racism"] == pytest.approx(88)
    assert first.values["naming-racism"] == pytest.approx(42)
    assert second.values["naming-racism"] == pytest.approx(46)


def test_the_noise_that_is_left_is_the_one_that_the_formula_says() -> None:
    """Least squares is linear: moved by one unit of noise each, a figure's own moves add up in squares."""
    whole, parts = noisy(0, 0, sigma=11.3, took_part=0), [noisy(0, 0, sigma=8.0, took_part=0)] * 3
    every = [whole, *parts]
    for at in range(len(every)):
        moves = []
        for source, figures in enumerate(every):
            pushed = [*every]
            pushed[source] = replace(figures, values={**figures.values, CELLS[0]: figures.sigma})
            total, adjusted = consistent(pushed[0], pushed[1:])
            moves.append([total, *adjusted][at].values[CELLS[0]])
        total, adjusted = consistent(whole, parts)
        assert [total, *adjusted][at].sigma == pytest.approx(math.hypot(*moves))


def test_a_theme_that_one_place_does_not_count_stays_and_keeps_its_range() -> None:
    whole = noisy(100, 50)
    parts = [replace(noisy(30, 0), values={"naming-racism": 30}), noisy(40, 20)]

    total, (_first, second) = consistent(whole, parts)

    assert (total.values["child-voice"], second.values["child-voice"]) == (50, 20)
    assert (total.sigma, second.sigma) == (8.0, 8.0)
    assert total.values["naming-racism"] == pytest.approx(90)
