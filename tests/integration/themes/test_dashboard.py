"""The pages of released figures: who sees which place, what they say, and that they stay as they are."""

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.library.themes import themes
from reflect.organisation import roster
from reflect.organisation.models import Role
from reflect.storage.db import db, write_unit
from reflect.themes import sentences
from reflect.themes.models import Place, Window
from reflect.themes.windows import EXPIRES_AFTER
from reflect.web.language import ZONE
from tests.support import figures
from tests.support.browser import Browser, Page
from tests.support.people import TEAM, Enrolled, People
from tests.support.statements import statements

SERVICE, AGENCY, ROOT = TEAM[:3], TEAM[:2], TEAM[:1]
OTHER_SERVICE = (*AGENCY, "Fostering")
TOLD = (
    "Your lead never sees figures for your team. What your service sees has random noise added. Suppose that somebody "
    "knew what every other person had contributed, and saw every figure for a year. They would guess whether you took "
    "part right about 7 times in 10. Tossing a coin is right 5 times in 10."
)


@pytest.fixture
def amara(people: People) -> Enrolled:
    return people.enrol("Amara Osei", roles=("service_lead",), unit=SERVICE)


@pytest.fixture
def half() -> str:
    return figures.a_window("2025-H2")


def unit(path: tuple[str, ...]) -> str:
    with write_unit():
        return roster.place_unit(path)


def at(place: str, window: str, more: str = "") -> str:
    return f"/themes/{place}/{window}{more}"


def closed(window_id: str, closes_at: datetime) -> None:
    with write_unit():
        db.session.execute(update(Window).where(Window.id == window_id).values(closes_at=closes_at))


def main_of(page: Page) -> str:
    return re.search(r"<main.*?</main>", page.html, re.DOTALL)[0]  # type: ignore[index]


def places_listed(browser: Browser) -> set[str]:
    """The ids of the places that any link of the two lists names."""
    links = [*browser.get("/themes/").links(), *browser.get("/themes/places/").links()]
    return {found[1] for link in links if (found := re.match(r"/themes/([0-9a-z]{26})/", link))}


