"""What may be said of released figures: every rule at its edge, and what holds for whatever the noise made of them."""

import ast
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.themes import pictures
from reflect.themes.pictures import NoChange, Noisy, Picture, Statement, ThemeName, ThemePicture, picture

SLUGS = ("naming-racism", "child-voice", "stereotypes", "culture-faith", "being-believed")
THEMES = tuple(ThemeName(slug, slug.replace("-", " ").capitalize(), f"What {slug} is about") for slug in SLUGS)


def noisy(*values: int, headcount: int = 104, sigma: float = 4.0, took_part: int = 60) -> Noisy:
    padded = [*values, *([0] * (len(SLUGS) - len(values)))]
    return Noisy(headcount, sigma, took_part, dict(zip(SLUGS, padded, strict=True)))


def first(figures: Noisy) -> ThemePicture:
    return next(each for each in picture(figures, THEMES).themes if each.theme == THEMES[0])


@pytest.mark.parametrize(
    ("value", "statement"),
    [
        (-9, Statement.CANNOT_TELL),
        (14, Statement.CANNOT_TELL),  # 2.8 times 5
        (15, Statement.RAISED),
        (38, Statement.RAISED),
        (39, Statement.OFTEN),  # 39 - 1.645 times 5 = 30.8, over 15% of 200 people; 38 comes to 29.8
        (500, Statement.OFTEN),
    ],
)
def test_what_is_said_of_a_theme_at_each_edge(value: int, statement: Statement) -> None:
    assert first(noisy(value, sigma=5.0, headcount=200)).statement is statement


def test_what_is_near_nothing_is_not_called_often_however_few_work_there() -> None:
    # 7 of 20 people is far over 15%, but noise of 2.83 gives 7 often enough when nobody raised it.
    assert first(noisy(7, sigma=2.83, headcount=20)).statement is Statement.CANNOT_TELL


@pytest.mark.parametrize(("took_part", "enough"), [(-3, False), (11, False), (12, True), (13, True)])
def test_below_three_standard_deviations_of_taking_part_nothing_is_said(took_part: int, enough: bool) -> None:
    shown = picture(noisy(90, 80, 70, sigma=4.0, took_part=took_part), THEMES)

    assert shown.enough is enough
    if not enough:
        assert shown == Picture(104, False, None, (), (), None)


def test_the_range_is_right_nine_times_in_ten_and_is_drawn_also_where_we_cannot_tell() -> None:
    shown = first(noisy(3, sigma=4.0, headcount=104))

    assert shown.statement is Statement.CANNOT_TELL
    assert shown.low == 0
    assert shown.high == pytest.approx((3 + 1.645 * 4) / 104)


@pytest.mark.parametrize(("took_part", "shown"), [(57, 55), (58, 60), (300, 100)])
def test_who_took_part_is_given_to_the_nearest_five_per_cent(took_part: int, shown: int) -> None:
    assert picture(noisy(took_part=took_part, headcount=100), THEMES).participation == shown


def test_percentages_come_in_fives_and_their_range_is_rounded_outwards() -> None:
    percent = first(noisy(31, sigma=4.0, headcount=104)).percent

    assert percent is not None
    assert (percent.about, percent.low, percent.high) == (30, 20, 40)  # 29.8, from 23.5 to 36.1


def test_where_we_cannot_tell_only_the_range_is_given() -> None:
    percent = first(noisy(9)).percent

    assert percent is not None
    assert percent.about is None


@pytest.mark.parametrize(("headcount", "given_"), [(99, False), (100, True)])
def test_percentages_begin_at_a_hundred_people(headcount: int, given_: bool) -> None:
    shown = picture(noisy(40, headcount=headcount), THEMES)

    assert (shown.participation is not None) is given_
    assert all((each.percent is not None) is given_ for each in shown.themes)


def test_what_was_raised_often_stands_first_and_the_rest_as_the_themes_are_listed() -> None:
    shown = picture(noisy(2, 14, 60, 20, 1), THEMES)

    assert [each.theme.slug for each in shown.themes] == [
        "stereotypes",
        "child-voice",
        "culture-faith",
        "naming-racism",
        "being-believed",
    ]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((20, 60, 14, 30, 25), ["child-voice", "culture-faith", "being-believed"]),
        ((2, 60, 1, 30, 0), ["child-voice", "culture-faith"]),
        ((-2, 5, 1, 3, -7), []),
    ],
)
def test_three_at_most_are_named_as_highest_and_none_that_may_be_chance(
    values: tuple[int, ...], named: list[str]
) -> None:
    assert [each.theme.slug for each in picture(noisy(*values), THEMES).highest] == named


