"""Places beside each other in one window, windows added up, and how a theme went from window to window."""

import re

import pytest
from flask import Flask

from reflect.organisation import roster
from reflect.storage.db import write_unit
from tests.support import figures
from tests.support.browser import Browser, Page
from tests.support.people import TEAM, Enrolled, People

AGENCY, ROOT = TEAM[:2], TEAM[:1]
OTHER = (*ROOT, "Police")
LARGE = {"level": "agency", "headcount": 300, "took_part": 180, "sigma": 8.0}


@pytest.fixture
def ines(people: People) -> Enrolled:
    """She leads the partnership, so that she sees its agencies."""
    return people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)


def unit(path: tuple[str, ...]) -> str:
    with write_unit():
        return roster.place_unit(path)


def rows(page: Page, name: str) -> dict[str, list[str]]:
    """The cells of a table by the heading of their row."""
    table = next(each for each in page.tree.iter("table") if each.get("aria-labelledby") == name)
    found = {}
    for row in table.iter("tr"):
        cells = [" ".join(cell.text_content().split()) for cell in row.iter("th", "td")]
        found[cells[0]] = cells[1:]
    return found


class TestBesideThePlaceAbove:
    def test_statements_stand_side_by_side_with_both_sizes_and_a_warning(self, app: Flask, ines: Enrolled) -> None:
        agency, root, quarter = unit(AGENCY), unit(ROOT), figures.a_window("2025-Q4")
        figures.release(quarter, root, {"child-voice": 400}, **{**LARGE, "level": "partnership", "headcount": 1100})
        figures.release(quarter, agency, {"naming-racism": 90}, above=root, **LARGE)

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/{quarter}")

        assert "Beside Northbridge" in page.text
        assert "Places differ in size and in noise" in page.text
        table = rows(page, "beside-above")
        assert table["Theme"] == ["Social care300 people", "Northbridge1,100 people"]
        assert table["Naming racism"] == ["Often raised", "Cannot tell"]
        assert table["The child's voice"] == ["Cannot tell", "Often raised"]

    def test_only_the_same_window_is_put_beside_it(self, app: Flask, ines: Enrolled) -> None:
        agency, root = unit(AGENCY), unit(ROOT)
        before, quarter = figures.a_window("2025-Q3"), figures.a_window("2025-Q4")
        figures.release(before, root, {"child-voice": 400}, **{**LARGE, "level": "partnership"})
        figures.release(quarter, agency, {"naming-racism": 90}, above=root, **LARGE)

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/{quarter}")

        assert "Beside Northbridge" not in page.text

    def test_where_too_few_took_part_above_the_words_are_only_that(self, app: Flask, ines: Enrolled) -> None:
        agency, root, quarter = unit(AGENCY), unit(ROOT), figures.a_window("2025-Q4")
        figures.release(quarter, root, {"child-voice": 400}, level="partnership", took_part=5, sigma=8.0)
        figures.release(quarter, agency, {"naming-racism": 90}, above=root, **LARGE)

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/{quarter}")

        assert {cells[1] for cells in list(rows(page, "beside-above").values())[1:]} == {"Too few"}


class TestThePlacesBelow:
    def release(self, *, everybody: bool) -> tuple[str, str, str]:
        root, quarter = unit(ROOT), figures.a_window("2025-Q4")
        headcount = 600 if everybody else 1100
        figures.release(
            quarter, root, {"naming-racism": 300}, **{**LARGE, "level": "partnership", "headcount": headcount}
        )
        for path in (AGENCY, OTHER):
            figures.release(quarter, unit(path), {"naming-racism": 100}, above=root, **LARGE)
        return root, unit(AGENCY), quarter

    @pytest.mark.parametrize(
        ("everybody", "said"), [(True, "were adjusted a little, so that they add up"), (False, "do not add up")]
    )
    def test_a_leader_sees_them_side_by_side_and_whether_they_add_up(
        self, app: Flask, ines: Enrolled, everybody: bool, said: str
    ) -> None:
        root, agency, quarter = self.release(everybody=everybody)
        browser = Browser(app).sign_in(ines)

        assert f"/themes/{root}/{quarter}/places" in browser.get(f"/themes/{root}/{quarter}").links()
        page = browser.get(f"/themes/{root}/{quarter}/places")

        assert said in page.text
        assert "cannot be ranked" in page.text
        table = rows(page, "places-heading")
        assert table["Theme"][1:] == ["Police300 people", "Social care300 people"]
        assert all(cell.startswith("Often raisedAbout ") for cell in table["Naming racism"])
        assert f"/themes/{agency}/{quarter}" in page.links()

    def test_somebody_of_one_agency_sees_their_own_beside_the_whole_and_not_the_other(
        self, app: Flask, people: People
    ) -> None:
        root, _agency, quarter = self.release(everybody=True)
        noor = people.enrol("Noor Haddad", unit=TEAM)

        page = Browser(app).sign_in(noor).get(f"/themes/{root}/{quarter}/places")

        assert "Police" not in page.text
        assert "do not add up" in page.text

    def test_where_nothing_is_below_the_page_says_so(self, app: Flask, ines: Enrolled) -> None:
        agency, quarter = unit(AGENCY), figures.a_window("2025-Q4")
        figures.release(quarter, agency, **LARGE)

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/{quarter}/places")

        assert "No place below Social care was released in this window." in page.text

    def test_somebody_elsewhere_finds_nothing(self, app: Flask, people: People) -> None:
        agency, quarter = unit(AGENCY), figures.a_window("2025-Q4")
        figures.release(quarter, agency, **LARGE)
        lena = Browser(app).sign_in(people.enrol("Lena Fischer", unit=(*OTHER, "Protection", "South team")))

        assert lena.get(f"/themes/{agency}/{quarter}/places").status == 404
        assert lena.get(f"/themes/{agency}/together").status == 404


