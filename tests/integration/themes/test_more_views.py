"""Two more views of what was released: all windows of a place together, and a place with those below it."""

import pytest
from flask import Flask

from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.organisation import roster
from reflect.storage.db import write_unit
from reflect.themes import figures as reading
from reflect.themes import sentences
from reflect.themes.children import Part, Sums, children_of
from reflect.themes.pictures import NoChange, Statement
from tests.support import figures
from tests.support.browser import Browser
from tests.support.people import TEAM, Enrolled, People

SERVICE, AGENCY, ROOT = TEAM[:3], TEAM[:2], TEAM[:1]
POLICE = (*ROOT, "Police")


@pytest.fixture
def priya(people: People) -> Enrolled:
    return people.enrol("Priya Nair", unit=TEAM)


@pytest.fixture
def director(people: People) -> Enrolled:
    """She leads the whole partnership."""
    return people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)


def unit(path: tuple[str, ...]) -> str:
    with write_unit():
        return roster.place_unit(path)


class TestTogether:
    def test_all_windows_of_a_place_are_added_up(self, app: Flask, priya: Enrolled) -> None:
        service = unit(SERVICE)
        windows = [figures.a_window(name) for name in ("2025-H1", "2025-H2", "2026-H1")]
        for window in windows:
            figures.release(window, service, {"naming-racism": 11, "child-voice": 2}, took_part=50)

        shown = reading.together_of(priya.person_id, service)

        assert [each.window_id for each in shown.windows] == windows[::-1]
        assert (shown.noisy.values["naming-racism"], shown.noisy.took_part, shown.noisy.headcount) == (33, 150, 312)
        assert shown.noisy.sigma == pytest.approx(4 * 3**0.5)
        assert [each.theme.slug for each in shown.picture.called(Statement.RAISED)] == ["naming-racism"]
        assert (shown.opens_at, shown.closes_at) == (shown.windows[-1].opens_at, shown.windows[0].closes_at)
        assert "counted once in each window" in sentences.together(shown)

    def test_windows_in_which_other_units_counted_are_left_out(self, app: Flask, priya: Enrolled) -> None:
        service, before, since = unit(SERVICE), new_id(), new_id()
        for name, members in (("2025-H1", before), ("2025-H2", since), ("2026-H1", since)):
            figures.release(figures.a_window(name), service, {"naming-racism": 10}, members=members)

        shown = reading.together_of(priya.person_id, service)

        assert [each.name for each in shown.windows] == ["2026-H1", "2025-H2"]
        assert [each.name for each in shown.left_out] == ["2025-H1"]
        assert shown.noisy.values["naming-racism"] == 20

    def test_windows_of_another_length_are_left_out(self, app: Flask, priya: Enrolled) -> None:
        root = unit(ROOT)
        figures.release(figures.a_window("2025-H2"), root, level="everybody")
        figures.release(figures.a_window("2026-Q1"), root, level="partnership")

        shown = reading.together_of(priya.person_id, root)

        assert (shown.cadence, shown.level) == ("quarter", "partnership")
        assert [each.name for each in shown.left_out] == ["2025-H2"]
        assert "one window so far" in sentences.together(shown)

    def test_somebody_elses_place_and_no_place_answer_alike(self, app: Flask, priya: Enrolled) -> None:
        police = unit(POLICE)
        figures.release(figures.a_window("2025-Q4"), police, level="agency")
        figures.release(figures.a_window("2026-H1", state="open"), unit(SERVICE))

        for nothing in (police, unit(SERVICE), unit(TEAM), new_id()):
            with pytest.raises(NotFound):
                reading.together_of(priya.person_id, nothing)


