"""The pages of released figures in forced colours, at 320, on paper and without a script, in every state."""

import pytest
from playwright.sync_api import Page, expect

from reflect.core.ids import new_id
from tests.browser.conftest import Desks
from tests.browser.judging import NARROWEST, at_width
from tests.browser.states import released_for
from tests.support.chromium import Desk

pytestmark = pytest.mark.browser

# What is painted, as the browser computes it: every bar’s fill and outline, and the ground behind it.
PAINTED = """() => [...document.querySelectorAll('.app-bar')].map((svg) => {
  const style = (name) => getComputedStyle(svg.querySelector(name));
  return [style('.app-bar__value').stroke, style('.app-bar__range').stroke, style('.app-bar__ground').fill];
})"""
LINES = """() => [...document.querySelectorAll('.app-heat td')].map((cell) => {
  const style = getComputedStyle(cell);
  return [cell.textContent.trim(), style.borderTopStyle, style.borderTopWidth, style.color, style.backgroundColor];
})"""
# Every cell’s words lie inside the width of the paper.
OFF_PAPER = (
    "() => [...document.querySelectorAll('td, th')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
)

# Where the lines of the noise picture end.
DRAWN = "(all) => all.map((one) => ['y1', 'y2'].map((end) => one.querySelector('line').getAttribute(end)))"


@pytest.fixture
def addresses(desks: Desks) -> tuple[Desk, dict[str, str]]:
    """Marcus's window, and what he can open in it."""
    return opened(desks())


def opened(desk: Desk) -> tuple[Desk, dict[str, str]]:
    team = (f"Northbridge {new_id()[:4]}", "Children’s social care", "Assessment and intervention", "Riverside team")
    desk.sign_in(desk.server.people.enrol("Marcus Bell", roles=("team_lead",), unit=team), to="/themes/")
    expect(desk.page.get_by_text("Nothing is released yet")).to_be_visible()
    return desk, released_for(desk, team)


def test_in_forced_colours_bars_and_words_are_told_apart(addresses: tuple[Desk, dict[str, str]]) -> None:
    desk, states = addresses
    for scheme in ("dark", "light"):
        desk.page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
        for state, address in states.items():
            desk.page.goto(address)
            for value, line, ground in desk.page.evaluate(PAINTED):
                assert ground not in (value, line), (state, scheme)
            lines = {words: tuple(looks) for words, *looks in desk.page.evaluate(LINES)}
            assert all(ink != paper for _style, _width, ink, paper in lines.values()), (state, scheme)
            kinds = {looks[:2] for words, looks in lines.items() if words in ("Often raised", "Raised", "Cannot tell")}
            assert len(kinds) == len(lines.keys() & {"Often raised", "Raised", "Cannot tell"}), (state, scheme)
    desk.page.goto(states["many-windows"])
    expect(desk.page.locator(".app-bar")).to_have_count(18)
    expect(desk.page.get_by_role("cell", name="Often raised", exact=True).first).to_be_visible()


def test_at_320_the_page_never_scrolls_sideways_and_tables_can_be_reached(
    addresses: tuple[Desk, dict[str, str]],
) -> None:
    desk, states = addresses
    for state, address in states.items():
        desk.page.goto(address)
        assert not at_width(desk.page, NARROWEST), state
    desk.page.goto(states["many-windows"])
    region = desk.page.get_by_role("region", name="Window by window")
    region.focus()
    assert region.evaluate("e => e.scrollWidth > e.clientWidth && document.activeElement === e")
    desk.page.keyboard.press("End")
    desk.page.keyboard.press("ArrowRight")
    desk.page.wait_for_function("() => document.querySelector('.app-scroll').scrollLeft > 0")


def test_on_paper_the_figures_stay_and_the_buttons_go(addresses: tuple[Desk, dict[str, str]]) -> None:
    desk, states = addresses
    page = desk.page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 between its margins
    for state in ("under-100", "many-windows", "large"):
        page.goto(states[state])
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("table", name="Every theme")).to_be_visible()
        expect(page.get_by_text("A theme says what people were thinking about")).to_be_visible()
        for gone in (page.get_by_role("link", name="Exit this page").last, page.get_by_role("navigation").first):
            expect(gone).to_be_hidden()
        expect(page.get_by_role("link", name="These figures for a spreadsheet (CSV)")).to_be_hidden()
        assert not page.evaluate(OFF_PAPER), state
    page.goto(states["many-windows"])
    expect(page.get_by_role("table", name="Window by window")).to_be_visible()


def test_without_a_script_everything_is_there(desks: Desks) -> None:
    desk, states = opened(desks(javascript=False))
    page = desk.page
    page.goto(states["places"])
    page.get_by_role("link", name="Open this picture in Children’s social care").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("were often raised in Children’s social care")
    expect(page.locator(".app-bar")).to_have_count(22)
    with page.expect_download() as download:
        page.get_by_role("link", name="These figures for a spreadsheet (CSV)").click()
    assert download.value.suggested_filename == "themes-2022-Q4.csv"
    expect(page.get_by_text("Ranges that hold the true count: 18 of 20.")).to_be_visible()
    expect(page.get_by_role("button", name="Draw 20 others")).to_be_hidden()


def test_the_picture_of_the_noise_is_drawn_by_the_page_and_again_by_whoever_asks(
    addresses: tuple[Desk, dict[str, str]],
) -> None:
    desk, states = addresses
    page = desk.page
    page.goto(states["many-windows"])
    first, said = page.locator(".app-noise__one").evaluate_all(DRAWN), page.locator("[data-noise-said]")
    expect(said).to_contain_text(
        "People in the service: 100. People who raise the theme: 20. Ranges that hold the true"
    )

    page.get_by_role("button", name="400 people").focus()
    page.keyboard.press("Enter")

    expect(said).to_contain_text("People in the service: 400. People who raise the theme: 80.")
    larger = page.locator(".app-noise__one").evaluate_all(DRAWN)
    assert [length(one) for one in larger] == pytest.approx([length(one) / 4 for one in first], abs=0.1)
    page.get_by_role("button", name="Draw 20 others").click()
    page.wait_for_function(
        f"(before) => ({DRAWN})([...document.querySelectorAll('.app-noise__one')]).join() !== before",
        arg=joined(larger),
    )
    assert page.get_by_role("button", name="400 people").get_attribute("aria-pressed") == "true"


def length(line: list[str]) -> float:
    """Of the line of one range, in hundredths of the picture."""
    top, foot = (float(end.rstrip("%")) for end in line)
    return abs(foot - top)


def joined(lines: list[list[str]]) -> str:
    """As JavaScript writes a list of lists in one string."""
    return ",".join(end for line in lines for end in line)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_bar_is_as_long_as_its_figure(desks: Desks, width: int) -> None:
    desk, states = opened(desks(width=width))
    desk.page.goto(states["large"])
    longest, shortest = (bar_width(desk.page, theme) for theme in ("Naming racism", "Stereotypes and sameness"))
    assert longest / shortest == pytest.approx(301 / 160, rel=0.05)


def bar_width(page: Page, theme: str) -> float:
    row = page.get_by_role("table", name="Every theme").locator("tr", has_text=theme)
    box = row.locator(".app-bar__value").bounding_box()
    assert box is not None
    return box["width"]
