"""Released figures in words: the headline, when a window was, and themes by window."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from reflect.themes import sentences, tables
from reflect.themes.figures import Heading, Released
from reflect.themes.pictures import Noisy, Statement, ThemeName, picture
from reflect.themes.wording import Wording
from reflect.web import language
from tests.support.databases import settings_for

SLUGS = ("naming-racism", "child-voice", "stereotypes", "culture-faith", "being-believed")
THEMES = tuple(ThemeName(slug, slug.replace("-", " ").capitalize(), "") for slug in SLUGS)


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """Sentences and dates, without a database."""
    app = Flask("words", static_folder=None)
    language.init_app(app, settings_for(Path(), "sqlite://"))
    with app.app_context():
        yield


def heading(opens: tuple[int, int] = (2026, 7), closes: tuple[int, int] = (2027, 1)) -> Heading:
    start, end = (datetime(*month, 1, tzinfo=language.ZONE) for month in (opens, closes))
    return Heading("p", f"w{opens}", "Assessment", "service", "half-year", "2026-H2", start, end, end, 200)


def released(*values: int, took_part: int = 90, when: Heading | None = None) -> Released:
    figures = dict(zip(SLUGS, values, strict=False))
    return Released(when or heading(), Noisy(200, 4.0, took_part, figures), THEMES[: len(values)], ())


def headline(*values: int, took_part: int = 90) -> str:
    each = released(*values, took_part=took_part)
    return sentences.headline(picture(each.noisy, each.themes), each.heading)


WHERE = "in Assessment between July and December 2026."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((90, 20, 0), f"“Naming racism” was often raised {WHERE}"),
        ((60, 90, 20), f"“Child voice” and “Naming racism” were often raised {WHERE}"),
        (
            (60, 70, 80, 90),
            "“Culture faith”, “Stereotypes”, “Child voice” and “Naming racism” were often raised " + WHERE,
        ),
        (
            (60, 70, 80, 90, 99),
            "“Being believed”, “Culture faith”, “Stereotypes” and 2 more themes were often raised " + WHERE,
        ),
        ((20, 0, 0), f"“Naming racism” was raised {WHERE}"),
        ((20, 30, 0), f"“Child voice” and “Naming racism” were raised {WHERE}"),
        ((0, 11, -4), "At this size we cannot tell any theme apart from chance."),
    ],
)
def test_the_headline_says_the_strongest_thing_that_holds(values: tuple[int, ...], said: str) -> None:
    assert headline(*values) == said


def test_with_too_few_taking_part_the_headline_says_only_that() -> None:
    assert headline(90, 80, took_part=11) == "Too few took part to say."


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        ((2026, 7), (2027, 1), "July to December 2026"),
        ((2026, 4), (2026, 7), "April to June 2026"),
        ((2026, 11), (2027, 3), "November 2026 to February 2027"),
        ((2026, 12), (2027, 1), "December 2026"),
    ],
)
def test_a_window_is_named_by_the_months_in_which_it_was_open(
    opens: tuple[int, int], closes: tuple[int, int], said: str
) -> None:
    assert sentences.period(heading(opens, closes)) == said


def test_themes_by_window_say_only_what_may_be_said_of_each_window() -> None:
    this = released(60, 20, 0)
    fewer_themes = released(0, 60, when=heading((2026, 1), (2026, 7)))
    too_few = released(90, 90, 90, took_part=2, when=heading((2025, 7), (2026, 1)))

    heat = tables.heat_map([this, fewer_themes, too_few])

    assert [enough for _window, enough in heat.windows] == [True, True, False]
    assert heat.rows == (
        (THEMES[0], (Statement.OFTEN, Statement.CANNOT_TELL, None)),
        (THEMES[1], (Statement.RAISED, Statement.OFTEN, None)),
        (THEMES[2], (Statement.CANNOT_TELL, None, None)),
    )


def test_what_a_window_counted_under_other_words_is_not_shown_under_these() -> None:
    before = released(60, 60, when=heading((2026, 1), (2026, 7)))
    before = replace(before, themes=(replace(THEMES[0], definition="Something else"), THEMES[1]))

    heat = tables.heat_map([released(60, 20), before])

    assert [said for _theme, said in heat.rows] == [
        (Statement.OFTEN, "reworded"),
        (Statement.RAISED, Statement.OFTEN),
    ]
    (first, _second) = Wording().of_windows(heat)
    assert [cell.words for cell in first.cells] == ["Often raised", "Worded differently"]


def test_no_more_windows_stand_side_by_side_than_can_be_read() -> None:
    many = [released(1, 2, when=heading((year, 1), (year, 7))) for year in range(2026, 2006, -1)]

    heat = tables.heat_map(many)

    assert [each.opens_at.year for each, _enough in heat.windows] == list(range(2026, 2018, -1))
