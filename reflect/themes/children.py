"""A place and those directly below it in one window, side by side where they are few."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import bindparam, or_, select, tuple_
from sqlalchemy.orm import aliased

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.storage import leads
from reflect.themes.models import Place
from reflect.themes.pictures import Picture, picture
from reflect.themes.released import RELEASED, Heading, Released, headings, read
from reflect.themes.summing import consistent
from reflect.themes.visible import SEEN_HERE, viewed_by

SIDE_BY_SIDE = 12  # places below one that fit into a table; more are a list
ROWS = 50  # places on a page of that list


class Sums(Enum):
    """Whether a place and those below it add up."""

    ADD_UP = "adjusted so that they add up"
    AS_RELEASED = "not everybody is counted in one of the places shown"
    NOTHING_BELOW = "no place below was released in this window"
    TOO_MANY = "there are too many places below to stand side by side"


@dataclass(frozen=True)
class Part:
    """A place of one window, and what may be said of it."""

    heading: Heading
    picture: Picture


@dataclass(frozen=True)
class Below:
    """A place and those directly below it in one window. Where they add up, the pictures are of adjusted figures."""

    whole: Part
    places: tuple[Part, ...]  # those that this person may see, by name; none where they are too many
    sums: Sums
    listed: tuple[Heading, ...] = ()  # a page of them where they are too many
    following: str | None = None  # the place after which the next page of them begins


_HERE = Place.place_id == bindparam("place")
_EACH = aliased(Place)
# Their ids are looked up first: otherwise all figures of the window are gone through for these few.
_HERE_OR_BELOW = select(_EACH.place_id).where(
    _EACH.window_id == bindparam("window"),
    or_(_EACH.place_id == bindparam("place"), _EACH.parent_id == bindparam("place")),
)
_BELOW = (
    RELEASED.order_by(None)
    .where(Place.window_id == bindparam("window"), Place.place_id.in_(_HERE_OR_BELOW), SEEN_HERE)
    .order_by(_HERE.desc(), Place.name, Place.place_id)
    .limit(ROWS + 2)
)
_LAST = aliased(Place)
_FURTHER_BELOW = _BELOW.where(
    or_(
        _HERE,
        tuple_(Place.name, Place.place_id)
        > select(_LAST.name, _LAST.place_id)
        .where(_LAST.window_id == bindparam("window"), _LAST.place_id == bindparam("after"))
        .scalar_subquery(),
    )
)


def children_of(person_id: str, place_id: str, window_id: str, after: str | None = None) -> Below:
    """A place and those directly below it that somebody may see, in one window.

    Where everybody of the place is in one of those, the figures are adjusted so that they add up. The page of each
    place keeps showing what was released. Where they are many, only their headings are read, a page of them.

    Args:
        after: the last place on the page before.

    Raises:
        NotFound: there is no such place or window, it is not released, or this person may not see it.
    """
    values = viewed_by(person_id, now()) | {"place": place_id, "window": window_id}
    with leads.reading() as session:
        statement = _FURTHER_BELOW if after else _BELOW
        ordered = headings(session, statement, values | ({"after": after} if after else {}))
        if not ordered or ordered[0].place_id != place_id:
            raise NotFound
        many = after is not None or len(ordered) - 1 > SIDE_BY_SIDE
        whole, *parts = read(session, ordered[:1] if many else ordered)
    if many:
        listed = tuple(ordered[1 : ROWS + 1])
        following = listed[-1].place_id if len(ordered) > ROWS + 1 else None
        return Below(Part(whole.heading, picture(whole.noisy, whole.themes)), (), Sums.TOO_MANY, listed, following)
    return _side_by_side(whole, parts)


def _side_by_side(whole: Released, parts: Sequence[Released]) -> Below:
    figures, each = whole.noisy, [part.noisy for part in parts]
    sums = Sums.AS_RELEASED if parts else Sums.NOTHING_BELOW
    if parts and figures.headcount == sum(part.headcount for part in each):
        sums, (figures, each) = Sums.ADD_UP, consistent(figures, each)
    return Below(
        whole=Part(whole.heading, picture(figures, whole.themes)),
        places=tuple(Part(p.heading, picture(n, p.themes)) for p, n in zip(parts, each, strict=True)),
        sums=sums,
    )
