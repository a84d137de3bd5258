"""All places whose released figures somebody may see, page by page: who leads a partnership may see hundreds.

Each stands there with its newest window and no figures: these are on the page of the place.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, tuple_

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.core.ids import ID_PATTERN
from reflect.storage import leads
from reflect.themes.models import Place, Window
from reflect.themes.released import RELEASED, Headed, Heading, headings
from reflect.themes.visible import SEEN, viewed_by

ROWS = 50


@dataclass(frozen=True)
class PlacesPage:
    """One page of the list: the newest window of each place, by name; `following` is where the next page begins."""

    places: tuple[Heading, ...]
    following: str | None


def places_page(person_id: str, search: str = "", after: str | None = None) -> PlacesPage:
    """The places that somebody may see. One statement.

    Args:
        search: part of a place's name; empty for all.
        after: `following` of the page before.

    Raises:
        NotFound: `after` is nothing that a page said.
    """
    statement, values = _PLACES, viewed_by(person_id, now())
    if search:
        # No text of ours holds a NUL, and PostgreSQL refuses one.
        statement = statement.where(_NEWEST.c.place.icontains(search.replace("\0", ""), autoescape=True))
    if after:
        window_id, _dash, place_id = after.partition("-")
        if not (ID_PATTERN.fullmatch(window_id) and ID_PATTERN.fullmatch(place_id)):
            raise NotFound
        statement = statement.where(_AFTER)
        values |= {"last_window": window_id, "last_place": place_id}
    with leads.reading() as session:
        found = headings(session, statement, values)
    shown = tuple(found[:ROWS])
    return PlacesPage(shown, f"{shown[-1].window_id}-{shown[-1].place_id}" if len(found) > ROWS else None)


def are_more(person_id: str, shown: list[str]) -> bool:
    """Whether somebody may see another place than these. One statement."""
    with leads.reading() as session:
        found = session.execute(_OTHER, viewed_by(person_id, now()) | {"shown": shown}).first()
    return found is not None


_RANKED = (
    RELEASED.order_by(None)
    .where(SEEN)
    .add_columns(
        func.row_number()
        .over(partition_by=Place.place_id, order_by=(Window.closes_at.desc(), Window.opens_at.desc(), Place.window_id))
        .label("number")
    )
    .subquery()
)
_COLUMNS = (column for column in _RANKED.c if column.key != "number")
_NEWEST = select(*_COLUMNS).where(_RANKED.c.number == 1).subquery()
_PLACES: Headed = select(_NEWEST).order_by(_NEWEST.c.place, _NEWEST.c.place_id).limit(ROWS + 1)
_LAST_NAME = (
    select(Place.name)
    .where(Place.window_id == bindparam("last_window"), Place.place_id == bindparam("last_place"))
    .scalar_subquery()
)
_AFTER = tuple_(_NEWEST.c.place, _NEWEST.c.place_id) > tuple_(_LAST_NAME, bindparam("last_place"))
_OTHER = RELEASED.order_by(None).where(SEEN, Place.place_id.not_in(bindparam("shown", expanding=True))).limit(1)
