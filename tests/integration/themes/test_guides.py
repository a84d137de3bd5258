"""The guide for a meeting: made from released themes or from all, timed to the minute, and stored nowhere."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from reflect.library.themes import themes
from reflect.themes.guides import agenda
from reflect.themes.guides.choosing import MINUTES
from reflect.themes.public import public_themes
from tests.integration.test_bad_input import written
from tests.support import figures
from tests.support.browser import Browser, Page
from tests.support.people import TEAM, Enrolled
from tests.support.plans import unit

SERVICE = TEAM[:3]


def offered(page: Page) -> list[str]:
    return [box.get("value", "") for box in page.tree.iter("input") if box.get("name") == "theme"]


@pytest.mark.parametrize("minutes", MINUTES)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_parts_follow_each_other_and_fill_the_time(app: Flask, minutes: int, number: int) -> None:
    chosen = list(public_themes().values())[:number]
    made = agenda.guide(chosen, minutes)
    assert [step.begins for step in made.steps] == [0, *(step.ends for step in made.steps[:-1])]
    assert made.steps[-1].ends == minutes
    assert all(step.minutes >= 2 for step in made.steps)
    assert [step.question for step in made.steps if step.question] == [theme.discuss for theme in chosen]


def test_it_opens_by_asking_nobody_for_anything_and_ends_with_where_to_turn(app: Flask, marcus: Enrolled) -> None:
    page = Browser(app).sign_in(marcus).get("/themes/guide?theme=naming-racism&theme=child-voice&minutes=45")
    assert page.status == 200
    words = ["Nobody is asked for their own experience", "Tear the slips up", "What we agree to work on", "Samaritans"]
    assert sorted(words, key=page.text.index) == words
    assert "Nobody has to answer" in page.text
    assert f"/themes/teams/{unit()}/card" in page.links()


def test_questions_about_own_work_are_put_to_nobody_in_the_room(app: Flask, marcus: Enrolled) -> None:
    made = agenda.guide([public_themes()["naming-racism"]], 45)
    (before,) = made.beforehand
    assert before.questions
    in_the_room = [line for step in made.steps for line in (*step.say, *step.do, step.question or "")]
    assert not set(before.questions) & set(in_the_room)


def test_released_themes_come_first_with_what_the_figures_say(app: Flask, marcus: Enrolled) -> None:
    window, service = figures.a_window("2025-H2"), unit(SERVICE)
    figures.release(window, service, {"child-voice": 40, "culture-faith": 20}, counting=(unit(),))
    browser = Browser(app).sign_in(marcus)
    page = browser.get("/themes/guide")
    assert offered(page)[:2] == ["child-voice", "culture-faith"]
    assert "Often raised. " in page.text
    assert "not about your team" in page.text
    page = browser.get(f"/themes/guide?place={service}&window={window}&theme=child-voice&minutes=20")
    assert "From the figures of Assessment, July to December 2025." in page.text


def test_with_nothing_released_every_public_theme_is_offered_and_no_other(app: Flask, marcus: Enrolled) -> None:
    page = Browser(app).sign_in(marcus).get("/themes/guide")
    assert offered(page) == [theme.slug for theme in themes() if theme.aggregate != "never"]


def test_figures_of_elsewhere_make_no_guide(app: Flask, marcus: Enrolled) -> None:
    window, other = figures.a_window("2025-H2"), unit((*TEAM[:1], "Police", "Protection"))
    figures.release(window, other)
    browser = Browser(app).sign_in(marcus)
    for address in (
        f"/themes/guide?place={other}&window={window}",
        f"/themes/guide.pdf?place={other}&window={window}&theme=child-voice&minutes=20",
        f"/themes/guide?place={unit()}&window={window}",
        "/themes/guide?place=%00&window=x",
        f"/themes/guide?place={other}",
    ):
        assert browser.get(address).status == 404, address


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("minutes=20", "Choose at least one theme"),
        ("theme=naming-racism&theme=child-voice&theme=culture-faith&theme=own-lens&minutes=20", "Untick 1 theme."),
        ("theme=staff-experience&minutes=20", "Choose themes from the list"),
        ("theme=naming-racism&minutes=30", "Choose 20 or 45 minutes"),
        ("theme=naming-racism&minutes=٢٠", "Choose 20 or 45 minutes"),
        ("theme=naming-racism", "Choose 20 or 45 minutes"),
    ],
)
def test_a_choice_that_cannot_be_comes_back_with_what_was_ticked(
    app: Flask, marcus: Enrolled, asked: str, sentence: str
) -> None:
    browser = Browser(app).sign_in(marcus)
    for address in ("/themes/guide", "/themes/guide.pdf"):
        page = browser.get(f"{address}?{asked}")
        assert page.status == 400
        assert sentence in page.text
        assert page.title.startswith("Error: ")
        if "naming-racism" in asked:
            assert "naming-racism" in page.form("theme").values()["theme"]


def test_the_pdf_is_tagged_and_says_the_same(app: Flask, marcus: Enrolled) -> None:
    response = (
        Browser(app).sign_in(marcus).open("GET", "/themes/guide.pdf?theme=naming-racism&theme=child-voice&minutes=20")
    )
    assert response.content_type == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.data))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "A meeting of 20 minutes"
    said = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    for words in ("Nobody has to answer", "Minute 0 to 2", "Minute 18 to 20", public_themes()["child-voice"].discuss):
        assert words.replace('"', "”").split("”")[0] in said


def test_nothing_of_it_is_stored(app: Flask, marcus: Enrolled) -> None:
    browser = Browser(app).sign_in(marcus)
    before = written()
    browser.get("/themes/guide")
    browser.get("/themes/guide?theme=naming-racism&minutes=20")
    browser.open("GET", "/themes/guide.pdf?theme=naming-racism&minutes=20")
    assert written() == before
