"""Quarters and half-years begin at midnight in London, follow one another without a gap, and have names."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.core.errors import BadInput
from reflect.themes.periods import A_YEAR, period_at, period_named, year_of

MOMENTS = st.datetimes(datetime(2020, 1, 2), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CADENCES = st.sampled_from(sorted(A_YEAR))


@given(CADENCES, MOMENTS)
def test_every_moment_lies_in_one_period_which_its_name_finds_again(cadence, moment):
    period = period_at(cadence, moment)
    assert period.start <= moment < period.end
    assert period_named(period.name) == period
    assert period_at(cadence, period.end).start == period.end
    assert period_at(cadence, period.end - timedelta.resolution) == period
    assert year_of(period.start) == period.year


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2026-Q4", datetime(2026, 9, 30, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-Q2", datetime(2026, 3, 31, 23, tzinfo=UTC), datetime(2026, 6, 30, 23, tzinfo=UTC)),
        ("2026-H1", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 30, 23, tzinfo=UTC)),
        ("2026-H2", datetime(2026, 6, 30, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_names_dates_and_summer_time(name, start, end):
    period = period_named(name)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-Q5", "2026-H3", "2026-Q0", "26-Q1", "0000-Q1", "2026-Q1 ", "٢٠٢٦-Q1"]
)
def test_other_names_are_refused(name):
    with pytest.raises(BadInput, match="2026-Q4"):
        period_named(name)
