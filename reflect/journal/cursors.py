"""Where a list of reflections goes on: behind the moment and the id of the last one that was seen."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from reflect.core.errors import NotFound
from reflect.core.ids import ID_PATTERN

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(rf"(\d{{1,17}})-({ID_PATTERN.pattern})")


def cursor_of(updated_at: datetime, entry_id: str) -> str:
    """The place behind a reflection, for an address or a form. It holds no word."""
    return f"{(updated_at - EPOCH) // timedelta(microseconds=1)}-{entry_id}"


def read_cursor(text: str) -> dict[str, Any]:
    """What `cursor_of` wrote, as the values `moment` and `last` of a statement.

    Raises:
        NotFound: that is no cursor of ours.
    """
    match = CURSOR.fullmatch(text)
    if match is None:
        raise NotFound
    try:
        moment = EPOCH + timedelta(microseconds=int(match[1]))
    except OverflowError:
        raise NotFound from None
    return {"moment": moment, "last": match[2]}
