"""Reading what was released, for whoever may see it. Windows that are not released answer like windows that are not.

Every call takes a few statements, however many places and windows there are. Names and definitions of themes are those
that were published when the window opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select, union_all

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.storage import leads
from reflect.themes.models import Place, Window
from reflect.themes.pictures import Noisy, Picture, ThemeName, picture
from reflect.themes.released import RELEASED, Heading, Released, headings, read
from reflect.themes.together import added_up
from reflect.themes.visible import NEAR, SEEN_HERE, seen, viewed_by
from reflect.themes.windows import EXPIRES_AFTER

__all__ = ["Awaited", "Heading", "Page", "Released", "Together"]
SMALLEST_FIRST = ("service", "agency", "partnership", "everybody")
MOST_BESIDE = 20  # places that a picture names beside its own; where there are more, only the one above it
MOST_WINDOWS = 8  # side by side: two years of quarters, four of half-years


@dataclass(frozen=True)
class Page:
    """Everything that the page of one place and window shows. It never changes once the window is released."""

    released: Released
    picture: Picture
    windows: tuple[Released, ...]  # of the same place, this one first, then as many before it as are shown
    earlier: tuple[Heading, ...]  # all windows of the place before this one in which the same services and teams count
    before: Heading | None  # the window that changes are measured against
    beside: tuple[Heading, ...]  # other places of the same window that this person may see, smallest first: a few
    more_beside: bool  # there are more than a few of them, and `beside` holds the one above at most
    below: bool  # some of them are part of this one
    above: Released | None  # the place that this one is part of, in the same window


@dataclass(frozen=True)
class Awaited:
    """A window whose figures are still to come."""

    cadence: str
    opens_at: datetime
    closes_at: datetime
    closed: bool


@dataclass(frozen=True)
class Together:
    """All windows of one place so far, added up: those of the same length in which the same services and teams count.

    `people` counts everybody once in each window, and so do the figures: shares are those of an average window.
    """

    place_id: str
    place: str
    level: str
    cadence: str
    windows: tuple[Heading, ...]  # that were added, newest first
    left_out: tuple[Heading, ...]  # other windows of this place: of another length, or with other services or teams
    noisy: Noisy
    picture: Picture
    themes: tuple[ThemeName, ...]  # those that all of these windows define in the same words
    reworded: tuple[ThemeName, ...]  # left out: not all of them do

    @property
    def opens_at(self) -> datetime:
        """When the first of the windows opened."""
        return min(each.opens_at for each in self.windows)

    @property
    def closes_at(self) -> datetime:
        """When the last of the windows closed."""
        return max(each.closes_at for each in self.windows)


# Statements are built once: to build one takes longer than to send it.
_HERE = Place.place_id == bindparam("place")
_NEAR = RELEASED.where(NEAR)
_NEAR_NAMED = _NEAR.where(Window.name == bindparam("name"))
_OF_PLACE = RELEASED.where(_HERE, SEEN_HERE)
_WINDOW: BindParameter[str] = bindparam("window")
_OF_WINDOW = RELEASED.order_by(None).where(Place.window_id == _WINDOW, ~_HERE)
# One below, and others until there are too many to be named: that many are read and no more.
_OTHERS = (
    _OF_WINDOW.where(Place.parent_id == bindparam("place"), SEEN_HERE).limit(1),
    select(seen(_OF_WINDOW, _WINDOW).subquery()).distinct().limit(MOST_BESIDE + 1),
)
_ABOVE = _OF_WINDOW.where(Place.place_id == bindparam("above"), SEEN_HERE)
_BESIDE, _BESIDE_AND_ABOVE = (
    union_all(*(select(each.subquery()) for each in some)) for some in (_OTHERS, (_ABOVE, *_OTHERS))
)
_AWAITED = (
    select(Window.cadence, Window.opens_at, Window.closes_at)
    .where(Window.state == "open", Window.opens_at <= bindparam("at"), Window.closes_at > bindparam("missed"))
    .order_by(Window.closes_at, Window.opens_at)
)


def latest(person_id: str) -> list[tuple[Released, tuple[Heading, ...]]]:
    """The latest release of each of somebody's own places and of those above, and the headings of all of them.

    Smallest first. Places under one that they lead are not here, of which there may be hundreds.
    """
    places: dict[str, list[Heading]] = {}
    with leads.reading() as session:
        for heading in headings(session, _NEAR, viewed_by(person_id, now())):
            places.setdefault(heading.place_id, []).append(heading)
        newest = {each.heading.place_id: each for each in read(session, [one[0] for one in places.values()])}
    shown = [(newest[place_id], tuple(each)) for place_id, each in places.items()]
    return sorted(shown, key=lambda pair: (_size(pair[0].heading), pair[0].heading.place))


def of_windows_named(person_id: str, name: str) -> list[Heading]:
    """What is released of the windows of a name, of somebody's own places and of those above, smallest first."""
    with leads.reading() as session:
        found = headings(session, _NEAR_NAMED, viewed_by(person_id, now()) | {"name": name})
    return sorted(found, key=lambda each: (_size(each), each.place))


