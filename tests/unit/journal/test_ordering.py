"""Who may follow whom: a page follows itself by its count, anybody else by the revision it builds on."""

import pytest

from reflect.journal.ordering import FORM_POST, Edit, Verdict, verdict


def said(last: Edit, edit: Edit, *, base: int = 1, present: int = 3, same: bool = False) -> Verdict:
    return verdict(present, {last.id: last.number}, base, edit, same=same)


def test_a_page_goes_on_from_its_own_save_whose_answer_was_lost() -> None:
    assert said(Edit("mine", 4), Edit("mine", 5)) is Verdict.WRITE


@pytest.mark.parametrize("number", [3, 4])
def test_a_late_save_of_a_page_that_has_moved_on_changes_nothing(number: int) -> None:
    assert said(Edit("mine", 4), Edit("mine", number), base=3) is Verdict.STORED


def test_a_late_save_never_overwrites_the_form_post_of_its_page() -> None:
    assert said(Edit("mine", FORM_POST), Edit("mine", 7)) is Verdict.CHANGED
    assert said(Edit("mine", FORM_POST), Edit("mine", 7), same=True) is Verdict.STORED


def test_a_form_post_sent_twice_is_stored_once() -> None:
    assert said(Edit("mine", FORM_POST), Edit("mine"), same=True) is Verdict.STORED


def test_another_page_follows_only_from_the_present_revision() -> None:
    assert said(Edit("theirs", 4), Edit("mine", 1), base=3) is Verdict.WRITE
    assert said(Edit("theirs", 4), Edit("mine", 1), base=2) is Verdict.CHANGED


def test_two_pages_that_say_the_same_have_no_conflict() -> None:
    assert said(Edit("theirs", 4), Edit("mine", 1), base=2, same=True) is Verdict.MARK


def test_a_page_that_changes_nothing_is_noted_so_that_its_earlier_saves_come_too_late() -> None:
    assert said(Edit("theirs", 4), Edit("mine", 2), base=3, same=True) is Verdict.MARK
    assert said(Edit("mine", 2), Edit("mine", 1), base=3) is Verdict.STORED


def test_a_page_that_agreed_is_remembered_when_another_one_agrees_too() -> None:
    pages = {"mine": 2, "theirs": 1}
    assert verdict(1, pages, 1, Edit("mine", 1), same=False) is Verdict.STORED
    assert verdict(1, pages, 1, Edit("mine", 3), same=False) is Verdict.WRITE
    assert verdict(1, pages, 1, Edit("theirs", 2), same=False) is Verdict.WRITE
    assert verdict(1, pages, 1, Edit("a third", 1), same=False) is Verdict.WRITE
