"""A lead’s quarter: the figures, a guide, the meeting and its card, two actions, and the next window’s figures."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from reflect.organisation import roster
from reflect.storage.db import write_unit
from reflect.themes.actions.reminding import remind
from reflect.web.days import today
from tests.browser.states import follow, press
from tests.support import figures
from tests.support.chromium import Desk, sit_down
from tests.support.people import Enrolled
from tests.support.server import Server, running

pytestmark = pytest.mark.browser

SERVICE = ("Northbridge", "Social care", "Assessment")
TEAM = (*SERVICE, "North team")
FIRST, SECOND = "Ask every child what words they use for who they are", "Say “racism” when we mean it"
WITH_THEME, WITHOUT = "Ten minutes in each meeting for one question", "Ask the service for a named person to turn to"


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this test's own: its figures are nobody else's."""
    with running(tmp_path_factory.mktemp("quarter") / "reflect") as server:
        yield server


@pytest.mark.parametrize("javascript", [True, False])
def test_from_figures_to_a_card_and_actions_and_back_to_figures(
    chromium: Browser, own_server: Server, javascript: bool
) -> None:
    server = own_server
    marcus = server.people.enrol("Marcus Bell", roles=("supervisor", "team_lead"), unit=TEAM)
    priya = server.people.enrol("Priya Nair", unit=TEAM)
    released(server, "2025-H2", {"naming-racism": 41, "child-voice": 22})
    his = sit_down(chromium, server, javascript=javascript, width=390)
    page = his.sign_in(marcus, to="/themes/")

    reads_the_figures(page)
    makes_a_guide(page)
    fills_the_card_in_the_meeting(page)
    window = adds_two_actions(page)
    the_team_reads_it(chromium, server, priya, javascript=javascript)
    comes_back_when_the_next_window_is_out(his, server, marcus, window)

    faults = his.close()
    assert not faults, "\n".join(faults)


def released(server: Server, name: str, values: dict[str, int]) -> str:
    """The figures of the service in a window are out. Returns the window's id."""
    with server.app.app_context():
        with write_unit():
            service, team = roster.place_unit(SERVICE), roster.place_unit(TEAM)
        window = figures.a_window(name)
        figures.release(window, service, values, counting=(team,))
    return window


def reads_the_figures(page: Page) -> None:
    """On the first page his team comes first, with nothing on it yet; below it is the service’s picture."""
    main = page.get_by_role("main")
    headings = main.get_by_role("heading", level=2).all_inner_texts()
    assert headings[:4] == [
        "What our team agreed to work on",
        "Actions",
        "Raised openly",
        "A guide for a team meeting",
    ]
    expect(main.get_by_text("Nothing is on the card yet.")).to_be_visible()
    follow(page, page.get_by_role("link", name=re.compile("Open this picture.*Assessment")))
    expect(page.get_by_role("heading", level=1)).to_contain_text("“Naming racism”")
    page.go_back()


def makes_a_guide(page: Page) -> None:
    """From the released themes, for twenty minutes; and it can be printed."""
    follow(page, page.get_by_role("link", name="Make a guide"))
    expect(page.get_by_text("released for Assessment, July to December 2025")).to_be_visible()
    first = page.get_by_role("group", name="Which themes?").get_by_role("checkbox").first
    expect(first).to_have_value("naming-racism")
    first.check()
    page.get_by_label("20 minutes").check()
    press(page, "Make the guide")
    expect(page.get_by_role("heading", level=1)).to_have_text("A meeting of 20 minutes")
    expect(page.get_by_text("Nobody is asked for their own experience.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="This guide as a PDF").click()
    assert download.value.suggested_filename == "guide-20-minutes.pdf"
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="This guide as a PDF")).to_be_hidden()
    expect(page.get_by_text("Minute 18 to 20")).to_be_visible()
    page.emulate_media(media="screen")


