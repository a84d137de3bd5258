"""Windows added up: the noise grows less than the figures, and nothing is left out because it is small."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.themes.pictures import Noisy, Statement, ThemeName, picture
from reflect.themes.together import Window, added_up

NAMING, VOICE, OTHER = (ThemeName(slug, slug, "as it was") for slug in ("naming-racism", "child-voice", "stereotypes"))
REWORDED = ThemeName("child-voice", "child-voice", "as it is now")


def window(
    *values: int, themes: tuple[ThemeName, ...] = (NAMING, VOICE), headcount: int = 100, **more: float
) -> Window:
    figures = {theme.slug: value for theme, value in zip(themes, values, strict=True)}
    return Noisy(headcount, more.get("sigma", 4.0), more.get("took_part", 60), figures), themes


def test_figures_people_and_who_took_part_are_summed() -> None:
    sums, themes, reworded = added_up([window(11, -3), window(9, 2, headcount=110), window(-1, 4, took_part=-2)])

    assert sums.values == {"naming-racism": 19, "child-voice": 3}
    assert (sums.headcount, sums.took_part, sums.windows) == (310, 118, 3)
    assert (themes, reworded) == ((NAMING, VOICE), ())


def test_the_noise_of_n_windows_is_as_wide_as_the_root_of_n() -> None:
    sums, _themes, _reworded = added_up([window(0, 0)] * 9)

    assert sums.sigma == pytest.approx(4.0 * 3)


def test_windows_of_different_noise_add_their_variances() -> None:
    sums, _themes, _reworded = added_up([window(0, 0, sigma=3.0), window(0, 0, sigma=4.0)])

    assert sums.sigma == pytest.approx(5.0)


def test_what_no_window_could_say_alone_may_be_said_of_all() -> None:
    one = window(10, 0)
    assert one[0].statement("naming-racism") is Statement.CANNOT_TELL

    sums, themes, _reworded = added_up([one] * 4)

    said = picture(sums, themes)
    assert {each.theme: each.statement for each in said.themes} == {
        NAMING: Statement.RAISED,  # 40 is more than 2.8 times 8
        VOICE: Statement.CANNOT_TELL,
    }


def test_a_window_in_which_too_few_took_part_is_added_all_the_same() -> None:
    sums, themes, _reworded = added_up([window(30, 0, took_part=20), window(-2, 0, took_part=-1)])

    assert sums.values["naming-racism"] == 28
    assert picture(sums, themes).enough  # 19 is more than three times 5.7


def test_where_too_few_took_part_in_all_windows_nothing_is_said() -> None:
    sums, themes, _reworded = added_up([window(90, 90, took_part=8)] * 2)

    assert picture(sums, themes).themes == ()


def test_only_what_every_window_defines_in_the_same_words_is_added() -> None:
    newest = window(5, 6, themes=(NAMING, REWORDED))
    before = window(7, 8, 9, themes=(NAMING, VOICE, OTHER))

    sums, themes, reworded = added_up([newest, before])

    assert sums.values == {"naming-racism": 12}
    assert (themes, reworded) == ((NAMING,), (REWORDED,))


@pytest.mark.parametrize(("headcounts", "given_"), [((99, 100), False), ((99, 101), True), ((60, 60, 60), False)])
def test_percentages_need_a_hundred_people_in_an_average_window(headcounts: tuple[int, ...], given_: bool) -> None:
    sums, themes, _reworded = added_up([window(50, 0, headcount=each) for each in headcounts])

    shown = picture(sums, themes)
    assert (shown.participation is not None) is given_
    assert all((each.percent is not None) is given_ for each in shown.themes)


def test_a_share_is_that_of_an_average_window() -> None:
    one, many = added_up([window(40, 0)]), added_up([window(40, 0)] * 4)

    assert picture(*many[:2]).participation == picture(*one[:2]).participation == 60
    assert [each.value for each in picture(*many[:2]).themes] == [each.value for each in picture(*one[:2]).themes]


@given(st.lists(st.tuples(st.integers(-50, 500), st.floats(1, 20)), min_size=1, max_size=12))
def test_the_order_of_the_windows_changes_nothing(windows: list[tuple[int, float]]) -> None:
    made = [window(value, 0, sigma=sigma) for value, sigma in windows]
    there, back = added_up(made)[0], added_up(made[::-1])[0]

    assert there.values == back.values
    assert math.isclose(there.sigma, back.sigma)
    assert max(each[0].sigma for each in made) <= there.sigma * (1 + 1e-12)
