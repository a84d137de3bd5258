"""Column types and rules that every feature shares."""

from collections.abc import Callable, Iterable
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

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """What reads a value from the database, in UTC. Two stand in each row of a list, so it is one function each."""
        read = self.impl_instance.result_processor(dialect, coltype)
        if read is None:  # the driver gives moments with a zone
            return lambda value: None if value is None else value.astimezone(UTC)
        return lambda value: None if value is None else read(value).replace(tzinfo=UTC)


Id = Annotated[str, mapped_column(String(LENGTH))]
Utc = Annotated[datetime, mapped_column(UtcDateTime)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """The rule of a table that a column holds one of these words of ours."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)
