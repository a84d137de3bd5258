"""The invented year lies before today, whatever day it is."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from reflect.core.clock import now
from reflect.demo.names import names
from reflect.demo.year import last_year


@pytest.mark.parametrize(
    ("today", "names"),
    [
        ((2027, 1, 1), ["2026-Q1", "2026-H1", "2026-Q2", "2026-Q3", "2026-H2", "2026-Q4"]),
        ((2026, 12, 31), ["2025-Q4", "2025-H2", "2026-Q1", "2026-H1", "2026-Q2", "2026-Q3"]),
        ((2026, 7, 1), ["2025-Q3", "2025-H2", "2025-Q4", "2026-H1", "2026-Q1", "2026-Q2"]),
        ((2024, 2, 29), ["2023-Q1", "2023-H1", "2023-Q2", "2023-Q3", "2023-H2", "2023-Q4"]),
    ],
    ids=str,
)
def test_on_any_day_the_year_before_it_is_over(today: tuple[int, int, int], names: list[str]) -> None:
    with time_machine.travel(datetime(*today, 12, tzinfo=UTC), tick=False):
        periods = last_year()

        assert sorted(period.name for period in periods) == sorted(names)
        assert all(period.end <= now() for period in periods)
        assert min(period.start for period in periods) > now() - timedelta(days=800)


def test_no_two_colleagues_share_a_name() -> None:
    found = names()
    several = [next(found) for _number in range(1_200)]

    assert len(set(several)) == len(several)
