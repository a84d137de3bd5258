"""Released figures for tests, put straight into the tables: what a release would leave behind."""

from datetime import datetime

from sqlalchemy import select

from reflect.core.ids import new_id
from reflect.library.themes import themes
from reflect.organisation.models import Unit
from reflect.storage.db import db, write_unit
from reflect.themes.models import TOOK_PART, Charge, Figure, Place, PlacedUnit, Window
from reflect.web.language import ZONE

MONTHS = {"Q1": (1, 4), "Q2": (4, 7), "Q3": (7, 10), "Q4": (10, 13), "H1": (1, 7), "H2": (7, 13)}
PUBLIC = ("yes", "high")


def a_window(name: str, *, state: str = "released") -> str:
    """The id of a window such as 2025-H2 or 2025-Q4, made when it is new."""
    with write_unit():
        cadence = "half-year" if "H" in name else "quarter"
        found = db.session.scalar(select(Window.id).where(Window.cadence == cadence, Window.name == name))
        if found is None:
            year, (first, after) = int(name[:4]), MONTHS[name[5:]]
            closes = datetime(year + (after > 12), after % 12, 1, tzinfo=ZONE)
            counted = [theme for theme in themes() if theme.aggregate in PUBLIC]
            found = new_id()
            db.session.add(
                Window(
                    id=found,
                    cadence=cadence,
                    name=name,
                    opens_at=datetime(year, first, 1, tzinfo=ZONE),
                    closes_at=closes,
                    state=state,
                    public_key=bytes(32),
                    taxonomy=counted[0].taxonomy_version,
                    cells=[theme.slug for theme in counted],
                    levels=[],
                    released_at=closes if state == "released" else None,
                )
            )
    return found


def release(
    window_id: str,
    unit_id: str,
    values: dict[str, int] | None = None,
    *,
    took_part: int = 60,
    headcount: int = 104,
    sigma: float = 4.0,
    level: str = "service",
    name: str | None = None,
    counting: tuple[str, ...] = (),
    above: str | None = None,
    members: str | None = None,
) -> None:
    """Put the figures of one place into a window. Themes that are not named got a figure of nothing.

    Args:
        unit_id: the unit, or of a cluster an id of its own.
        values: noisy counts by slug.
        name: of the place, where it is not the unit's own.
        counting: further units that count in this place.
        above: the place that this one is part of.
        members: windows in which this differs counted other services or teams there.
    """
    at_service = level in ("service", "everybody")
    cells = [theme.slug for theme in themes() if theme.aggregate in (("yes",) if at_service else PUBLIC)]
    figures = {TOOK_PART: took_part, **dict.fromkeys(cells, 0), **(values or {})}
    key = {"window_id": window_id, "place_id": unit_id}
    with write_unit():
        place = name or db.session.scalar(select(Unit.name).where(Unit.id == unit_id))
        rest = {"level": level, "name": place, "parent_id": above, "headcount": headcount, "members_id": members}
        db.session.add(Place(**key, **rest))
        db.session.add_all(Figure(**key, cell=cell, value=value) for cell, value in figures.items())
        db.session.add_all(PlacedUnit(**key, unit_id=unit) for unit in counting)
        if db.session.get(Charge, (window_id, level)) is None:
            db.session.add(Charge(window_id=window_id, level=level, year=2025, rho=0.125, sigma=sigma))