def page_of(person_id: str, place_id: str, window_id: str) -> Page:
    """What somebody may see of a place in a window, beside what was released there before.

    Windows in which other services or teams counted are left out: they are of other people.

    Raises:
        NotFound: there is no such place or window, it is not released, or this person may not see it.
    """
    values = viewed_by(person_id, now()) | {"place": place_id, "window": window_id}
    with leads.reading() as session:
        here = headings(session, _OF_PLACE, values)
        this = next((each for each in here if each.window_id == window_id), None)
        if this is None:
            raise NotFound
        # What came later is left out, so that this page never says anything else.
        known = [each for each in here if each.released_at <= this.released_at]
        earlier = [each for each in known if _order(each) < _order(this)]
        alike = [each for each in earlier if each.counts_like(this)]
        # Without a place above, the statement must not look for one: that nobody sees is the dearest answer.
        statement = _BESIDE_AND_ABOVE if this.above_id else _BESIDE
        beside = list(dict.fromkeys(headings(session, statement, values | {"above": this.above_id})))
        above = [each for each in beside if each.place_id == this.above_id]
        shown = _side_by_side(this, alike)
        found = read(session, [*shown, *above])
    windows, part_of = found[: len(shown)], found[len(shown) :]
    before = next((each for each in earlier if each.cadence == this.cadence), None)
    compared = next((each for each in windows[1:] if each.heading is before), None)
    more = len(beside) > MOST_BESIDE
    return Page(
        released=windows[0],
        picture=picture(
            windows[0].noisy,
            windows[0].themes,
            _comparable(windows[0], compared) if compared else None,
            regrouped=before is not None and compared is None,
        ),
        windows=windows,
        earlier=tuple(alike),
        before=before,
        beside=tuple(sorted(above if more else beside, key=lambda each: (_size(each), each.place))),
        more_beside=more,
        below=any(each.above_id == place_id for each in beside),
        above=next(iter(part_of), None),
    )


def together_of(person_id: str, place_id: str) -> Together:
    """All windows of a place so far, added up.

    The newest window says how long they are and who counts; of the others, those that are alike are added. With one
    window it is that window.

    Raises:
        NotFound: there is no such place, nothing of it is released, or this person may not see it.
    """
    with leads.reading() as session:
        here = headings(session, _OF_PLACE, viewed_by(person_id, now()) | {"place": place_id})
        if not here:
            raise NotFound
        newest = here[0]
        alike = [each for each in here if each.counts_like(newest) and each.cadence == newest.cadence]
        found = read(session, alike)
    noisy, themes, reworded = added_up([(each.noisy, each.themes) for each in found])
    return Together(
        place_id=place_id,
        place=newest.place,
        level=newest.level,
        cadence=newest.cadence,
        windows=tuple(alike),
        left_out=tuple(each for each in here if each not in alike),
        noisy=noisy,
        picture=picture(noisy, themes),
        themes=themes,
        reworded=reworded,
    )


def _side_by_side(this: Heading, earlier: Sequence[Heading]) -> list[Heading]:
    """A window and those before it that stand beside it in a table, and in the trends of those of its own length."""
    before = MOST_WINDOWS - 1
    alike = [each for each in earlier if each.cadence == this.cadence]
    shown = {*earlier[:before], *alike[:before]}
    return [this, *(each for each in earlier if each in shown)]


def _comparable(this: Released, before: Released) -> Noisy:
    """The figures of the window before, with only those themes that were defined in the same words."""
    same = {theme.slug for theme in set(before.themes) & set(this.themes)}
    return replace(before.noisy, values={slug: n for slug, n in before.noisy.values.items() if slug in same})


def awaited(at: datetime) -> list[Awaited]:
    """The windows whose figures are still to come, the next to close first. What nobody released in time is none."""
    with leads.reading() as session:
        rows = session.execute(_AWAITED, {"at": at, "missed": at - EXPIRES_AFTER})
        return [Awaited(*row, closed=row.closes_at <= at) for row in rows]


def _size(heading: Heading) -> int:
    return SMALLEST_FIRST.index(heading.level)


def _order(heading: Heading) -> tuple[datetime, datetime, str]:
    return heading.closes_at, heading.opens_at, heading.window_id
