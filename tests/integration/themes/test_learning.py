"""Learning beside the themes, and the words for reading figures well."""

import re

import pytest
from flask import Flask
from sqlalchemy import update

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.library import report
from reflect.library.models import Prompt
from reflect.library.themes import themes
from reflect.organisation import roster
from reflect.storage.db import db, write_unit
from reflect.themes.learning.models import Resource
from tests.support import figures
from tests.support.browser import Browser
from tests.support.library import borrowed
from tests.support.people import TEAM, Enrolled, People
from tests.support.statements import statements


@pytest.fixture
def priya(people: People) -> Enrolled:
    return people.enrol("Priya Nair", unit=TEAM)


def parts(browser: Browser) -> dict[str, str]:
    """The words of each theme's part, by its slug."""
    page = browser.get("/themes/learning")
    assert page.status == 200
    return {
        section.get("aria-labelledby", ""): " ".join(section.text_content().split())
        for section in page.tree.iter("section")
        if "app-learning" in section.get("class", "")
    }


class TestLearning:
    def test_every_public_theme_stands_there_with_its_findings_and_no_other(self, app: Flask, priya: Enrolled) -> None:
        found = parts(Browser(app).sign_in(priya))

        public = [theme for theme in themes() if theme.public_name]
        assert list(found) == [theme.slug for theme in public]
        assert "staff-experience" not in found
        for theme in public:
            assert theme.definition in found[theme.slug]
            for code in theme.derives_from:
                assert f"{report.FINDINGS[code]} ({code})" in found[theme.slug]

    def test_questions_are_those_for_ones_own_work(self, app: Flask, priya: Enrolled, people: People) -> None:
        marcus = people.enrol("Marcus Bell", roles=("team_lead",), unit=TEAM)
        hers, his = (parts(Browser(app).sign_in(one)) for one in (priya, marcus))

        first = "Write the first two sentences you would use to open a conversation"
        assert first in hers["confidence-to-talk"]
        assert not [words for words in hers.values() if "For leaders" in words]
        assert [words for words in his.values() if "For leaders" in words]

    def test_a_question_for_its_author_alone_is_not_there(self, app: Flask, priya: Enrolled) -> None:
        browser = Browser(app).sign_in(priya)
        first = "Write the first two sentences you would use to open a conversation"
        with borrowed():
            with write_unit():
                db.session.execute(update(Prompt).where(Prompt.question.startswith(first)).values(private=True))

            assert first not in browser.get("/themes/learning").text

    def test_the_report_has_a_link_only_when_somebody_has_given_it(self, app: Flask, priya: Enrolled) -> None:
        browser = Browser(app).sign_in(priya)
        with borrowed():
            assert "Nobody has put its address here yet." in browser.get("/themes/learning").text
            with write_unit():
                report.give_report_link("https://report.example/its-silent")
            page = browser.get("/themes/learning")
        assert "https://report.example/its-silent" in page.links()
        assert "Nobody has put its address here yet." not in page.text

    def test_a_resource_of_a_theme_that_is_retired_is_not_lost(self, app: Flask, priya: Enrolled) -> None:
        with write_unit():
            values = {"kind": "webinar", "title": "On something else", "note": "", "changed_at": now()}
            unit_id = roster.place_unit(TEAM)
            db.session.add(Resource(id=new_id(), unit_id=unit_id, themes=["gone"], **values))

        assert "On something else" in Browser(app).sign_in(priya).get("/themes/learning").text

    def test_the_same_few_statements_for_one_resource_and_for_fifty(self, app: Flask, priya: Enrolled) -> None:
        browser = Browser(app).sign_in(priya)
        few = statements(app, browser, "/themes/learning")
        with write_unit():
            unit_id = roster.place_unit(TEAM)
            for number in range(50):
                values = {"kind": "local", "title": f"Talk {number}", "note": "", "themes": [], "changed_at": now()}
                db.session.add(Resource(id=new_id(), unit_id=unit_id, **values))

        assert statements(app, browser, "/themes/learning") == few
        assert few - statements(app, browser, "/themes/reading") <= 4

    def test_each_theme_of_a_picture_leads_to_its_part(self, app: Flask, priya: Enrolled) -> None:
        with write_unit():
            service = roster.place_unit(TEAM[:3])
        half = figures.a_window("2025-H2")
        figures.release(half, service, {"naming-racism": 31})
        browser = Browser(app).sign_in(priya)

        links = browser.get(f"/themes/{service}/{half}").links()

        ids = set(re.findall(r'id="([a-z-]+)"', browser.get("/themes/learning").html))
        wanted = [link.partition("#")[2] for link in links if link.startswith("/themes/learning#")]
        assert len(wanted) == 18
        assert set(wanted) <= ids


class TestReading:
    def test_it_says_what_not_to_do_what_absence_may_mean_and_where_to_turn(self, app: Flask, priya: Enrolled) -> None:
        page = Browser(app).sign_in(priya).get("/themes/reading")

        for said in (
            "Do not look for who said what",
            "silence: people think about it and do not put it into words",
            "do not trust this place",
            "people had no time to write",
            "Nobody may be asked why they did not take part.",
            "If somebody tells you of racism at work",
        ):
            assert said in page.text
        assert "/help/" in page.links()

    def test_every_page_with_figures_leads_there(self, app: Flask, priya: Enrolled) -> None:
        with write_unit():
            service = roster.place_unit(TEAM[:3])
        half = figures.a_window("2025-H2")
        figures.release(half, service, {"naming-racism": 31})
        browser = Browser(app).sign_in(priya)

        for address in ("", f"{service}/{half}", f"{service}/{half}/places", f"{service}/together"):
            page = browser.get(f"/themes/{address}")
            assert page.status == 200
            assert page.links().count("/themes/reading") == 1, address
