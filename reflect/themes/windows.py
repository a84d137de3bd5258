"""Windows: what takes contributions now, and opening the next."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import and_, bindparam, or_, select, text

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound, ReflectError
from reflect.core.ids import new_id
from reflect.core.settings import PRIVACY_CAP
from reflect.library.themes import themes
from reflect.storage.db import db, write_unit
from reflect.storage.types import UtcDateTime
from reflect.themes import ledger, places, plans, window_keys
from reflect.themes.models import Cadence, Window
from reflect.themes.periods import A_YEAR, period_at, period_named, year_of
from reflect.vault.windows import new_window_key
from reflect.web.language import gettext as _

LAST_DAYS = timedelta(days=7)  # in which everybody is told that a window closes
EXPIRES_AFTER = timedelta(days=90)  # after closing; then nothing of a window is ever released
SHORTEST_FIRST = timedelta(weeks=8)  # of a pilot's first window, which may close early
_MOMENT = timedelta(microseconds=1)
# The SQL condition that a window takes contributions at the moment `at`; and those windows, built once.
TAKING = and_(
    Window.state == "open",
    Window.opens_at <= bindparam("at", type_=UtcDateTime),
    Window.closes_at > bindparam("at", type_=UtcDateTime),
)
_TAKING = select(Window).where(TAKING).order_by(Window.closes_at, Window.name)
_TAKING_HELD = _TAKING.with_for_update(read=True)
ABOVE_SERVICES = {"agency", "partnership"}  # the levels at which themes marked “high” are published


class NothingToRelease(BadInput):
    """The organisation has no unit of any level that this cadence releases."""


def taking(*, held: bool = False) -> list[Window]:
    """The windows that take contributions now: quarters and half-years side by side.

    Args:
        held: a release of one of them waits until the write unit ends.
    """
    return list(db.session.scalars(_TAKING_HELD if held else _TAKING, {"at": now()}))


def closing() -> datetime | None:
    """The last moment of a window that closes within a week, the soonest; None where no window does."""
    soonest = next(iter(taking()), None)
    return soonest.closes_at - _MOMENT if soonest and soonest.closes_at - now() <= LAST_DAYS else None


def named(name: str) -> Window:
    """The window with this id or name (2026-Q4, 2026-H2). Raises NotFound."""
    window = db.session.scalar(select(Window).where(or_(Window.id == name, Window.name == name.upper())))
    if window is None:
        raise NotFound(_("There is no window “%(name)s”. “reflect themes plan” lists those there are.", name=name))
    return window


def expired(window: Window, at: datetime) -> bool:
    """Whether a window was left unreleased for too long, also before a command has said so."""
    return window.state == "expired" or (window.state == "open" and window.closes_at + EXPIRES_AFTER <= at)


def locked(window_id: str) -> Window:
    """A window as it is now, kept so until the write unit ends; whoever is contributing to it is waited for."""
    return db.session.scalars(
        select(Window).where(Window.id == window_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def open_due(keys: Path, cap: float = PRIVACY_CAP, *, closes_at: datetime | None = None) -> list[str]:
    """Open what the plan wants for the present quarter and half-year, in write units of its own.

    Args:
        keys: the folder of the windows' private keys.
        closes_at: the first window of a plan for everybody may close early, at the soonest 8 weeks from now.

    Returns:
        The names of the windows that were opened; none when all are there already.

    Raises:
        BadInput: `closes_at` does not fit, or no themes are published.
        Conflict: the year would cost a person more than the cap.
    """
    at = now()
    if closes_at is not None:
        _refuse_early_close(at, closes_at)
    opened = []
    for cadence in A_YEAR:
        period = period_at(cadence, at)
        wanted = any(level.cadence == cadence for level in plans.current())
        if wanted and not _exists(cadence, period.name):
            with suppress(NothingToRelease):
                open_window(cadence, period.name, at, closes_at or period.end, keys, cap)
                opened.append(period.name)
    return opened


def open_window(
    cadence: Cadence, name: str, opens_at: datetime, closes_at: datetime, keys: Path, cap: float = PRIVACY_CAP
) -> str:
    """Open a window, in a write unit of its own. Themes, places and levels are fixed as they are now.

    Returns its id.

    Raises:
        BadInput: the name or the dates do not fit, no themes are published, or (NothingToRelease) there are no units.
        Conflict: there is one of this name, or the year would cost a person more than the cap.
    """
    if period_named(name).cadence != cadence or closes_at <= opens_at:
        raise BadInput(_("A window has the name of its quarter or half-year, and closes after it opens."))
    window_id = new_id()
    private, public = new_window_key()
    window_keys.write(keys, window_id, private)  # first: rows that nobody can open would be lost
    try:
        with write_unit():
            window = Window(
                id=window_id, cadence=cadence, name=name, opens_at=opens_at, closes_at=closes_at, state="open"
            )
            window.public_key = public
            _add(window, cap)
    except ReflectError:  # after any other error the window may be there, and needs it: `verify` will say
        window_keys.destroy(keys, window_id)
        window_keys.forget(keys, window_id)
        raise
    return window_id


def cells_of(level: Mapping[str, object]) -> list[str]:
    """The themes that a level of a window publishes, in the order of the window's cells."""
    cells = level["cells"]
    assert isinstance(cells, list)  # noqa: S101 - the column is JSON, and windows are written here alone
    return cells