def fills_the_card_in_the_meeting(page: Page) -> None:
    """From the guide to the card: every field is empty; a day that is forgotten loses no line."""
    follow(page, page.get_by_role("link", name="Write the card of North team"))
    for label in ("First", "Second, if there is one", "Third, if there is one", "When did you meet?"):
        expect(page.get_by_label(label, exact=True)).to_have_value("")
    page.get_by_label("First", exact=True).fill(FIRST)
    page.get_by_label("Second, if there is one").fill(SECOND)
    press(page, "Save the card for North team")
    expect(page.get_by_role("alert").get_by_role("link", name="Enter the day of the meeting.")).to_be_visible()
    expect(page.get_by_label("First", exact=True)).to_have_value(FIRST)
    page.get_by_label("When did you meet?").fill(today().isoformat())
    press(page, "Save the card for North team")
    expect(page.get_by_text("The card is written.")).to_be_visible()
    expect(page.locator(".app-card li")).to_have_text([FIRST, SECOND])


def adds_two_actions(page: Page) -> str:
    """Against a recommendation each, one of them to be looked at with the next half-year’s figures: its name."""
    window = ""
    for what, answers in ((WITH_THEME, "R2"), (WITHOUT, "R1")):
        follow(page, page.get_by_role("link", name="Add an action"))
        page.get_by_label("What is to be done?").fill(what)
        page.get_by_label(re.compile(f"^{answers}:")).check()
        page.get_by_label("Which theme is it about?").select_option("naming-racism")
        page.get_by_label("Who does it?").select_option(label="Priya Nair, North team")
        page.get_by_label("By when?").fill((today() + timedelta(days=60)).isoformat())
        if not window:
            figures_of = page.get_by_label("Which figures will you look at afterwards?")
            half_year = figures_of.get_by_role("option", name="(half-year)").first
            window = half_year.get_attribute("value") or ""
            figures_of.select_option(window)
        press(page, "Add it to the plan of North team")
        expect(page.get_by_text("The action is in the plan.")).to_be_visible()
    table = page.get_by_role("table", name="Actions")
    expect(table.get_by_role("row")).to_have_count(3)
    return window


def the_team_reads_it(chromium: Browser, server: Server, priya: Enrolled, *, javascript: bool) -> None:
    """She finds card and actions, says how far hers is, and raises something in her own name, having seen who reads."""
    hers = sit_down(chromium, server, javascript=javascript, width=390)
    page = hers.sign_in(priya, to="/themes/")
    expect(page.get_by_text(FIRST)).to_be_visible()
    follow(page, page.get_by_role("link", name=WITH_THEME))
    page.get_by_label("Begun").check()
    page.get_by_label("What was done, and what shows it?").fill("Done in three of four meetings.")
    press(page, "Add the note")
    expect(page.get_by_text("Noted.")).to_be_visible()
    page.goto("/themes/")
    follow(page, page.get_by_role("link", name="Raise something with my team"))
    expect(page.get_by_role("listitem").filter(has_text="Marcus Bell")).to_be_visible()
    assert not page.get_by_role("radio", checked=True).count(), "nothing is chosen for her"
    page.get_by_label("The child's voice").check()
    press(page, "Raise it with 1 person in North team")
    expect(page.get_by_text("Raised. Your team sees it here, with your name")).to_be_visible()
    faults = hers.close()
    assert not faults, "\n".join(faults)


def comes_back_when_the_next_window_is_out(his: Desk, server: Server, marcus: Enrolled, window: str) -> None:
    """He is told, without a word of the action; from the action he gets to the figures."""
    window_id = released(server, window, {"naming-racism": 60})
    with server.app.app_context():
        remind()
    page = his.page
    page.goto("/notices/")
    expect(page.get_by_text(re.compile(r"The figures of .* are released\. In the plan of North team"))).to_be_visible()
    assert WITH_THEME not in page.get_by_role("main").inner_text()
    page.goto("/themes/")
    expect(page.get_by_text("Raised openly")).to_be_visible()
    expect(page.get_by_text(re.compile("Priya Nair, "))).to_be_visible()
    follow(page, page.get_by_role("link", name=WITH_THEME))
    expect(page.get_by_text("Done in three of four meetings.")).to_be_visible()
    expect(page.get_by_text(re.compile("Released on "))).to_be_visible()
    follow(page, page.get_by_role("main").get_by_role("link", name=re.compile("^Assessment, ")))
    assert page.url.endswith(f"/{window_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("“Naming racism”")