class TestWhoSeesWhat:
    def test_a_team_lead_sees_service_and_agency_and_nothing_of_the_team(
        self, app: Flask, marcus: Enrolled, half: str
    ) -> None:
        team, service, agency = unit(TEAM), unit(SERVICE), unit(AGENCY)
        for place, level in ((service, "service"), (agency, "agency")):
            figures.release(half, place, level=level, counting=(team,) if level == "service" else ())
        browser = Browser(app).sign_in(marcus)

        assert places_listed(browser) == {service, agency}
        for place in (service, agency):
            page = browser.get(at(place, half))
            assert page.status == 200
            assert "Not about your team" in page.text
            assert not [link for link in page.links() if team in link]
        assert browser.get(at(team, half)).status == 404
        assert browser.get(at(team, half, "/figures.csv")).status == 404

    def test_figures_that_name_a_team_by_mistake_are_not_shown(self, app: Flask, marcus: Enrolled, half: str) -> None:
        team = unit(TEAM)
        figures.release(half, team, counting=(team,))

        assert Browser(app).sign_in(marcus).get(at(team, half)).status == 404

    def test_a_service_lead_sees_her_service_and_what_is_above_and_no_other(
        self, app: Flask, amara: Enrolled, half: str
    ) -> None:
        service, agency, other = unit(SERVICE), unit(AGENCY), unit(OTHER_SERVICE)
        for place, level in ((service, "service"), (other, "service"), (agency, "agency")):
            figures.release(half, place, level=level)
        browser = Browser(app).sign_in(amara)

        assert places_listed(browser) == {service, agency}
        assert browser.get(at(other, half)).status == 404

    def test_who_leads_an_agency_sees_the_services_under_it(self, app: Flask, people: People, half: str) -> None:
        service, other = unit(SERVICE), unit(OTHER_SERVICE)
        for place in (service, other):
            figures.release(half, place)
        director = people.enrol("Ines Duarte", roles=("service_lead",), unit=AGENCY)

        assert places_listed(Browser(app).sign_in(director)) == {service, other}

    @pytest.mark.parametrize("role", ["practitioner", "supervisor", "team_lead", "administrator"])
    def test_no_other_role_looks_downwards(self, app: Flask, people: People, half: str, role: str) -> None:
        service = unit(SERVICE)
        figures.release(half, service)
        above = people.enrol("Ines Duarte", roles=(role,), unit=AGENCY)

        assert places_listed(Browser(app).sign_in(above)) == set()

    def test_a_role_elsewhere_shows_that_place_while_it_is_in_force(
        self, app: Flask, people: People, half: str
    ) -> None:
        other = unit(OTHER_SERVICE)
        figures.release(half, other)
        tariq = people.enrol("Tariq Aziz", unit=TEAM)
        browser = Browser(app).sign_in(tariq)
        assert places_listed(browser) == set()

        with write_unit():
            roster.give_role(tariq.person_id, "supervisor", other)
        assert places_listed(browser) == {other}

        with write_unit():
            db.session.execute(update(Role).where(Role.unit_id == other).values(until=now()))
        assert places_listed(browser) == set()

    def test_a_cluster_is_seen_by_the_people_of_its_services_and_by_nobody_else(
        self, app: Flask, people: People, half: str
    ) -> None:
        cluster, small, team = new_id(), unit(OTHER_SERVICE), unit((*OTHER_SERVICE, "East team"))
        figures.release(half, cluster, name="Fostering and Adoption", counting=(small, team))
        figures.release(half, unit(SERVICE), counting=(unit(TEAM),))
        inside = people.enrol("Noor Haddad", unit=(*OTHER_SERVICE, "East team"))
        outside = people.enrol("Priya Nair", unit=TEAM)

        assert Browser(app).sign_in(inside).get(at(cluster, half)).status == 200
        assert Browser(app).sign_in(outside).get(at(cluster, half)).status == 404

    def test_somebody_of_another_agency_finds_nothing_there(self, app: Flask, people: People, half: str) -> None:
        service = unit(SERVICE)
        figures.release(half, service)
        outsider = people.enrol("Lena Fischer", unit=("Northbridge", "Police", "Vulnerable people", "South team"))
        browser = Browser(app).sign_in(outsider)

        refused, nowhere = browser.get(at(service, half)), browser.get(at(new_id(), new_id()))
        assert (refused.status, refused.text) == (404, nowhere.text)
        assert places_listed(browser) == set()

    def test_signed_out_the_way_leads_to_sign_in(self, app: Flask, half: str) -> None:
        service = unit(SERVICE)
        figures.release(half, service)

        for address in ("/themes/", at(service, half), at(service, half, "/figures.csv")):
            answer = Browser(app).open("GET", address)
            assert answer.status_code == 302
            assert answer.location.startswith("/sign-in")

    def test_a_locked_journal_does_not_matter(self, app: Flask, marcus: Enrolled, half: str) -> None:
        service = unit(SERVICE)
        figures.release(half, service)
        browser = Browser(app).sign_in(marcus)
        browser.lock()

        assert browser.get(at(service, half)).status == 200

    @pytest.mark.parametrize("state", ["open", "expired"])
    def test_a_window_that_is_not_released_answers_like_none(self, app: Flask, marcus: Enrolled, state: str) -> None:
        window, service = figures.a_window("2025-H2", state=state), unit(SERVICE)
        figures.release(window, service)
        browser = Browser(app).sign_in(marcus)

        assert browser.get(at(service, window)).status == 404
        assert browser.get(at(service, window, "/figures.csv")).status == 404
        assert places_listed(browser) == set()

    def test_a_place_too_small_for_figures_answers_like_none(self, app: Flask, marcus: Enrolled, half: str) -> None:
        service = unit(SERVICE)
        with write_unit():
            db.session.add(Place(window_id=half, place_id=service, level="service", name="Assessment", headcount=49))
        browser = Browser(app).sign_in(marcus)

        assert places_listed(browser) == set()
        assert browser.get(at(service, half)).status == 404


