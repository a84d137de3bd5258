"""A row moves the counts of a level by a distance of at most 2, whatever it says, and every place has counts."""

import math

from hypothesis import given
from hypothesis import strategies as st

from reflect.themes.mechanism import DISTANCE
from reflect.themes.rows import NOWHERE, Row
from reflect.themes.tally import tally

CELLS = ["d", "a", "c", "b", "e"]  # not in the order of the alphabet
LEVELS = {"service": ["d", "c", "e"], "agency": CELLS}
PLACES = {"s1": ("service", "a1"), "s2": ("service", "a1"), "a1": ("agency", None), "a2": ("agency", None)}
ROWS = st.builds(Row, st.sampled_from([*PLACES, NOWHERE]), st.booleans(), st.frozensets(st.sampled_from(CELLS)))


def counted(rows: list[Row]) -> dict[str, dict[str, list[int]]]:
    return tally(rows, CELLS, LEVELS, PLACES)


@given(st.lists(ROWS, max_size=8), ROWS)
def test_one_more_row_moves_each_level_by_a_distance_of_at_most_two(rows, row):
    before, after = counted(rows), counted([*rows, row])
    for level in LEVELS:
        moved = [
            b - a for place in before[level] for a, b in zip(before[level][place], after[level][place], strict=True)
        ]
        assert math.sqrt(sum(each * each for each in moved)) <= DISTANCE
        assert not any(moved) or (row.took_part and row.place != NOWHERE)


@given(st.lists(ROWS, max_size=8))
def test_the_order_of_rows_is_of_no_matter(rows):
    assert counted(rows) == counted(rows[::-1])


def test_every_place_has_counts_also_an_empty_one():
    assert counted([]) == {
        "service": {"s1": [0] * 4, "s2": [0] * 4},
        "agency": {"a1": [0] * 6, "a2": [0] * 6},
    }


def test_a_row_counts_in_its_place_and_above_with_its_first_three_themes():
    counts = counted(
        [Row("s1", True, frozenset("abcd")), Row("s1", True, frozenset()), Row("a1", True, frozenset("e"))]
    )
    assert counts["service"] == {"s1": [1, 1, 0, 2], "s2": [0, 0, 0, 0]}
    assert counts["agency"]["a1"] == [1, 1, 1, 0, 1, 3]
    assert counts["agency"]["a2"] == [0] * 6


def test_who_did_not_take_part_and_who_is_nowhere_are_not_counted():
    assert counted([Row("s1", False, frozenset("abc")), Row(NOWHERE, True, frozenset("abc"))]) == counted([])
