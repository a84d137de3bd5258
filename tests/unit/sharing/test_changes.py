"""A copy that is shared again says what is new in it, and never a word of what was taken out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.privacy.sanitise import to_html
from reflect.sharing.changes import since
from reflect.sharing.snapshot import Part, Snapshot, read_body

paragraphs = st.lists(st.sampled_from(["kestrel", "heron", "plover", "wren owl"]), max_size=5)


def copy(**answers):
    parts = tuple(Part(question, to_html("\n\n".join(words))) for question, words in answers.items())
    return Snapshot(entry_id="e", entry_revision=1, title="", note="", parts=parts)


@settings(max_examples=200, deadline=None)
@given(paragraphs, paragraphs)
def test_exactly_what_the_reader_did_not_have_is_marked(before, after):
    marked = since(copy(q=after), copy(q=before).parts)
    (part,) = read_body(marked.body()).parts
    new = [html for html, is_new in part.runs() if is_new]
    had = list(before)
    expected = [word for word in after if not (word in had and (had.remove(word) or True))]
    assert "".join(new).count("<p>") == len(expected)
    gone = set(" ".join(before).split()) - set(" ".join(after).split())
    assert not [word for word in gone if word.encode() in marked.body()]


def test_answers_that_are_new_gone_or_only_moved():
    marked = since(copy(b=["heron", "wren"], c=["owl"]), copy(a=["plover"], b=["wren", "heron"]).parts)
    moved, fresh = marked.parts
    assert (moved.new, moved.taken_out, moved.fresh) == ((), False, False)
    assert (fresh.fresh, fresh.runs()) == (True, [(fresh.html, False)])
    assert (marked.again, marked.fewer) == (True, True)
    assert since(copy(a=["owl"]), copy(a=["owl wren"]).parts).parts[0].taken_out
    assert not since(copy(a=["owl wren"]), copy(a=["owl"]).parts).parts[0].taken_out