class TestWhatThePageSays:
    def test_headline_place_window_people_and_who_took_part(self, app: Flask, marcus: Enrolled, half: str) -> None:
        service = unit(SERVICE)
        figures.release(half, service, {"naming-racism": 31, "confidence-to-talk": 25, "child-voice": 14}, took_part=63)

        page = Browser(app).sign_in(marcus).get(at(service, half))

        for said in (
            "“Naming racism” and “Confidence to talk” were often raised in Assessment between July and December 2025.",
            "104 people work here",
            "About 60%",
            "About 30%, between 20% and 40%",
            "“Naming racism”, “Confidence to talk” and “The child's voice” are the highest in these noisy figures; "
            "this may be chance.",
            "A theme says what people were thinking about, not whether it went well or badly.",
            "Why can’t I see my team?",
            "Reflect adds a random number to each count before anybody sees it",
            "This is the first window",
            "People in the service: 100. People who raise the theme: 20. Ranges that hold the true count: 18 of 20.",
            TOLD,
        ):
            assert said in page.text
        assert "participant" not in page.html

    def test_under_a_hundred_people_there_is_no_percentage(self, app: Flask, marcus: Enrolled, half: str) -> None:
        service = unit(SERVICE)
        figures.release(half, service, {"naming-racism": 40}, headcount=99)
        browser = Browser(app).sign_in(marcus)

        page, table = browser.get(at(service, half)), rows_of(browser, service, half)

        about_it = page.text.split("Why can’t I see my team?")[0]
        assert "%" not in about_it
        assert "Often raised" in about_it
        assert page.html.count('<svg class="app-bar') == len(table) == 18
        assert all(row[2:] == [] for row in table)

    def test_where_too_few_took_part_there_are_no_themes_and_no_bars(
        self, app: Flask, marcus: Enrolled, half: str
    ) -> None:
        service = unit(SERVICE)
        figures.release(half, service, {"naming-racism": 60}, took_part=11)
        browser = Browser(app).sign_in(marcus)

        page = browser.get(at(service, half))

        assert "Too few took part to say." in page.text
        assert "Naming racism" not in page.text
        assert "app-bar" not in page.html
        assert rows_of(browser, service, half) == []

    def test_what_changed_is_named_with_the_window_before(self, app: Flask, marcus: Enrolled) -> None:
        service = unit(SERVICE)
        before, after = figures.a_window("2025-H1"), figures.a_window("2025-H2")
        figures.release(before, service, {"naming-racism": 10, "child-voice": 40, "stereotypes": 20})
        figures.release(after, service, {"naming-racism": 40, "child-voice": 10, "stereotypes": 25})

        page = Browser(app).sign_in(marcus).get(at(service, after))

        assert "More people raised “Naming racism” than in January to June 2025." in page.text
        assert "Fewer people raised “The child's voice” than in January to June 2025." in page.text
        assert "people raised “Stereotypes" not in page.text
        assert "Compare only within one window" in page.text

    def test_a_quarter_is_not_compared_with_a_half_year(self, app: Flask, marcus: Enrolled) -> None:
        service = unit(SERVICE)
        figures.release(figures.a_window("2025-Q2"), service, {"naming-racism": 90})
        after = figures.a_window("2025-H2")
        figures.release(after, service)

        page = Browser(app).sign_in(marcus).get(at(service, after))

        assert "there is nothing to compare it with" in page.text

    def test_a_window_that_is_released_late_is_not_compared_with_the_one_after_it(
        self, app: Flask, marcus: Enrolled
    ) -> None:
        service = unit(SERVICE)
        after, late = figures.a_window("2025-H2"), figures.a_window("2025-H1")
        figures.release(after, service)
        figures.release(late, service)
        with write_unit():
            db.session.execute(update(Window).where(Window.id == late).values(released_at=now()))

        page = Browser(app).sign_in(marcus).get(at(service, late))

        assert "This is the first window that was released here" in page.text
        assert at(service, after) not in page.links()

    def test_markup_in_the_name_of_a_place_is_text(self, app: Flask, people: People, half: str) -> None:
        path = ("North", "Care", "<b>&‘Care’")
        service = unit(path)
        figures.release(half, service, {"naming-racism": 40})
        browser = Browser(app).sign_in(people.enrol("Noor Haddad", unit=path))

        for address in ("/themes/", at(service, half)):
            assert "<b>&" not in browser.get(address).html