class TestOtherUnits:
    def test_a_window_of_other_units_is_neither_compared_nor_shown_beside(self, app: Flask, priya: Enrolled) -> None:
        service = unit(SERVICE)
        before, after = figures.a_window("2025-H1"), figures.a_window("2025-H2")
        figures.release(before, service, {"naming-racism": 90}, members=new_id())
        figures.release(after, service, {"naming-racism": 5}, members=new_id())

        page = reading.page_of(priya.person_id, service, after)

        assert [each.heading.window_id for each in page.windows] == [after]
        assert page.picture.changed == ()
        assert page.picture.no_change is NoChange.REGROUPED
        assert sentences.changes(page.picture, page.before) == [
            "Other services or teams than in January to June 2025 count here now, so the two are not compared."
        ]

    def test_the_page_says_why_there_is_nothing_beside_it(self, app: Flask, priya: Enrolled) -> None:
        service = unit(SERVICE)
        windows = [figures.a_window(name) for name in ("2025-H1", "2025-H2")]
        for window in windows:
            figures.release(window, service, {"naming-racism": 40}, members=new_id())
        browser = Browser(app).sign_in(priya)

        first, second = (browser.get(f"/themes/{service}/{window}").text for window in windows)

        assert "This is the first window that was released here" in first
        assert "Other services or teams counted here in the windows before" in second
        assert "This is the first window" not in second

    def test_with_the_same_units_the_change_is_shown(self, app: Flask, priya: Enrolled) -> None:
        service, members = unit(SERVICE), new_id()
        before, after = figures.a_window("2025-H1"), figures.a_window("2025-H2")
        figures.release(before, service, {"naming-racism": 90}, members=members)
        figures.release(after, service, {"naming-racism": 5}, members=members)

        page = reading.page_of(priya.person_id, service, after)

        assert [each.theme.slug for each in page.picture.changed] == ["naming-racism"]


class TestBelow:
    def quarter(self, **headcounts: int) -> tuple[str, str, str, str]:
        """A partnership of two agencies in one quarter, of which all but what is named are of 500 people."""
        window, root, care, police = figures.a_window("2025-Q4"), unit(ROOT), unit(AGENCY), unit(POLICE)
        for place, value, name in ((care, 80, "care"), (police, 60, "police")):
            people = headcounts.get(name, 500)
            figures.release(window, place, {"child-voice": value}, level="agency", above=root, headcount=people)
        people = headcounts.get("root", 1000)
        figures.release(window, root, {"child-voice": 170}, level="partnership", took_part=130, headcount=people)
        return window, root, care, police

    def test_where_everybody_is_in_one_of_them_they_add_up(self, app: Flask, director: Enrolled) -> None:
        window, root, care, police = self.quarter()

        below = children_of(director.person_id, root, window)

        assert below.sums is Sums.ADD_UP
        assert {each.heading.place_id for each in below.places} == {care, police}
        shares = {each.heading.place_id: value_of(each) * each.heading.headcount for each in below.places}
        # 30 are missing; the noise is as wide everywhere here, so each gives way by ten.
        assert shares[care] == pytest.approx(90)
        assert shares[police] == pytest.approx(70)
        assert value_of(below.whole) * 1000 == pytest.approx(160)
        assert "as they were released" in sentences.sums(below)

    @pytest.mark.parametrize("headcounts", [{"root": 1001}, {"care": 499}])
    def test_where_somebody_is_in_none_of_them_they_stay_as_released(
        self, app: Flask, director: Enrolled, headcounts: dict[str, int]
    ) -> None:
        window, root, care, _police = self.quarter(**headcounts)

        below = children_of(director.person_id, root, window)

        assert below.sums is Sums.AS_RELEASED
        first = next(each for each in below.places if each.heading.place_id == care)
        assert first.picture == reading.page_of(director.person_id, care, window).picture
        assert "do not add up" in sentences.sums(below)

    def test_whoever_may_not_see_every_one_of_them_sees_them_as_released(self, app: Flask, priya: Enrolled) -> None:
        window, root, care, _police = self.quarter()

        below = children_of(priya.person_id, root, window)

        assert [each.heading.place_id for each in below.places] == [care]
        assert below.sums is Sums.AS_RELEASED
        assert below.whole.picture == reading.page_of(priya.person_id, root, window).picture

    def test_a_place_with_nothing_below_in_its_window_says_so(self, app: Flask, priya: Enrolled) -> None:
        window, _root, care, _police = self.quarter()
        figures.release(figures.a_window("2025-H2"), unit(SERVICE), above=care)

        below = children_of(priya.person_id, care, window)

        assert (below.places, below.sums) == ((), Sums.NOTHING_BELOW)
        assert "No place below" in sentences.sums(below)

    def test_pages_of_single_places_stay_as_they_were_released(self, app: Flask, director: Enrolled) -> None:
        window, root, care, _police = self.quarter()
        before = reading.page_of(director.person_id, care, window)

        children_of(director.person_id, root, window)

        assert reading.page_of(director.person_id, care, window) == before

    def test_somebody_elses_place_and_no_place_answer_alike(self, app: Flask, priya: Enrolled) -> None:
        window, _root, care, police = self.quarter()

        for place, at in ((police, window), (new_id(), window), (care, new_id())):
            with pytest.raises(NotFound):
                children_of(priya.person_id, place, at)


def value_of(part: Part) -> float:
    return next(each.value for each in part.picture.themes if each.theme.slug == "child-voice")
