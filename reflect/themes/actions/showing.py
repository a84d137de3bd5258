"""Which later window will show what an action did, and what there is to see once it is released."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from reflect.core.clock import now
from reflect.storage.db import db
from reflect.themes import figures, plans, windows
from reflect.themes.figures import Heading
from reflect.themes.models import Cadence, Window
from reflect.themes.periods import A_YEAR, Period, period_at, period_named
from reflect.themes.sentences import period
from reflect.web.language import gettext as _

OFFERED = 4  # the next windows


@dataclass(frozen=True)
class Shown:
    """A window that an action waits for. `figures` are those of this person’s places and of those above."""

    words: str
    released_at: datetime | None
    expired: bool
    figures: tuple[Heading, ...]


@dataclass(frozen=True)
class _Dates:
    opens_at: datetime
    closes_at: datetime


def coming() -> list[Period]:
    """The next windows of the plan, the next to close first, the present ones among them."""
    wanted: set[Cadence] = {level.cadence for level in plans.current()}
    found = []
    for cadence in (each for each in A_YEAR if each in wanted):
        at = now()
        for _each in range(OFFERED):
            found.append(period_at(cadence, at))
            at = found[-1].end
    return sorted(found, key=lambda each: (each.end, each.start, each.name))[:OFFERED]


def in_words(name: str) -> str:
    """The window that a name names: July to December 2026."""
    named = period_named(name)
    return period(_Dates(named.start, named.end))


def with_kind(name: str) -> str:
    """The same for a list in which quarters and half-years stand together."""
    if period_named(name).cadence == "half-year":
        return _("%(period)s (half-year)", period=in_words(name))
    return _("%(period)s (quarter)", period=in_words(name))


def shown(person_id: str, name: str) -> Shown:
    """How far the window is that an action waits for, and its figures of somebody’s own places and of those above."""
    window = db.session.scalar(select(Window).where(Window.name == name))
    if window is None or window.state != "released":
        return Shown(in_words(name), None, window is not None and windows.expired(window, now()), ())
    return Shown(in_words(name), window.released_at, False, tuple(figures.of_windows_named(person_id, name)))
