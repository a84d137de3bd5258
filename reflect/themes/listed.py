"""All places whose released figures somebody may see, page by page: who leads a partnership may see hundreds.

Each stands there with its newest window and no figures: these are on the page of the place.
"""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.core.ids import ID_PATTERN
from reflect.storage import leads
from reflect.themes.models import Place, Window
from reflect.themes.released import HAS_FIGURES, PLACES, RELEASED, Headed, Heading, headings
from reflect.themes.visible import seen, viewed_by

ROWS = 30  # long enough on a phone


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
        statement = statement.where(Place.name.icontains(search.replace("\0", ""), autoescape=True))
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


# Windows are numbered instead of places, of which there are very many more; and a place is found by ids alone, so that
# names and dates are read of its newest window only.
_NUMBERED = (
    select(
        Window.id,
        func.row_number().over(order_by=(Window.closes_at.desc(), Window.opens_at.desc(), Window.id)).label("number"),
    )
    .where(Window.state == "released")
    .cte("numbered")
)
_SEEN = seen(select(Place.window_id, Place.place_id).where(HAS_FIGURES)).subquery()
_NEWEST = (
    select(_SEEN.c.place_id, func.min(_NUMBERED.c.number).label("number"))
    .join_from(_SEEN, _NUMBERED, _NUMBERED.c.id == _SEEN.c.window_id)
    .group_by(_SEEN.c.place_id)
    .cte("newest")
)
_ITS_WINDOW = select(_NUMBERED.c.id).where(_NUMBERED.c.number == _NEWEST.c.number).scalar_subquery()
_PLACES: Headed = (
    PLACES.join(_NEWEST, and_(Place.place_id == _NEWEST.c.place_id, Place.window_id == _ITS_WINDOW))
    .order_by(Place.name, Place.place_id)
    .limit(ROWS + 1)
)
_LAST = aliased(Place)
_LAST_NAME = (
    select(_LAST.name)
    .where(_LAST.window_id == bindparam("last_window"), _LAST.place_id == bindparam("last_place"))
    .scalar_subquery()
)
_AFTER = tuple_(Place.name, Place.place_id) > tuple_(_LAST_NAME, bindparam("last_place"))
_OTHER = seen(RELEASED.order_by(None).where(Place.place_id.not_in(bindparam("shown", expanding=True)))).limit(1)
