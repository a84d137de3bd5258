"""Where the next page of a list goes on: after a moment and an id, so that a page costs the same wherever it lies."""

import re
from datetime import UTC, datetime, timedelta

from reflect.core.errors import NotFound
from reflect.core.ids import ID_PATTERN

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seventeen digits of microseconds end in the year 5138, which is a date still.
CURSOR = re.compile(rf"(\d{{1,17}})-({ID_PATTERN.pattern})")


def cursor_of(moment: datetime, row_id: str) -> str:
    """The last row of a page, as it stands in the address of the next one."""
    return f"{(moment - EPOCH) // timedelta(microseconds=1)}-{row_id}"


def read_cursor(text: str) -> tuple[datetime, str]:
    """What `cursor_of` wrote.

    Raises:
        NotFound: it is none.
    """
    match = CURSOR.fullmatch(text)
    if match is None:
        raise NotFound
    return EPOCH + timedelta(microseconds=int(match[1])), match[2]
