"""Quarters and half-years: their names, and when they begin and end."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from reflect.core.errors import BadInput
from reflect.themes.models import Cadence
from reflect.web.language import ZONE
from reflect.web.language import gettext as _

A_YEAR: dict[Cadence, int] = {"quarter": 4, "half-year": 2}
_LETTERS: dict[Cadence, str] = {"quarter": "Q", "half-year": "H"}
_NAME = re.compile(r"(\d{4})-(?:(Q)([1-4])|(H)([12]))", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A quarter or a half-year: from `start` until just before `end`, both midnight in London, in UTC."""

    cadence: Cadence
    year: int
    number: int  # from 1

    @property
    def name(self) -> str:
        """As windows are called: `2026-Q4`, `2026-H2`."""
        return f"{self.year}-{_LETTERS[self.cadence]}{self.number}"

    @property
    def start(self) -> datetime:
        """Its first moment: midnight in London, in UTC."""
        return _midnight(self.year, (self.number - 1) * self._months)

    @property
    def end(self) -> datetime:
        """The first moment of the next."""
        return _midnight(self.year, self.number * self._months)

    @property
    def _months(self) -> int:
        return 12 // A_YEAR[self.cadence]


def period_at(cadence: Cadence, moment: datetime) -> Period:
    """The quarter or half-year in which a moment lies."""
    here = moment.astimezone(ZONE)
    return Period(cadence, here.year, (here.month - 1) * A_YEAR[cadence] // 12 + 1)


def period_named(name: str) -> Period:
    """The period that “2026-Q4” or “2026-H2” names. Raises BadInput for anything else."""
    found = _NAME.fullmatch(name)
    if found is None or int(found[1]) == 0:
        raise BadInput(_("“%(name)s” names no quarter or half-year. Write 2026-Q4 or 2026-H2.", name=name))
    cadence: Cadence = "quarter" if found[2] else "half-year"
    return Period(cadence, int(found[1]), int(found[3] or found[5]))


def year_of(moment: datetime) -> int:
    """The calendar year of a moment, in London."""
    return moment.astimezone(ZONE).year


def _midnight(year: int, months: int) -> datetime:
    return datetime(year + months // 12, months % 12 + 1, 1, tzinfo=ZONE).astimezone(UTC)
