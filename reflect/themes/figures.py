"""Reading what was released, for whoever may see it. Windows that are not released answer like windows that are not.

Every call takes a few statements, however many places and windows there are. Names and definitions of themes are those
that were published when the window opened.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import NotFound
from reflect.storage import leads
from reflect.themes.models import Place, Window
from reflect.themes.pictures import Noisy, Picture, ThemeName, picture
from reflect.themes.released import Heading, Released, headings, read
from reflect.themes.summing import consistent
from reflect.themes.together import added_up
from reflect.themes.visible import may_see

__all__ = ["Awaited", "Below", "Heading", "Page", "Part", "Released", "Sums", "Together"]
SMALLEST_FIRST = ("service", "agency", "partnership", "everybody")


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


class Sums(Enum):
    """Whether a place and those below it add up."""

    ADD_UP = "adjusted so that they add up"
    AS_RELEASED = "not everybody is counted in one of the places shown"
    NOTHING_BELOW = "no place below was released in this window"


@dataclass(frozen=True)
class Part:
    """A place of one window, and what may be said of it."""

    heading: Heading
    picture: Picture


@dataclass(frozen=True)
class Below:
    """A place and those directly below it in one window. Where they add up, the pictures are of adjusted figures."""

    whole: Part
    places: tuple[Part, ...]  # those that this person may see, by name
    sums: Sums


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
        return min(each.opens_at for each in self.windows)

    @property
    def closes_at(self) -> datetime:
        return max(each.closes_at for each in self.windows)


def latest(person_id: str) -> list[tuple[Released, tuple[Heading, ...]]]:
    """For each place that somebody may see, smallest first: its latest release, and the headings of all of them."""
    places: dict[str, list[Heading]] = {}
    with leads.reading() as session:
        for heading in headings(session, may_see(person_id, now())):
            places.setdefault(heading.place_id, []).append(heading)
        newest = {each.heading.place_id: each for each in read(session, [one[0] for one in places.values()])}
    shown = [(newest[place_id], tuple(each)) for place_id, each in places.items()]
    return sorted(shown, key=lambda pair: (_size(pair[0].heading), pair[0].heading.place))


def page_of(person_id: str, place_id: str, window_id: str) -> Page:
    """What somebody may see of a place in a window, beside what was released there before.

    Windows in which other services or teams counted are left out: they are of other people.

    Raises:
        NotFound: there is no such place or window, it is not released, or this person may not see it.
    """
    here = (Place.place_id == place_id) | (Place.window_id == window_id)
    with leads.reading() as session:
        seen = headings(session, here, may_see(person_id, now()))
        this = next((each for each in seen if (each.place_id, each.window_id) == (place_id, window_id)), None)
        if this is None:
            raise NotFound
        # What came later is left out, so that this page never says anything else.
        known = [each for each in seen if each.place_id == place_id and each.released_at <= this.released_at]
        earlier = [each for each in known if _order(each) < _order(this)]
        alike = [each for each in earlier if each.counts_like(this)]
        beside = [each for each in seen if each.window_id == window_id and each is not this]
        above = [each for each in beside if each.place_id == this.above_id]
        found = read(session, [this, *alike, *above])
    windows, part_of = found[: len(alike) + 1], found[len(alike) + 1 :]
    before = next((each for each in earlier if each.cadence == this.cadence), None)
    compared = next((each for each in windows[1:] if each.heading is before), None)
    return Page(
        released=windows[0],
        picture=picture(
            windows[0].noisy,
            windows[0].themes,
            _comparable(windows[0], compared) if compared else None,
            regrouped=before is not None and compared is None,
        ),
        windows=windows,
        before=before,
        beside=tuple(sorted(beside, key=lambda each: (_size(each), each.place))),
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
        seen = headings(session, Place.place_id == place_id, may_see(person_id, now()))
        if not seen:
            raise NotFound
        newest = seen[0]
        alike = [each for each in seen if each.counts_like(newest) and each.cadence == newest.cadence]
        found = read(session, alike)
    noisy, themes, reworded = added_up([(each.noisy, each.themes) for each in found])
    return Together(
        place_id=place_id,
        place=newest.place,
        level=newest.level,
        cadence=newest.cadence,
        windows=tuple(alike),
        left_out=tuple(each for each in seen if each not in alike),
        noisy=noisy,
        picture=picture(noisy, themes),
        themes=themes,
        reworded=reworded,
    )


def children_of(person_id: str, place_id: str, window_id: str) -> Below:
    """A place and those directly below it that somebody may see, in one window.

    Where everybody of the place is in one of those, the figures are adjusted so that they add up. The page of each
    place keeps showing what was released.

    Raises:
        NotFound: there is no such place or window, it is not released, or this person may not see it.
    """
    here = (Place.place_id == place_id) | (Place.parent_id == place_id)
    with leads.reading() as session:
        seen = headings(session, Place.window_id == window_id, here, may_see(person_id, now()))
        ordered = sorted(seen, key=lambda each: (each.place_id != place_id, each.place, each.place_id))
        if not ordered or ordered[0].place_id != place_id:
            raise NotFound
        whole, *parts = read(session, ordered)
    figures, each = whole.noisy, [part.noisy for part in parts]
    sums = Sums.AS_RELEASED if parts else Sums.NOTHING_BELOW
    if parts and figures.headcount == sum(part.headcount for part in each):
        sums, (figures, each) = Sums.ADD_UP, consistent(figures, each)
    return Below(
        whole=Part(whole.heading, picture(figures, whole.themes)),
        places=tuple(Part(p.heading, picture(n, p.themes)) for p, n in zip(parts, each, strict=True)),
        sums=sums,
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
    with leads.reading() as session:
        return [Awaited(*row, closed=row.closes_at <= at) for row in session.execute(statement)]


def _size(heading: Heading) -> int:
    return SMALLEST_FIRST.index(heading.level)


def _order(heading: Heading) -> tuple[datetime, datetime, str]:
    return heading.closes_at, heading.opens_at, heading.window_id
