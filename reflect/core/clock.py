"""The one clock. Tests move it with time-machine; the demo organisation lays down its past with `earlier`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_ago: ContextVar[timedelta] = ContextVar("ago", default=timedelta(0))


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) - _ago.get()


def years_before(moment: datetime, years: int) -> datetime:
    """The same moment that many years before; of 29 February, the 28th."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


@contextmanager
def earlier(by: timedelta) -> Iterator[None]:
    """Let what runs inside happen `by` this much earlier."""
    before = _ago.set(by)
    try:
        yield
    finally:
        _ago.reset(before)
