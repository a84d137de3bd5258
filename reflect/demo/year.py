"""A year of figures for the demo organisation: invented contributions, released by the verb that the command calls."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import SystemRandom

from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from reflect.core.clock import earlier, now
from reflect.demo.people import COMMUNITY_HEALTH, POLICE, SOCIAL_CARE
from reflect.organisation.models import Person, Unit
from reflect.storage.db import db, write_unit
from reflect.themes import plans, release, windows
from reflect.themes.models import Contribution, PlacedUnit, Window
from reflect.themes.periods import A_YEAR, Period, period_at
from reflect.themes.rows import NOWHERE, Row, encode
from reflect.vault.windows import contribution_id, seal_row

TAKING_PART = 0.6
QUIET = "Neighbourhood policing", 0.08  # where too few take part to say anything
HOW_MANY = {1: 15, 2: 30, 3: 55}  # of those who take part, how many raise so many themes: 2.4 on average

# What is on people's minds, the commonest first; the themes that are not named here are the rarest.
ON_THEIR_MINDS = {
    SOCIAL_CARE[-1]: (
        *("naming-racism", "identity-heritage", "confidence-to-talk", "trust-engagement", "adultification"),
        *("intersectionality", "professional-challenge", "child-voice", "culture-faith", "recording-data"),
    ),
    COMMUNITY_HEALTH[-1]: (
        *("language-access", "culture-faith", "confidence-to-talk", "being-believed", "recording-data"),
        *("naming-racism", "curiosity-humility", "trust-engagement", "migration-precarity", "own-lens"),
    ),
    POLICE[-1]: (
        *("adultification", "trust-engagement", "over-under-response", "stereotypes", "confidence-to-talk"),
        *("concern-to-action", "naming-racism", "supervision-safety", "language-access", "child-voice"),
    ),
}

_dice = SystemRandom()


@dataclass(frozen=True)
class _Colleague:
    """Somebody in a team, with a key that gives them one row in each window, as everybody has."""

    key: bytes
    team: str  # the unit's id
    service: str
    agency: str

    def row(self, place: str, cells: list[str]) -> Row:
        likely = QUIET[1] if self.service == QUIET[0] else TAKING_PART
        took_part = _dice.random() < likely
        return Row(place, took_part, _themes(self.agency, cells) if took_part else frozenset())


def make(keys: Path, cap: float) -> None:
    """Open, fill and release the last four quarters and two half-years, then open the present ones.

    In write units of its own, each at its own time in the past; about five seconds.

    Args:
        keys: the folder of the windows' private keys.
        cap: what the figures of a year may tell about one person, in rho. Too little for the full plan: the cautious
            one is adopted.
    """
    with write_unit():
        plans.adopt(plans.shipped("full" if plans.yearly(plans.shipped("full")) <= cap else "cautious"), cap)
    colleagues = _colleagues()
    for period in last_year():
        window_id = _opened(period, keys, cap)
        _contribute(window_id, colleagues)
        with earlier(now() - period.end):
            release.release(window_id, keys, cap)
    for cadence in A_YEAR:
        _opened(period_at(cadence, now()), keys, cap)


def _opened(period: Period, keys: Path, cap: float) -> str:
    """The id of a window that was opened as its period began."""
    with earlier(now() - period.start):
        return windows.open_window(period.cadence, period.name, period.start, period.end, keys, cap)


def last_year() -> list[Period]:
    """The last four quarters and two half-years that are over, the earliest first."""
    periods = []
    for cadence, number in A_YEAR.items():
        period = period_at(cadence, now())
        for _each in range(number):
            period = period_at(cadence, period.start - timedelta.resolution)
            periods.append(period)
    return sorted(periods, key=lambda each: each.end)


def _colleagues() -> list[_Colleague]:
    service, agency = aliased(Unit), aliased(Unit)
    statement = (
        select(Person.unit_id, service.name, agency.name)
        .join(Unit, Unit.id == Person.unit_id)
        .join(service, service.id == Unit.parent_id)
        .join(agency, agency.id == service.parent_id)
        .where(Unit.kind == "team")
    )
    return [_Colleague(secrets.token_bytes(32), *row) for row in db.session.execute(statement)]


def _contribute(window_id: str, colleagues: list[_Colleague]) -> None:
    """A row for everybody, taking part or not, as their unlocking would have left it."""
    window = db.session.get_one(Window, window_id)
    placed = select(PlacedUnit.unit_id, PlacedUnit.place_id).where(PlacedUnit.window_id == window_id)
    places = dict(db.session.execute(placed).all())
    rows = []
    for colleague in colleagues:
        cid = contribution_id(colleague.key, window_id)
        row = colleague.row(places.get(colleague.team, NOWHERE), window.cells)
        sealed = seal_row(window.public_key, window_id, cid, encode(row, window.cells, window.taxonomy))
        rows.append({"window_id": window_id, "cid": cid, "sealed": sealed})
    with write_unit():
        db.session.execute(insert(Contribution), rows)


def _themes(agency: str, cells: list[str]) -> frozenset[str]:
    """Up to three themes: how common one is falls with its place in the order (Zipf), with 45% for the first."""
    order = [*(slug for slug in ON_THEIR_MINDS[agency] if slug in cells), *_rest(agency, cells)]
    (number,) = _dice.choices(list(HOW_MANY), list(HOW_MANY.values()))
    picked: set[str] = set()
    weights = [1 / (place + 1.5) for place in range(len(order))]
    while len(picked) < number:
        picked.update(_dice.choices(order, weights))
    return frozenset(picked)


def _rest(agency: str, cells: list[str]) -> Iterator[str]:
    return (slug for slug in cells if slug not in ON_THEIR_MINDS[agency])