@pytest.mark.parametrize(("value", "change"), [(56, None), (57, "more"), (24, None), (23, "fewer")])
def test_a_change_shows_only_beyond_what_the_noise_of_both_windows_makes(value: int, change: str | None) -> None:
    # 2.8 times the root of 4² + 4² is 15.8; of 3² + 5² it is 16.3.
    before = noisy(40, sigma=3.0)

    assert first_change(noisy(value, sigma=5.0), before) == change


def test_the_noise_of_both_windows_counts() -> None:
    assert first_change(noisy(56, sigma=4.0), noisy(40, sigma=4.0)) == "more"
    assert first_change(noisy(56, sigma=4.0), noisy(40, sigma=8.0)) is None


def first_change(figures: Noisy, before: Noisy) -> str | None:
    shown = picture(figures, THEMES, before)
    return next(each.change for each in shown.themes if each.theme == THEMES[0])


def test_every_reason_why_no_change_is_shown() -> None:
    now = noisy(40)

    assert picture(now, THEMES).no_change is NoChange.FIRST
    assert picture(now, THEMES, noisy(1, took_part=2)).no_change is NoChange.TOO_FEW_BEFORE
    assert picture(now, THEMES, replace(noisy(1), values={})).no_change is NoChange.OTHER_THEMES
    assert picture(now, THEMES, noisy(39)).no_change is NoChange.WITHIN_NOISE
    changed = picture(now, THEMES, noisy(1))
    assert changed.no_change is None
    assert [each.theme for each in changed.changed] == [THEMES[0]]


def test_a_window_in_which_too_few_took_part_never_gives_a_change() -> None:
    assert picture(noisy(90), THEMES, noisy(0, took_part=11)).changed == ()


def test_the_picture_asks_for_nothing_but_its_arguments() -> None:
    tree = ast.parse(Path(pictures.__file__).read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }

    assert imported == {"math", "collections.abc", "dataclasses", "enum", "typing"}


WHATEVER = st.builds(
    lambda headcount, sigma, took_part, values: Noisy(
        headcount, sigma, took_part, dict(zip(SLUGS, values, strict=True))
    ),
    st.integers(0, 20_000),
    st.floats(0.1, 50),
    st.integers(-200, 20_200),
    st.tuples(*[st.integers(-200, 20_200)] * len(SLUGS)),
)


@given(WHATEVER, st.none() | WHATEVER)
def test_whatever_was_released_the_rules_hold(figures: Noisy, before: Noisy | None) -> None:
    shown = picture(figures, THEMES, before)

    assert shown == picture(figures, THEMES, before)
    assert shown.enough == (figures.took_part >= 3 * figures.sigma)
    if not shown.enough:
        assert (shown.themes, shown.highest, shown.participation) == ((), (), None)
        return
    assert {each.theme for each in shown.themes} == set(THEMES)
    assert len(shown.themes) == len(THEMES)
    assert (shown.participation is None) == (figures.headcount < 100)
    for each in shown.themes:
        value = figures.values[each.theme.slug]
        assert 0 <= each.low <= each.value <= each.high <= 1
        assert each.high <= shown.reach
        assert (each.statement is Statement.CANNOT_TELL) == (value <= 2.8 * figures.sigma)
        if each.statement is Statement.OFTEN:
            assert value - 1.645 * figures.sigma >= 0.15 * figures.headcount
        assert (each.percent is None) == (figures.headcount < 100)
        if each.percent is not None:
            numbers = [n for n in (each.percent.low, each.percent.about, each.percent.high) if n is not None]
            assert numbers == sorted(numbers)
            assert all(n % 5 == 0 and 0 <= n <= 100 for n in numbers)
        if each.change:
            assert before is not None
            difference = value - before.values[each.theme.slug]
            assert abs(difference) > 2.8 * math.sqrt(figures.sigma**2 + before.sigma**2)
