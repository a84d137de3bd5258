"""What one person has in the open windows: which windows are theirs, where they count in them, and what they chose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.identity.models import Account
from reflect.organisation.models import Person
from reflect.storage.db import db, fetch
from reflect.themes import choices, windows
from reflect.themes.choices import Choice
from reflect.themes.models import Choices, Place, PlacedUnit, Window
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.windows import open_choices


@dataclass(frozen=True)
class MyWindow:
    """An open window as one person sees it."""

    id: str
    cadence: str
    name: str  # 2026-Q4, 2026-H2
    opens_at: datetime
    closes_at: datetime
    levels: tuple[str, ...]
    public_key: bytes
    taxonomy: int
    cells: tuple[str, ...]  # the slugs that can be counted in it
    place_id: str | None  # the smallest place that counts this person; None where no place does
    places: tuple[str, ...]  # its name, and of those that it is part of
    choice: Choice

    @property
    def last_day(self) -> datetime:
        """The last moment in which it takes contributions, for saying on which day it closes."""
        return self.closes_at - timedelta(microseconds=1)


def windows_of(keys: Keys, *, held: bool = False) -> list[MyWindow]:
    """The windows that take this person's contributions now, those that close first at the top, with what they chose.

    Args:
        held: a release of one of them waits until the write unit ends.
    """
    since, envelope = db.session.execute(_MINE, {"person": keys.person}).one()
    open_now = [each for each in windows.taking(held=held) if since is None or each.opens_at >= since]
    places = _places(keys.person)
    cells = {each.id: tuple(each.cells) for each in open_now}
    chosen = choices.read(opened(keys, envelope), cells)
    return [
        MyWindow(
            id=each.id,
            cadence=each.cadence,
            name=each.name,
            opens_at=each.opens_at,
            closes_at=each.closes_at,
            levels=tuple(str(level["level"]) for level in each.levels),
            public_key=each.public_key,
            taxonomy=each.taxonomy,
            cells=cells[each.id],
            place_id=places[each.id][0] if each.id in places else None,
            places=places[each.id][1:] if each.id in places else (),
            choice=chosen[each.id],
        )
        for each in open_now
    ]


def waiting(keys: Keys) -> frozenset[str]:
    """The slugs of this person's that wait in an open window because more were ticked than are counted. One statement.

    It asks for the same rows of everybody: its statements do not say who takes part.
    """
    rows = fetch(_CHOSEN, {"person": keys.person, "at": now()}).all()
    cells = {row.id: tuple(row.cells) for row in rows if row.id is not None}
    chosen = choices.read(opened(keys, rows[0].sealed), cells)
    return frozenset(slug for choice in chosen.values() for slug in choice.asked)


def contributes_from(person_id: str) -> datetime | None:
    """From when on windows must open for this person to take part, if they started their account again."""
    return db.session.scalar(select(Account.contributes_from).where(Account.person_id == person_id))


def windows_by_id(window_ids: Collection[str]) -> list[Window]:
    """Windows in any state, those that closed first at the top."""
    return list(db.session.scalars(select(Window).where(Window.id.in_(window_ids)).order_by(Window.closes_at)))


def opened(keys: Keys, envelope: bytes | None) -> bytes:
    """What the person's own envelope holds; nothing where there is none, or what is there is not theirs."""
    try:
        return open_choices(keys, envelope) if envelope is not None else b"{}"
    except CannotOpen:
        return b"{}"


def _places(person_id: str) -> dict[str, tuple[str, ...]]:
    """By window: the id of the smallest place that counts this person, its name, and those of the places above it."""
    rows = db.session.execute(_PLACES, {"person": person_id})
    return {row[0]: tuple(value for value in row[1:] if value is not None) for row in rows}


def _places_above() -> Select[str, str, str, str, str]:
    first, second = aliased(Place), aliased(Place)
    above = [
        (each, (each.window_id == below.window_id) & (each.place_id == below.parent_id))
        for below, each in ((Place, first), (first, second))
    ]
    return (
        select(PlacedUnit.window_id, PlacedUnit.place_id, Place.name, first.name, second.name)
        .join(Person, Person.unit_id == PlacedUnit.unit_id)
        .join(Place, (Place.window_id == PlacedUnit.window_id) & (Place.place_id == PlacedUnit.place_id))
        .outerjoin(*above[0])
        .outerjoin(*above[1])
        .where(Person.id == bindparam("person"))
    )


# Built once: they are asked for at each unlock and each finished reflection, and to show one.
_PLACES = _places_above()
_MINE = (
    select(Account.contributes_from, Choices.sealed)
    .outerjoin(Choices, Choices.person_id == Account.person_id)
    .where(Account.person_id == bindparam("person"))
)
_CHOSEN = (
    select(Choices.sealed, Window.id, Window.cells)
    .select_from(Account)
    .outerjoin(Choices, Choices.person_id == Account.person_id)
    .outerjoin(
        Window,
        windows.TAKING & or_(Account.contributes_from.is_(None), Window.opens_at >= Account.contributes_from),
    )
    .where(Account.person_id == bindparam("person"))
)
