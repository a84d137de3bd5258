"""What two people write down of a session comes back as they wrote it, and nothing else passes for it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.core.errors import BadInput
from reflect.supervision.words_of_session import LONGEST, MODELS, AgreedAction, SessionWords

words = st.text(max_size=60)
actions = st.builds(AgreedAction, words, words, st.dates().map(lambda day: day.isoformat()))


@st.composite
def sessions(draw):
    model = draw(st.sampled_from(sorted(MODELS)))
    sections = draw(st.dictionaries(st.sampled_from(sorted(MODELS[model].stages)), words))
    texts = {name: draw(words) for name in ("wellbeing", "decisions", "learning", "disagreement", "cancelled")}
    lists = {"agenda": tuple(draw(st.lists(words, max_size=3))), "actions": tuple(draw(st.lists(actions, max_size=3)))}
    return SessionWords(model=model, sections=sections, **texts, **lists)


@settings(max_examples=100)
@given(sessions())
def test_what_was_written_comes_back_the_same(session):
    assert SessionWords.from_bytes(session.to_bytes()) == session


@given(st.recursive(st.none() | st.booleans() | words, lambda each: st.lists(each) | st.dictionaries(words, each)))
def test_nothing_else_passes_for_it(thing):
    with pytest.raises(ValueError, match=r".*"):
        SessionWords.from_bytes(json.dumps(thing).encode())


def test_a_section_of_another_model_is_refused():
    for model, section in (("plain", "plan"), ("4x4x4", "discussion"), ("none", "")):
        with pytest.raises(ValueError, match="another model"):
            SessionWords(model=model, sections={section: "words"})
    said = json.loads(SessionWords().to_bytes())
    for wrong in ({**said, "wellbeing": 1}, {**said, "sections": []}, {**said, "actions": [{"what": "x"}]}):
        with pytest.raises(ValueError, match=r".*"):
            SessionWords.from_bytes(json.dumps(wrong).encode())


def test_the_discussion_stands_under_its_headings_in_order_and_too_much_is_refused():
    session = SessionWords(model="4x4x4", sections={"plan": "Ring them.", "reflection": "I froze.", "analysis": "  "})
    assert session.headed() == [("Reflection", "I froze."), ("Plan", "Ring them.")]
    assert SessionWords(wellbeing=" ").empty
    assert not session.empty
    session.check()
    with pytest.raises(BadInput, match="by 1 character"):
        SessionWords(learning="x" * (LONGEST + 1)).check()