class TestAllWindowsTogether:
    def test_what_is_small_in_every_window_may_stand_out_in_all(self, app: Flask, ines: Enrolled) -> None:
        agency = unit(AGENCY)
        windows = [figures.a_window(f"2025-Q{number}") for number in (1, 2, 3, 4)]
        for window in windows:
            figures.release(window, agency, {"naming-racism": 20}, **LARGE)
        browser = Browser(app).sign_in(ines)

        alone, page = browser.get(f"/themes/{agency}/{windows[3]}"), browser.get(f"/themes/{agency}/together")

        assert "At this size we cannot tell any theme apart from chance." in alone.text
        assert f"/themes/{agency}/together" in alone.links()
        assert "“Naming racism” was raised in Social care between January and December 2025." in page.text
        assert "4 windows added up." in page.text
        assert "About 60%" in page.text
        assert {f"/themes/{agency}/{window}" for window in windows} <= set(page.links())

    def test_with_too_few_in_all_of_them_nothing_is_shown(self, app: Flask, ines: Enrolled) -> None:
        agency = unit(AGENCY)
        figures.release(figures.a_window("2025-Q1"), agency, {"naming-racism": 90}, **{**LARGE, "took_part": 3})

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/together")

        assert "Too few took part to say." in page.text
        assert "Naming racism" not in page.text
        assert "There is one window so far" in page.text


class TestHowAThemeWent:
    def test_a_theme_that_moved_further_than_noise_is_drawn_and_told_window_by_window(
        self, app: Flask, ines: Enrolled
    ) -> None:
        agency = unit(AGENCY)
        for name, value in {"2025-Q2": 30, "2025-Q3": 25, "2025-Q4": 110}.items():
            figures.release(figures.a_window(name), agency, {"naming-racism": value, "child-voice": 90}, **LARGE)

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/{figures.a_window('2025-Q4')}")

        assert "More people raised “Naming racism” than in July to September 2025." in page.text
        assert rows(page, "trend-naming-racism") == {
            "Window": ["What can be said"],
            "April to June 2025": ["Raised. About 10%, between 5% and 15%"],
            "July to September 2025": ["Raised. About 10%, between 0% and 15%"],
            "October to December 2025": ["Often raised. About 35%, between 30% and 45%"],
        }
        assert len(re.findall(r'class="app-trend__value"', page.html)) == 3
        assert "trend-child-voice" not in page.html

    def test_without_a_change_nothing_is_drawn_and_the_reason_stands_there(self, app: Flask, ines: Enrolled) -> None:
        agency = unit(AGENCY)
        for name in ("2025-Q3", "2025-Q4"):
            figures.release(figures.a_window(name), agency, {"naming-racism": 90}, **LARGE)

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/{figures.a_window('2025-Q4')}")

        assert "No theme moved further than the noise alone could move it since July to September 2025." in page.text
        assert "app-trend" not in page.html

    def test_a_window_in_which_too_few_took_part_is_a_gap(self, app: Flask, ines: Enrolled) -> None:
        agency = unit(AGENCY)
        for name, value, part in (("2025-Q2", 30, 3), ("2025-Q3", 25, 180), ("2025-Q4", 110, 180)):
            figures.release(figures.a_window(name), agency, {"naming-racism": value}, **{**LARGE, "took_part": part})

        page = Browser(app).sign_in(ines).get(f"/themes/{agency}/{figures.a_window('2025-Q4')}")

        assert rows(page, "trend-naming-racism")["April to June 2025"] == ["Too few took part to say"]
        assert len(re.findall(r'class="app-trend__step"', page.html)) == 1
