"""Reading what was released, for whoever may see it. Windows that are not released answer like windows that are not.

Every call takes a few statements, however many places and windows there are. Names and definitions of themes are those
that were published when the window opened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, tuple_

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.library.themes import ThemeText, themes_of_versions
from reflect.storage.db import db
from reflect.themes.models import TOOK_PART, Charge, Figure, Place, Window
from reflect.themes.pictures import Noisy, Picture, ThemeName, picture
from reflect.themes.visible import may_see

SMALLEST_FIRST = ("service", "agency", "partnership", "everybody")


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


@dataclass(frozen=True)
class Released:
    """The figures of one place in one window, and the themes that they count, in their order."""

    heading: Heading
    noisy: Noisy
    themes: tuple[ThemeName, ...]
    elsewhere: tuple[str, ...]  # the names of themes that are released for larger places only


@dataclass(frozen=True)
class Page:
    """Everything that the page of one place and window shows. It never changes once the window is released."""

    released: Released
    picture: Picture
    windows: tuple[Released, ...]  # of the same place, this one first, then those before it
    before: Heading | None  # the window that changes are measured against
    beside: tuple[Heading, ...]  # other places of the same window that this person may see, smallest first
    above: Released | None  # the place that this one is part of, in the same window


@dataclass(frozen=True)
class Awaited:
    """A window whose figures are still to come."""

    cadence: str
    opens_at: datetime
    closes_at: datetime
    closed: bool


def latest(person_id: str) -> list[tuple[Released, tuple[Heading, ...]]]:
    """For each place that somebody may see, smallest first: its latest release, and the headings of all of them."""
    headings: dict[str, list[Heading]] = {}
    for row in db.session.execute(_RELEASED.where(may_see(person_id, now()))):
        headings.setdefault(row.place_id, []).append(_heading(row))
    newest = {released.heading.place_id: released for released in _read([each[0] for each in headings.values()])}
    shown = [(newest[place_id], tuple(each)) for place_id, each in headings.items()]
    return sorted(shown, key=lambda pair: (_size(pair[0].heading), pair[0].heading.place))


def page_of(person_id: str, place_id: str, window_id: str) -> Page:
    """What somebody may see of a place in a window, beside what was released there before.

    Raises:
        NotFound: there is no such place or window, it is not released, or this person may not see it.
    """
    here = (Place.place_id == place_id) | (Place.window_id == window_id)
    rows = db.session.execute(_RELEASED.where(here, may_see(person_id, now())))
    headings = [_heading(row) for row in rows]
    this = next((each for each in headings if (each.place_id, each.window_id) == (place_id, window_id)), None)
    if this is None:
        raise NotFound
    # What came later is left out, so that this page never says anything else.
    known = [each for each in headings if each.place_id == place_id and each.released_at <= this.released_at]
    earlier = [each for each in known if _order(each) < _order(this)]
    beside = [each for each in headings if each.window_id == window_id and each is not this]
    above = [each for each in beside if each.place_id == this.above_id]
    read = _read([this, *earlier, *above])
    windows, part_of = read[: len(earlier) + 1], read[len(earlier) + 1 :]
    before = next((each for each in windows[1:] if each.heading.cadence == this.cadence), None)
    return Page(
        released=windows[0],
        picture=picture(windows[0].noisy, windows[0].themes, _comparable(windows[0], before) if before else None),
        windows=windows,
        before=before.heading if before else None,
        beside=tuple(sorted(beside, key=lambda each: (_size(each), each.place))),
        above=next(iter(part_of), None),
    )


def _comparable(this: Released, before: Released) -> Noisy:
    """The figures of the window before, with only those themes that were defined in the same words."""
    same = {theme.slug for theme in set(before.themes) & set(this.themes)}
    return replace(before.noisy, values={slug: n for slug, n in before.noisy.values.items() if slug in same})


def awaited(at: datetime) -> list[Awaited]:
    """The windows that are not released yet, the next to close first."""
    statement = (
        select(Window.cadence, Window.opens_at, Window.closes_at)
        .where(Window.state == "open", Window.opens_at <= at)
        .order_by(Window.closes_at, Window.opens_at)
    )
    return [Awaited(*row, closed=row.closes_at <= at) for row in db.session.execute(statement)]


# Places whose figures are out, newest first, as rows that `_heading` reads. A place where fewer people work than its
# level needs is in the window too, and has none.
_RELEASED = (
    select(
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
    )
    .join(Window, Window.id == Place.window_id)
    .join(
        Figure,
        and_(Figure.window_id == Place.window_id, Figure.place_id == Place.place_id, Figure.cell == TOOK_PART),
    )
    .where(Window.state == "released")
    .order_by(Window.closes_at.desc(), Window.opens_at.desc(), Window.id, Place.place_id)
)


def _heading(row: Any) -> Heading:
    return Heading(**row._mapping)


def _read(headings: Sequence[Heading]) -> tuple[Released, ...]:
    """The figures under these headings, in their order."""
    pairs = [(each.window_id, each.place_id) for each in headings]
    if not pairs:
        return ()
    values: dict[tuple[str, str], dict[str, int]] = {pair: {} for pair in pairs}
    taxonomies, sigmas = {}, {}
    for row in db.session.execute(_FIGURES.where(tuple_(Figure.window_id, Figure.place_id).in_(pairs))):
        pair = row.window_id, row.place_id
        values[pair][row.cell] = row.value
        taxonomies[pair], sigmas[pair] = row.taxonomy, row.sigma
    texts = themes_of_versions(taxonomies.values())
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


def _size(heading: Heading) -> int:
    return SMALLEST_FIRST.index(heading.level)


def _order(heading: Heading) -> tuple[datetime, datetime, str]:
    return heading.closes_at, heading.opens_at, heading.window_id