class TestTheList:
    def test_an_empty_list_says_what_will_stand_here_when_and_how_it_is_protected(
        self, app: Flask, marcus: Enrolled
    ) -> None:
        year = now().year + 1
        window = figures.a_window("2026-H1", state="open")
        with write_unit():
            closes = datetime(year, 4, 1, tzinfo=ZONE)
            db.session.execute(update(Window).where(Window.id == window).values(closes_at=closes))

        page = Browser(app).sign_in(marcus).get("/themes/")

        for said in (
            "Nothing is released yet",
            f"is open until 31 March {year}. Its figures are released after that, once.",
            "A question to talk about meanwhile",
            "Why can’t I see my team?",
            "What the noise means",
            TOLD,
        ):
            assert said in page.text
        assert "/themes/mine" in page.links()

    def test_on_day_one_a_lead_of_eight_finds_something_to_do(self, app: Flask, marcus: Enrolled) -> None:
        page = Browser(app).sign_in(marcus).get("/themes/")

        assert "There will never be figures for a team, however long you wait." in page.text
        question = next(theme for theme in themes() if theme.discuss in page.text)
        assert f"/themes/learning#{question.slug}" in page.links()
        assert {"/themes/learning", "/themes/reading"} <= set(page.links())

    @pytest.mark.parametrize("week", [1, 18, 40, 53])
    def test_every_week_has_a_question_of_a_theme_that_may_be_shown(
        self, app: Flask, marcus: Enrolled, week: int
    ) -> None:
        with time_machine.travel(datetime.fromisocalendar(2026, week, 3).replace(tzinfo=ZONE), tick=False):
            page = Browser(app).sign_in(marcus).get("/themes/")

        asked = [theme for theme in themes() if theme.discuss in page.text]
        assert len(asked) == 1
        assert asked[0].public_name is not None

    def test_a_window_that_has_closed_is_said_to_come(self, app: Flask, marcus: Enrolled) -> None:
        window_id = figures.a_window("2025-Q2", state="open")
        closed(window_id, now() - EXPIRES_AFTER + timedelta(hours=1))

        page = Browser(app).sign_in(marcus).get("/themes/")

        assert "has closed. Its figures will stand here" in page.text

    def test_a_window_that_nobody_released_in_time_is_not_said_to_come(self, app: Flask, marcus: Enrolled) -> None:
        window_id = figures.a_window("2025-Q2", state="open")
        closed(window_id, now() - EXPIRES_AFTER)

        page = Browser(app).sign_in(marcus).get("/themes/")

        assert "has closed" not in page.text
        assert "No window is open at the moment." in page.text

    def test_smallest_place_first_and_the_latest_window_of_each(self, app: Flask, marcus: Enrolled) -> None:
        service, agency, root = unit(SERVICE), unit(AGENCY), unit(ROOT)
        before, half, quarter = (figures.a_window(name) for name in ("2025-H1", "2025-H2", "2025-Q4"))
        figures.release(before, service)
        figures.release(half, service, {"naming-racism": 40})
        figures.release(quarter, root, level="partnership", took_part=0)
        figures.release(quarter, agency, level="agency")

        page = Browser(app).sign_in(marcus).get("/themes/")

        names = [heading.text for heading in page.tree.iter("h3")][:3]
        assert names == ["Assessment", "Social care", "Northbridge"]
        assert "“Naming racism” was often raised in Assessment between July and December 2025." in page.text
        assert "Too few took part to say." in page.text
        assert {at(service, half), at(service, before), at(agency, quarter), at(root, quarter)} <= set(page.links())

    def test_statements_do_not_grow_with_places_and_windows(self, app: Flask, people: People) -> None:
        director = people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)
        browser = Browser(app).sign_in(director)
        windows = [figures.a_window(f"202{year}-{half}") for year in (3, 4) for half in ("H1", "H2")]
        first = unit(SERVICE)
        for window in windows[:2]:
            figures.release(window, first)
        few = [statements(app, browser, address) for address in ("/themes/", at(first, windows[1]))]

        for number in range(6):
            place = unit((*AGENCY, f"Service {number}"))
            for window in windows:
                figures.release(window, place)
        for window in windows[2:]:
            figures.release(window, first)

        assert [statements(app, browser, address) for address in ("/themes/", at(first, windows[3]))] == few
        assert (
            few[0] <= 13
        )  # two of them for who is looking; a lead's own page stands above the list: card, actions, what was raised
        assert few[1] <= 6

    def test_a_picture_among_hundreds_of_its_size_leads_to_the_list_and_not_to_all_of_them(
        self, app: Flask, people: People, half: str
    ) -> None:
        director = people.enrol("Ines Duarte", roles=("service_lead",), unit=ROOT)
        browser = Browser(app).sign_in(director)
        services = [unit((*AGENCY, f"Service {number}")) for number in range(22)]
        for service in services[:21]:
            figures.release(half, service)
        beside = {at(service, half) for service in services[1:21]}
        assert beside <= set(browser.get(at(services[0], half)).links())

        figures.release(half, services[21])

        links = set(browser.get(at(services[0], half)).links())
        assert not beside & links
        assert "/themes/" in links


