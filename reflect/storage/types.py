"""Column types and rules that every feature shares."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, LargeBinary, String
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from reflect.core.ids import LENGTH


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """For the database. Raises ValueError for a moment without a zone: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database, in UTC: SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = Annotated[str, mapped_column(String(LENGTH))]
Utc = Annotated[datetime, mapped_column(UtcDateTime)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """The rule of a table that a column holds one of these words of ours."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)
