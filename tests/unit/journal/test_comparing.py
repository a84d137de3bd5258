"""Two revisions as one text: whatever went and came, both can be read from it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.journal.document import LONGEST_ANSWER, Document, Part, blank
from reflect.journal.history.comparing import Run, changes, compare

TEXT = st.lists(st.sampled_from(["the ", "visit ", "was", " ", "\n", "\n\n", "quiet", ", ", "é", "don’t", "."])).map(
    "".join
)


def one(answer: str, **more: object) -> Document:
    return replace(blank("What I wrote"), parts=(Part("What I wrote", answer=answer),), **more)  # type: ignore[arg-type]


@given(TEXT, TEXT)
@settings(max_examples=200, deadline=None)
def test_both_texts_can_be_read_from_what_changed(before: str, after: str) -> None:
    runs = changes(before, after)
    assert "".join(run.text for run in runs if run.change != "added") == before
    assert "".join(run.text for run in runs if run.change != "removed") == after
    assert [run.change for run in changes(before, before)] == (["same"] if before else [])


def test_what_changed_reads_as_words_and_phrases() -> None:
    assert changes("The visit was long. She left.", "The visit was very short. She left.") == [
        Run("same", "The visit was "),
        Run("removed", "long"),
        Run("added", "very short"),
        Run("same", ". She left."),
    ]
    assert changes("we didn't", "we did")[-2:] == [Run("removed", "didn't"), Run("added", "did")]


def test_a_paragraph_that_was_put_in_leaves_the_others_alone() -> None:
    found = changes("First of all.\nLast of all.", "First of all.\nNew of all.\nLast of all.")
    assert found == [Run("same", "First of all.\n"), Run("added", "New of all.\n"), Run("same", "Last of all.")]


def test_only_what_changed_is_told() -> None:
    before = one("Words.", title="Old", tags=("court",))
    after = one("Words.", title="New", tags=("court", "panel"))
    found = compare(before, after)
    assert [run.change for run in found.title] == ["removed", "added"]
    assert found.tags == (Run("same", "court"), Run("added", "panel"))
    assert found.parts[0].lines == ()
    assert compare(before, before).same
    assert compare(blank("A"), blank("A")).parts == (), "a question without an answer leaves no trace"


def test_the_work_of_a_comparison_is_bounded_by_telling_less() -> None:
    long, other = ((each * LONGEST_ANSWER)[:LONGEST_ANSWER] for each in ("a b ", "b c "))
    found = changes(f"The same.\n{long}", f"The same.\n{other}")
    assert [run.change for run in found] == ["same", "removed", "added", "same"], "as written anew"
    words, others = ((each * LONGEST_ANSWER)[:LONGEST_ANSWER] for each in ("word and another ", "word or that other "))
    assert len(changes(words, others)) > 1000, "ordinary words of the longest answers are compared one by one"
