"""The pages of released figures in a large organisation with several windows, in processor time a request."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import case, func, select, update

from bench.calling import called
from bench.measure import ratio, report
from reflect.core.clock import earlier, now
from reflect.core.settings import Settings
from reflect.organisation.models import Unit
from reflect.storage.db import db, write_unit
from reflect.themes.models import TOOK_PART, Figure, Place
from reflect.themes.periods import A_YEAR, Period, period_at
from tests.support.browser import Browser
from tests.support.people import Enrolled, People
from tests.support.windows import Windows

# How often the page of one's own account each may take. 30 ms were given, on a machine where that one took 9: the ratio
# says on every machine what those milliseconds said on that one.
MOST_TIMES = 30 / 9
YEARS = 2  # of windows before this one


def look_at_pages(app: Flask) -> None:
    """What lists and pictures cost somebody who works in a team, and somebody who leads the whole partnership."""
    with app.app_context():
        _more_windows(app)
        _take_part()
        team = _path("team 0")
        worker = People(app).enrol("Marcus Bell", roles=("team_lead",), unit=team)
        director = People(app).enrol("Ines Duarte", roles=("service_lead",), unit=team[:1])
        places = db.session.execute(
            select(Place.level, Place.place_id, Place.window_id).where(Place.name.in_(team)).order_by(Place.window_id)
        )
        latest = {level: f"/themes/{place_id}/{window_id}" for level, place_id, window_id in places}
    for who, person in (("who leads a team", worker), ("who leads the partnership", director)):
        _pages(app, who, person, latest)


def _pages(app: Flask, who: str, person: Enrolled, pictures: dict[str, str]) -> None:
    browser = Browser(app).sign_in(person)
    lists = {
        "opening page": "/themes/",
        "all places": "/themes/places/",
        "places named": "/themes/places/?q=service+17",
    }
    below = {f"places below the {level}": f"{at}/places" for level, at in pictures.items() if level != "service"}
    addresses = lists | below | {f"picture of the {level}": at for level, at in pictures.items()}
    account = called(browser, "/account/")
    for name, address in addresses.items():
        took, beside = ratio(called(browser, address), account, rounds=21)
        what = f"{name}, for somebody {who}, 600 services, {2 * 3 * YEARS + 1} windows, against their account"
        report(what, took, "ms", beside, MOST_TIMES)


def _more_windows(app: Flask) -> None:
    """Release the windows of the years before, with nobody's rows: figures are there all the same."""
    settings: Settings = app.extensions["reflect_settings"]
    windows = Windows(app, settings.window_keys)
    last = period_at("quarter", now() - timedelta(days=180)).year - 1  # the large window began then
    for year in range(last - YEARS + 1, last + 1):
        for cadence, number in A_YEAR.items():
            for each in range(1, number + 1):
                period = Period(cadence, year, each)
                with earlier(now() - period.end):
                    windows.release(windows.open(cadence, period.start, period.end - timedelta(hours=1)))


def _take_part() -> None:
    """Write figures over those that were released: a picture in which too few took part is nearly empty."""
    headcount = (
        select(Place.headcount)
        .where(Place.window_id == Figure.window_id, Place.place_id == Figure.place_id)
        .scalar_subquery()
    )
    share = case((Figure.cell == TOOK_PART, 12), else_=func.abs(func.random()) % 7)  # of 20
    with write_unit():
        db.session.execute(update(Figure).values(value=headcount * share // 20))


def _path(name: str) -> tuple[str, ...]:
    """The names of a unit and of all above it, the largest first."""
    unit = db.session.scalars(select(Unit).where(Unit.name == name)).one()
    names = [unit.name]
    while unit.parent_id is not None:
        unit = db.session.get_one(Unit, unit.parent_id)
        names.append(unit.name)
    return tuple(reversed(names))