class TestOnceReleased:
    def test_main_and_csv_stay_the_same_whatever_happens_afterwards(
        self, app: Flask, people: People, marcus: Enrolled
    ) -> None:
        service = unit(SERVICE)
        half = figures.a_window("2025-H2")
        figures.release(half, service, {"naming-racism": 31})
        browser = Browser(app).sign_in(marcus)
        page, file = browser.get(at(service, half)), browser.open("GET", at(service, half, "/figures.csv")).data

        for number in range(5):
            people.on_roster(f"New{number} Person")
        for name in ("2026-H1", "2025-H1"):  # the latter closed before, and is released only now
            window = figures.a_window(name)
            figures.release(window, service, {"naming-racism": 2})
            with write_unit():
                db.session.execute(update(Window).where(Window.id == window).values(released_at=now()))
        browser.sign_out()
        browser.sign_in(marcus)

        again = browser.get(at(service, half))
        assert main_of(again) == main_of(page)
        assert browser.open("GET", at(service, half, "/figures.csv")).data == file


class TestTheFile:
    def test_it_says_what_the_page_says(self, app: Flask, marcus: Enrolled, half: str) -> None:
        service = unit(SERVICE)
        figures.release(half, service, {"naming-racism": 31, "child-voice": 9})

        answer = Browser(app).sign_in(marcus).open("GET", at(service, half, "/figures.csv"))
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))

        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="themes-2025-H2.csv"'
        assert rows[:5] == [
            ["Place", "Assessment"],
            ["Window", "July to December 2025"],
            ["People who work here", "104"],
            ["Took part", "About 60%"],
            ["Note", str(sentences.NOTE)],
        ]
        assert rows[7] == ["Theme", "Statement", "About %", "From %", "To %"]
        assert rows[8] == ["Naming racism", "Often raised", "30", "20", "40"]
        assert ["The child's voice", "Cannot tell at this size", "", "0", "15"] in rows

    @pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_cell_begins_like_a_formula(self, app: Flask, people: People, half: str, beginning: str) -> None:
        place = new_id()
        noor = people.enrol("Noor Haddad")
        figures.release(half, place, name=f"{beginning}HYPERLINK(1)", counting=(unit(TEAM),))

        data = Browser(app).sign_in(noor).open("GET", at(place, half, "/figures.csv")).data

        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert rows[0] == ["Place", f"'{beginning}HYPERLINK(1)"]


def rows_of(browser: Browser, place: str, window: str) -> list[list[str]]:
    """The rows of themes in the file."""
    data = browser.open("GET", at(place, window, "/figures.csv")).data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data)))[8:]
