"""Those whose themes are counted, and those who read the figures."""

from datetime import timedelta

from playwright.sync_api import Page

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.organisation import roster
from reflect.storage.db import write_unit
from tests.browser.states.pages import LONG, LONG_WORD, States, press
from tests.support import figures
from tests.support.chromium import Desk
from tests.support.contributing import move, open_window, start_again
from tests.support.writing import write

# Noisy counts of themes, for window after window.
RAISED = (
    {"naming-racism": 31, "confidence-to-talk": 24, "adultification": 17, "child-voice": 14, "culture-faith": -5},
    {"naming-racism": 8, "confidence-to-talk": 19, "recording-data": 13, "being-believed": 6, "stereotypes": -3},
    {
        "naming-racism": 25,
        "confidence-to-talk": 33,
        "identity-heritage": 22,
        "language-access": 12,
        "trust-engagement": 4,
    },
)
LARGE = {"naming-racism": 301, "adultification": 245, "child-voice": 222, "culture-faith": 201, "stereotypes": 160}


def leads(desk: Desk) -> States:
    """Marcus, who leads a team, on day one and after many windows."""
    page, people, region = desk.page, desk.server.people, f"Northbridge {new_id()[:4]}"
    team = (region, "Children’s social care", f"Assessment and intervention for {LONG_WORD}", "Riverside team")
    marcus = people.enrol("Marcus Bell", roles=("team_lead",), unit=team)
    desk.sign_in(marcus, to="/themes/")
    yield "none-yet"
    page.goto("/themes/learning")
    yield "learning"
    page.locator("details summary").first.click()
    yield "learning-questions"
    page.goto("/themes/reading")
    yield "reading"
    for name, address in released_for(desk, team).items():
        page.goto(address)
        yield name


def released_for(desk: Desk, team: tuple[str, ...]) -> dict[str, str]:
    """The addresses of pictures of every kind, released for the places above a team."""
    with desk.server.app.app_context():
        with write_unit():
            service, agency, partnership = (roster.place_unit(team[:depth]) for depth in (3, 2, 1))
        halves = [figures.a_window(f"{year}-{half}") for year in range(2019, 2023) for half in ("H1", "H2")]
        for number, window in enumerate(halves):
            headcount = 62 if number < 3 else 104
            figures.release(
                window, service, RAISED[number % 3], took_part=9 if number == 2 else 58, headcount=headcount
            )
        quarter = figures.a_window("2022-Q4")
        figures.release(
            quarter, agency, LARGE, took_part=690, headcount=1140, sigma=8.0, level="agency", above=partnership
        )
        figures.release(quarter, partnership, {}, took_part=700, headcount=4200, sigma=11.3, level="partnership")
    return {
        "places": "/themes/",
        "all-places": "/themes/places/",
        "no-such-place": "/themes/places/?q=nowhere",
        "first-window": f"/themes/{service}/{halves[0]}",
        "under-100": f"/themes/{service}/{halves[1]}",
        "too-few": f"/themes/{service}/{halves[2]}",
        "many-windows": f"/themes/{service}/{halves[7]}",
        "large": f"/themes/{agency}/{quarter}",
        "nothing-apart-from-chance": f"/themes/{partnership}/{quarter}",
        "places-below": f"/themes/{partnership}/{quarter}/places",
        "nothing-below": f"/themes/{service}/{halves[7]}/places",
        "together": f"/themes/{service}/together",
        "together-of-one": f"/themes/{agency}/together",
    }


def contributor(desk: Desk) -> States:
    """Priya, who lets themes be counted, and what the pages say when there is nothing to count."""
    page, people = desk.page, desk.server.people
    priya = people.enrol("Priya Nair")
    with desk.server.app.app_context():
        entry = write(priya, LONG, title="Home visit, Tuesday", finished=False)
    desk.sign_in(priya, to="/themes/mine")
    yield "mine-no-window"
    with desk.server.app.app_context():
        half = open_window(name=new_id()[:8], closes_at=now() + timedelta(days=5))
        quarter = open_window(cadence="quarter", name=new_id()[:8], level="agency", high=True)
    try:
        page.goto("/")
        yield "home-last-week"
        page.goto("/themes/mine")
        yield "mine"
        yield from _too_many(page)
        yield from _ticking(page, entry)
        page.goto("/themes/mine")
        yield "mine-asked"
        with desk.server.app.app_context():
            quarter.close()
        press(page, "Save what is counted")
        yield "mine-closed"
        with desk.server.app.app_context():
            move(priya.person_id, (f"Elsewhere {new_id()[:4]}",))
        page.goto("/themes/mine")
        yield "mine-nowhere"
        with desk.server.app.app_context():
            start_again(priya.person_id)
        page.goto("/themes/mine")
        yield "mine-started-again"
    finally:
        with desk.server.app.app_context():
            half.close()
            quarter.close()


def _too_many(page: Page) -> States:
    for place in range(4):
        page.get_by_role("group").first.get_by_role("checkbox").nth(place).check()
    press(page, "Save what is counted")
    yield "mine-too-many"
    page.get_by_role("group").first.get_by_role("checkbox").nth(3).uncheck()
    press(page, "Save what is counted")
    yield "mine-saved"


def _ticking(page: Page, entry: str) -> States:
    page.goto(f"/journal/{entry}/edit?step=2")
    for place in range(3, 6):
        page.get_by_role("group", name="Which themes does this touch on?").get_by_role("checkbox").nth(place).check()
    page.get_by_label("Count these themes. Never the words.").check()
    yield "last-page-ticked"
    press(page, "Save, for me alone")
    yield "entry-too-many"
    page.goto(f"/journal/{entry}/edit?step=2")
    page.get_by_label("Count these themes. Never the words.").uncheck()
    press(page, "Save, for me alone")
    yield "entry-no-longer-counted"
    page.goto(f"/journal/{entry}/edit?step=2")
    page.get_by_label("Count these themes. Never the words.").check()
    press(page, "Save, for me alone")
    yield "entry-counted"
