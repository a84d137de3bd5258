"""Three themes a window, which their person picks and nobody else: the app asks, it never drops one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.themes import choices, mechanism
from reflect.themes.choices import MOST, NOTHING, Choice, TooMany

CELLS = tuple(f"theme-{letter}" for letter in "abcdefghij")
SLUGS = st.sets(st.sampled_from(CELLS), max_size=len(CELLS))
STANDING = st.builds(
    lambda themes, asked: Choice(tuple(themes), tuple(slug for slug in asked if slug not in themes)),
    st.lists(st.sampled_from(CELLS), unique=True, max_size=MOST),
    st.lists(st.sampled_from(CELLS), unique=True),
)


def test_the_noise_is_made_for_as_many_themes_as_can_be_chosen() -> None:
    assert MOST == mechanism.MOST_THEMES


@given(STANDING, SLUGS, SLUGS)
def test_no_theme_is_dropped_or_invented_by_a_tick(present: Choice, added: set[str], removed: set[str]) -> None:
    after = choices.ticked(present, added, removed, CELLS)
    assert len(after.themes) <= MOST
    wanted = ({*present.themes, *present.asked} - removed) | added
    assert {*after.themes, *after.asked} == wanted
    assert len(after.themes) + len(after.asked) == len(wanted)


@given(STANDING, SLUGS)
def test_where_a_tick_does_not_fit_the_choice_stays_and_the_person_is_asked(present: Choice, added: set[str]) -> None:
    after = choices.ticked(present, added, (), CELLS)
    if len({*present.themes, *present.asked} | added) > MOST:
        assert set(after.themes) == set(present.themes), "the app never picks"
        assert after.asked
    else:
        assert not after.asked


@given(STANDING)
def test_a_reflection_that_is_not_counted_changes_nothing(present: Choice) -> None:
    after = choices.ticked(present, (), (), CELLS)
    if len(present.themes) + len(present.asked) > MOST:
        assert (set(after.themes), set(after.asked)) == (set(present.themes), set(present.asked))


def test_what_a_window_does_not_count_is_never_chosen() -> None:
    assert choices.ticked(NOTHING, {"staff-experience"}, (), CELLS) == NOTHING


@given(STANDING, SLUGS)
def test_picking_answers_what_was_asked(present: Choice, themes: set[str]) -> None:
    if len(themes) > MOST:
        with pytest.raises(TooMany):
            choices.picked(present, themes, None, CELLS)
    else:
        after = choices.picked(present, themes, None, CELLS)
        assert (set(after.themes), after.asked) == (themes, ())


def test_what_another_page_added_meanwhile_stays() -> None:
    present = Choice(("theme-a", "theme-b"), ("theme-c",))
    after = choices.picked(present, {"theme-d"}, {"theme-a"}, CELLS)
    assert after == Choice(("theme-b", "theme-d"), ("theme-c",))


@given(st.dictionaries(st.sampled_from(["w1", "w2", "w3"]), STANDING))
def test_choices_come_back_as_they_were_written(chosen: dict[str, Choice]) -> None:
    cells = {"w1": CELLS, "w2": CELLS}
    back = choices.read(choices.write(chosen, cells), cells)
    assert set(back) == set(cells), "windows that are not open are left out"
    for window, choice in back.items():
        assert choice == chosen.get(window, NOTHING)


def test_the_largest_taxonomy_and_many_windows_fit_into_the_envelope() -> None:
    cells = {f"{place:026d}": tuple(f"{slug:040d}" for slug in range(80)) for place in range(8)}
    chosen = {window: Choice(slugs[:3], slugs[3:]) for window, slugs in cells.items()}
    assert len(choices.write(chosen, cells)) <= 4092