def partition_of(window_id: str) -> str:
    """The table that holds a window's rows alone on PostgreSQL. An id is small letters and digits."""
    return f"theme_contribution_{window_id}"


def _add(window: Window, cap: float) -> None:
    ledger.lock()
    if _exists(window.cadence, window.name):
        raise Conflict(_("The window %(name)s was opened already.", name=window.name))
    plan = plans.current()
    plans.validate(plan, min(cap, PRIVACY_CAP))
    plan = tuple(level for level in plan if level.cadence == window.cadence)
    laid = places.lay(plan, _earlier_in_the_year(window), window.opens_at)
    if not laid.places:
        raise NothingToRelease(_("There are no units to release figures for. Put people on the roster first."))
    year = year_of(window.opens_at)
    _fix_themes(window, [level for level in plan if level.level in laid.levels])
    ledger.refuse_above(cap, year, ledger.promised(year), ledger.cost(window.levels))
    db.session.add(window)
    record("window-opened", window=window.id)
    db.session.flush()
    places.store(window.id, laid)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            text(
                f"CREATE TABLE {partition_of(window.id)} PARTITION OF theme_contribution FOR VALUES IN ('{window.id}')"
            )
        )


def _fix_themes(window: Window, plan: list[plans.LevelPlan]) -> None:
    """Write into the window which themes its rows carry and which of them each level publishes."""
    published = [theme for theme in themes() if theme.aggregate != "never"]
    if not published:
        raise BadInput(_("No themes are published. Run: reflect prepare"))
    window.taxonomy = published[0].taxonomy_version
    every = [theme.slug for theme in published]
    low = [theme.slug for theme in published if theme.aggregate == "yes"]
    window.levels = [
        {
            "level": each.level,
            "rho": each.rho,
            "least": each.least,
            "cells": every if each.level in ABOVE_SERVICES else low,
        }
        for each in plan
    ]
    window.cells = every if any(each.level in ABOVE_SERVICES for each in plan) else low


def _exists(cadence: str, name: str) -> bool:
    return db.session.scalar(select(Window.id).where(Window.cadence == cadence, Window.name == name)) is not None


def _earlier_in_the_year(window: Window) -> Window | None:
    """The last window of the same cadence in the same calendar year, whose clusters stay."""
    statement = (
        select(Window)
        .where(Window.cadence == window.cadence, Window.name.startswith(f"{period_named(window.name).year}-"))
        .order_by(Window.name.desc())
    )
    return db.session.scalars(statement).first()


def _refuse_early_close(at: datetime, closes_at: datetime) -> None:
    first = db.session.scalar(select(Window.id).where(Window.cadence == "half-year")) is None
    if not first or {(level.level, level.cadence) for level in plans.current()} != {("everybody", "half-year")}:
        raise BadInput(_("Only the first window of a plan for everybody may close early."))
    if not at + SHORTEST_FIRST <= closes_at <= period_at("half-year", at).end:
        raise BadInput(_("The first window closes 8 weeks from now at the soonest, and within this half-year."))
