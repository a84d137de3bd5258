"""An attacker who knows what everybody but one person contributed, and wonders whether that person took part.

To measure how often such a guess is right, a year is released for a synthetic organisation with very many services,
each in an agency and a partnership of its own, and in each of them one person who took part with three themes or did
not take part. All others contribute nothing: the attacker would only subtract it. Windows, sealing, opening, counting
and noise are the application's; places are put straight into the tables, because so many people fit no roster.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_bytes

from sqlalchemy import delete, insert, select

from reflect.core.clock import now
from reflect.storage.db import db, write_unit
from reflect.themes.models import TOOK_PART, Cadence, Charge, Contribution, Figure, Place, PlacedUnit, Window
from reflect.themes.periods import A_YEAR, Period, period_at
from reflect.themes.rows import Row, encode
from reflect.vault.windows import contribution_id, seal_row
from tests.support.windows import Windows

PRIOR = 0.5  # how often somebody is right who only tosses a coin


@dataclass(frozen=True)
class Look:
    """One release of one level, with the figures of each person's place in the order of the people."""

    level: str
    sigma: float
    figures: list[list[int]]  # a count with noise for each of the three themes, and for “took part”


@dataclass(frozen=True)
class Year:
    """Everything that was released, and the truth: who took part."""

    took_part: Sequence[bool]
    looks: list[Look] = field(default_factory=list)

    def at(self, *levels: str) -> list[Look]:
        return [look for look in self.looks if look.level in levels]

    def noise(self, level: str) -> Iterator[list[int]]:
        """What was added to each count of a level."""
        for look in self.at(level):
            for took_part, figures in zip(self.took_part, look.figures, strict=True):
                yield [value - took_part for value in figures]

    def right_from_one(self, level: str) -> float:
        """How often a guess is right that is made from one release of a level; over all releases of it."""
        looks = self.at(level)
        return sum(self.right([look]) for look in looks) / len(looks)

    def right(self, looks: Sequence[Look]) -> float:
        """How often a guess is right that is made from all these releases together."""
        points = 0.0
        for person, took_part in enumerate(self.took_part):
            evidence = sum(_evidence(look.figures[person], look.sigma) for look in looks)
            points += PRIOR if evidence == 0 else (evidence > 0) == took_part
        return points / len(self.took_part)


def release_a_year(windows: Windows, took_part: Sequence[bool], cadences: Collection[Cadence] = tuple(A_YEAR)) -> Year:
    """Open, fill and release the windows of last year's periods by the full plan."""
    windows.adopt("full")
    year = Year(took_part)
    for cadence in cadences:
        for number in range(1, A_YEAR[cadence] + 1):
            opens = Period(cadence, period_at(cadence, now()).year - 1, number).start
            window_id = windows.open(cadence, opens, now() - timedelta(hours=1))
            places = _spread(window_id, len(took_part))
            themes = frozenset(db.session.get_one(Window, window_id).cells)
            taking = (place for place, took in zip(places[-1], took_part, strict=True) if took)
            fill(window_id, [Row(place, True, themes) for place in taking])
            windows.release(window_id)
            year.looks.extend(_looks(window_id, places))
    return year


def fill(window_id: str, rows: Sequence[Row]) -> None:
    """Seal rows of as many people into a window, in a write unit of its own."""
    window = db.session.get_one(Window, window_id)
    public, cells, taxonomy = window.public_key, list(window.cells), window.taxonomy
    sealed = []
    for row in rows:
        cid = contribution_id(token_bytes(32), window_id)
        plain = encode(row, cells, taxonomy)
        sealed.append({"window_id": window_id, "cid": cid, "sealed": seal_row(public, window_id, cid, plain)})
    with write_unit():
        db.session.execute(insert(Contribution), sealed)


def _spread(window_id: str, number: int) -> list[list[str]]:
    """Give the window so many places of each of its levels instead of those it has. Returns them, the largest first."""
    with write_unit():
        window = db.session.get_one(Window, window_id)
        window.cells = list(window.cells[:3])
        window.levels = [{**level, "cells": window.cells, "least": 0} for level in window.levels]
        levels = [str(level["level"]) for level in window.levels]
        db.session.execute(delete(PlacedUnit).where(PlacedUnit.window_id == window_id))
        db.session.execute(delete(Place).where(Place.window_id == window_id))
        places: list[list[str]] = []
        above: Sequence[str | None] = [None] * number
        for level in sorted(levels, reverse=True, key=("service", "agency", "partnership").index):
            places.append([f"{len(places) + 1}{place:025}" for place in range(number)])
            rows = [
                {"window_id": window_id, "place_id": place, "level": level, "name": level, "parent_id": parent}
                for place, parent in zip(places[-1], above, strict=True)
            ]
            db.session.execute(insert(Place), rows)
            above = places[-1]
    return places


def _looks(window_id: str, places: list[list[str]]) -> Iterator[Look]:
    cells = [*db.session.get_one(Window, window_id).cells, TOOK_PART]
    found: dict[str, dict[str, int]] = defaultdict(dict)
    statement = select(Figure.place_id, Figure.cell, Figure.value).where(Figure.window_id == window_id)
    for place, cell, value in db.session.execute(statement):
        found[place][cell] = value
    sigmas = dict(db.session.execute(select(Charge.level, Charge.sigma).where(Charge.window_id == window_id)).all())
    for own in places:
        level = db.session.get_one(Place, (window_id, own[0])).level
        yield Look(level, sigmas[level], [[found[place][cell] for cell in cells] for place in own])


def _evidence(figures: Sequence[int], sigma: float) -> float:
    """The logarithm of how many times likelier these figures are when the person took part than when not.

    The noise is a discrete Gaussian, and the person would have added one to each count.
    """
    return sum(2 * value - 1 for value in figures) / (2 * sigma * sigma)
