"""Windows that somebody contributes to, with the key that a release would hold, to look into the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text, update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.models import Account
from reflect.library.themes import themes
from reflect.organisation import roster
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit
from reflect.themes.models import Contribution, Place, PlacedUnit, Window
from reflect.themes.rows import Row, decode
from reflect.themes.windows import partition_of
from reflect.vault.windows import new_window_key, open_row
from tests.support.people import TEAM

SERVICE = TEAM[:3]


@dataclass(frozen=True)
class OpenWindow:
    """A window and its private key."""

    id: str
    private: bytes
    cells: tuple[str, ...]
    taxonomy: int
    place_id: str

    def sealed(self) -> dict[bytes, bytes]:
        """Every row as it stands in the database."""
        db.session.rollback()
        rows = db.session.execute(
            select(Contribution.cid, Contribution.sealed).where(Contribution.window_id == self.id)
        )
        return {row.cid: row.sealed for row in rows}

    def rows(self) -> list[Row]:
        """What the rows say."""
        db.session.rollback()
        places = set(db.session.scalars(select(Place.place_id).where(Place.window_id == self.id)))
        return [
            decode(open_row(self.private, self.id, cid, sealed), self.cells, self.taxonomy, places)
            for cid, sealed in self.sealed().items()
        ]

    def counted(self) -> set[str]:
        """The themes of its one row."""
        (row,) = self.rows()
        assert row.took_part == bool(row.themes)
        return set(row.themes)

    def close(self) -> None:
        """Let it be over now."""
        with write_unit():
            window = db.session.get_one(Window, self.id)
            window.closes_at = now()


def open_window(
    *,
    cadence: str = "half-year",
    name: str = "2026-H2",
    level: str = "service",
    unit: tuple[str, ...] = SERVICE,
    opened_at: datetime | None = None,
    closes_at: datetime | None = None,
    high: bool = False,
) -> OpenWindow:
    """A window that counts one unit and everything below it, open since yesterday."""
    private, public = new_window_key()
    published = themes()
    window = OpenWindow(
        id=new_id(),
        private=private,
        cells=tuple(each.slug for each in published if each.aggregate in ("yes", *(["high"] if high else []))),
        taxonomy=published[0].taxonomy_version,
        place_id="",
    )
    with write_unit():
        place_id = roster.place_unit(unit)
        db.session.add(
            Window(
                id=window.id,
                cadence=cadence,
                name=name,
                opens_at=opened_at or now() - timedelta(days=1),
                closes_at=closes_at or now() + timedelta(days=30),
                state="open",
                public_key=public,
                taxonomy=window.taxonomy,
                cells=list(window.cells),
                levels=[{"level": level, "rho": 0.125, "least": 50}],
            )
        )
        db.session.flush()
        db.session.add(Place(window_id=window.id, place_id=place_id, level=level, name=unit[-1]))
        below = {place_id, *(roster.place_unit(TEAM) for _ in [0] if TEAM[: len(unit)] == unit)}
        db.session.add_all(PlacedUnit(window_id=window.id, unit_id=each, place_id=place_id) for each in below)
        if db.engine.dialect.name == "postgresql":
            own = f"CREATE TABLE {partition_of(window.id)} PARTITION OF theme_contribution"
            db.session.execute(text(f"{own} FOR VALUES IN ('{window.id}')"))
    return OpenWindow(window.id, private, window.cells, window.taxonomy, place_id)


def move(person_id: str, unit: tuple[str, ...]) -> None:
    """Let somebody work elsewhere from now on."""
    with write_unit():
        db.session.execute(update(Person).where(Person.id == person_id).values(unit_id=roster.place_unit(unit)))


def start_again(person_id: str) -> None:
    """Let somebody have started their account again just now."""
    with write_unit():
        db.session.execute(update(Account).where(Account.person_id == person_id).values(contributes_from=now()))
