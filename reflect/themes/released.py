"""Released figures as they stand in the tables, with the names of their themes. Who may see them is asked elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, exists, select, tuple_
from sqlalchemy.orm import Session

from reflect.library.themes import ThemeText, themes_of_versions
from reflect.themes.models import TOOK_PART, Charge, Figure, Place, Window
from reflect.themes.pictures import Noisy, ThemeName


@dataclass(frozen=True)
class Heading:
    """One place in one released window: where the figures are from, and when."""

    place_id: str
    window_id: str
    place: str
    level: str
    cadence: str
    name: str  # 2026-Q4, 2026-H2
    opens_at: datetime
    closes_at: datetime
    released_at: datetime
    headcount: int
    above_id: str | None = None  # the place that this one is part of in the same window
    members_id: str | None = None  # of windows of one place, those with another one counted other services or teams

    def counts_like(self, other: "Heading") -> bool:
        """Whether two windows of one place may be held beside each other: the same services and teams counted."""
        return self.members_id == other.members_id


@dataclass(frozen=True)
class Released:
    """The figures of one place in one window, and the themes that they count, in their order."""

    heading: Heading
    noisy: Noisy
    themes: tuple[ThemeName, ...]
    elsewhere: tuple[str, ...]  # the names of themes that are released for larger places only


Headed = Select[*tuple[Any, ...]]  # its rows are headings

PLACES: Headed = select(
    Place.place_id,
    Place.window_id,
    Place.name.label("place"),
    Place.level,
    Window.cadence,
    Window.name,
    Window.opens_at,
    Window.closes_at,
    Window.released_at,
    Place.headcount,
    Place.parent_id.label("above_id"),
    Place.members_id,
).join(Window, Window.id == Place.window_id)

# A place where fewer people work than its level needs is in the window too, and has no figures.
_HAS_FIGURES = and_(Figure.window_id == Place.window_id, Figure.place_id == Place.place_id, Figure.cell == TOOK_PART)
HAS_FIGURES = exists(select(Figure.cell)).where(_HAS_FIGURES)

# Places whose figures are out, newest first; statements are made from it where they are needed.
RELEASED: Headed = (
    PLACES.join(Figure, _HAS_FIGURES)
    .where(Window.state == "released")
    .order_by(Window.closes_at.desc(), Window.opens_at.desc(), Window.id, Place.place_id)
)


def headings(
    session: Session, statement: Headed | CompoundSelect[*tuple[Any, ...]], values: Mapping[str, object]
) -> list[Heading]:
    """The released places that a statement made from `RELEASED` picks, in its order."""
    return [Heading(**row._mapping) for row in session.execute(statement, values)]


def read(session: Session, headings: Sequence[Heading]) -> tuple[Released, ...]:
    """The figures under these headings, in their order."""
    pairs = [(each.window_id, each.place_id) for each in headings]
    if not pairs:
        return ()
    values: dict[tuple[str, str], dict[str, int]] = {pair: {} for pair in pairs}
    taxonomies, sigmas = {}, {}
    # The first two conditions say nothing more than the third, of which alone SQLite would read every figure there is.
    windows, places = (set(ids) for ids in zip(*pairs, strict=True))
    these = _FIGURES.where(Figure.window_id.in_(windows), Figure.place_id.in_(places))
    for row in session.execute(these.where(tuple_(Figure.window_id, Figure.place_id).in_(pairs))):
        pair = row.window_id, row.place_id
        values[pair][row.cell] = row.value
        taxonomies[pair], sigmas[pair] = row.taxonomy, row.sigma
    texts = themes_of_versions(taxonomies.values(), session=session)
    return tuple(
        _put_together(heading, values[pair], sigmas[pair], texts.get(taxonomies[pair], ()))
        for heading, pair in zip(headings, pairs, strict=True)
    )


_FIGURES = (
    select(Figure.window_id, Figure.place_id, Figure.cell, Figure.value, Window.taxonomy, Charge.sigma)
    .join(Window, Window.id == Figure.window_id)
    .join(Place, and_(Place.window_id == Figure.window_id, Place.place_id == Figure.place_id))
    .join(Charge, and_(Charge.window_id == Place.window_id, Charge.level == Place.level))
)


def _put_together(heading: Heading, values: dict[str, int], sigma: float, texts: Iterable[ThemeText]) -> Released:
    counted = {cell: value for cell, value in values.items() if cell != TOOK_PART}
    public = [text for text in texts if text.public_name is not None]
    return Released(
        heading=heading,
        noisy=Noisy(heading.headcount, sigma, values[TOOK_PART], counted),
        themes=tuple(
            ThemeName(text.slug, text.public_name or text.name, text.definition)
            for text in public
            if text.slug in counted
        ),
        elsewhere=tuple(text.public_name or text.name for text in public if text.slug not in counted),
    )
