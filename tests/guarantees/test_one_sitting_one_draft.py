"""What a page saves by itself is kept once a sitting; what its author saves is always kept."""

from datetime import timedelta

import time_machine

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.journal import entries, saving
from reflect.journal.document import Words, blank
from reflect.journal.ordering import Edit
from tests.support.people import Enrolled

BLANK = blank("What I wrote")


class Sitting:
    """One page load of a person on one entry."""

    def __init__(self, author: Enrolled, entry_id: str | None = None, base: int = 0) -> None:
        self.author, self.entry_id, self.revision = author, entry_id or new_id(), base
        self.edit, self.number = new_id(), 0

    def save(self, text: str, kind: saving.RevisionKind = "draft") -> None:
        self.number += 1
        author = self.author
        saved = saving.store(
            author.keys,
            author.person_id,
            self.entry_id,
            self.revision,
            Edit(self.edit, self.number),
            Words(1, answer=text),
            kind,
            BLANK,
        )
        self.revision = saved.revision

    def history(self) -> list[tuple[str, str]]:
        """What is kept, newest first: kind and text."""
        author = self.author
        return [
            (
                mark.kind,
                entries.open_(author.keys, author.person_id, self.entry_id, mark.number).document.parts[0].answer,
            )
            for mark in entries.history(author.person_id, self.entry_id)
        ]


def test_the_drafts_of_one_sitting_are_one_revision(priya: Enrolled) -> None:
    sitting = Sitting(priya)
    for text in ("a", "ab", "abc"):
        sitting.save(text)
    assert sitting.history() == [("draft", "abc")]
    assert sitting.revision == 3, "each save has a number of its own"


def test_after_five_minutes_a_new_sitting_begins(priya: Enrolled) -> None:
    start = now()
    sitting = Sitting(priya)
    for minute in (0, 4, 6, 8, 12):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            sitting.save(f"minute {minute}")
    assert sitting.history() == [("draft", "minute 12"), ("draft", "minute 8"), ("draft", "minute 4")]


def test_every_save_that_was_asked_for_stays(priya: Enrolled) -> None:
    sitting = Sitting(priya)
    for text, kind in (("a", "draft"), ("b", "saved"), ("c", "draft"), ("d", "draft"), ("e", "saved"), ("f", "saved")):
        sitting.save(text, kind)  # type: ignore[arg-type]
    assert sitting.history() == [("saved", "f"), ("saved", "e"), ("saved", "b")]


def test_another_page_does_not_take_the_place_of_this_ones_draft(priya: Enrolled) -> None:
    first = Sitting(priya)
    first.save("from the first page")
    second = Sitting(priya, first.entry_id, first.revision)
    second.save("from the second page")
    assert first.history() == [("draft", "from the second page"), ("draft", "from the first page")]


def test_what_a_second_page_agrees_to_is_kept(priya: Enrolled) -> None:
    first = Sitting(priya)
    first.save("the same words")
    second = Sitting(priya, first.entry_id, first.revision)
    second.save("the same words")
    second.save("")
    assert [text for _kind, text in first.history()] == ["", "the same words"]


def test_saving_the_same_words_again_adds_nothing(priya: Enrolled) -> None:
    sitting = Sitting(priya)
    sitting.save("words", "saved")
    sitting.save("words", "saved")
    sitting.save("words")
    assert sitting.history() == [("saved", "words")]
