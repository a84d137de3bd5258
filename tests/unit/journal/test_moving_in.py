"""Whatever a file of a copy of everything holds, it is read or refused with a sentence, and never breaks anything."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.journal.copying.portable import Unreadable
from reflect.journal.copying.whole import LAST_NUMBER, from_whole, is_whole

ID = "a" * 26
AT = "2026-10-14T12:00:00+00:00"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([ID, AT, "saved"]),
    lambda some: st.lists(some, max_size=2) | st.dictionaries(st.sampled_from(["id", "words"]), some, max_size=2),
    max_leaves=5,
)


def words(answer: str = "The lapwing.") -> dict[str, Any]:
    part = {"question": "What happened?", "answer": answer, "prompt": "", "private": False, "help": [], "themes": []}
    return {
        "format": "reflect-reflection",
        "version": 1,
        "written_at": AT,
        "kind": "guided",
        "draft": False,
        "themes": ["language"],
        "tags": [],
        "parts": [part],
        **dict.fromkeys(("title", "path", "path_title", "set_version", "wellbeing"), ""),
    }


def comment() -> dict[str, Any]:
    said = {"id": ID, "opens": True, "by": "Marcus Bell", "mine": False, "written_at": AT, "text": "Why?"}
    return said | {"about": {"question": "What happened?", "quote": "lapwing"}, "answers": None}


def reflection() -> dict[str, Any]:
    versions = [{"number": number, "kind": "saved", "saved_at": AT, "words": words()} for number in (1, 4)]
    item = {"id": ID, "opens": True, "continues": None, "deleted_at": None, "pinned": False}
    return item | {"revisions": versions, "comments": [comment()]}


def file_of(*items: Any) -> dict[str, Any]:
    return {"format": "reflect-everything", "version": 1, "part": "reflections", "items": list(items)}


def test_a_reflection_comes_with_its_past() -> None:
    assert is_whole(file_of())
    ((copy,), left_out) = from_whole(file_of(reflection()))
    assert left_out == 0
    assert (copy.past.id, copy.past.number, [each.number for each in copy.past.earlier]) == (ID, 4, [1])
    assert [said.by for said in copy.past.comments] == ["Marcus Bell"]


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_anything_at_any_place_is_read_or_refused(data: st.DataObject) -> None:
    item = reflection()
    places: list[Any] = [item, item["revisions"][1], item["revisions"][1]["words"], item["comments"][0]]
    places += [item["revisions"][1]["words"]["parts"][0], item["comments"][0]["about"]]
    place = data.draw(st.sampled_from(places))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    with suppress(Unreadable):
        copies, left_out = from_whole(file_of(item))
        assert len(copies) + left_out == 1


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (0, 1), (1, LAST_NUMBER + 1), (1, True), (1, 2.0)])
def test_versions_are_in_order_and_leave_room_for_more(numbers: tuple[Any, Any]) -> None:
    item = reflection()
    for version, number in zip(item["revisions"], numbers, strict=True):
        version["number"] = number
    with pytest.raises(Unreadable):
        from_whole(file_of(item))
