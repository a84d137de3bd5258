"""The answer to a question that is for the author alone is in no share, whatever is asked for."""

import json

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from reflect.core.clock import now
from reflect.core.errors import Refused
from reflect.core.ids import new_id
from reflect.journal import entries
from reflect.journal.document import Document, Part
from reflect.journal.entries import OpenEntry
from reflect.sharing.models import Share
from reflect.storage.db import db
from tests.support.people import People
from tests.support.writing import enter, write

SECRET = "for-me-alone"
PARTS = st.lists(
    st.builds(
        lambda private, empty: Part(
            "Asked", private=private, answer="" if empty else SECRET if private else "open to sharing"
        ),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def opened(parts: list[Part]) -> OpenEntry:
    document = Document(kind="guided", parts=tuple(parts), title="A title")
    return OpenEntry(new_id(), 1, 1, document, "saved", now(), now(), now(), False, b"", 1, now(), new_id(), 1, {})


@given(PARTS, st.lists(st.integers(-3, 8), max_size=6))
def test_no_choice_of_answers_brings_a_private_one_into_a_snapshot(parts: list[Part], chosen: list[int]) -> None:
    entry = opened(parts)
    offered = {place for place, _question in entries.offered_parts(entry.document)}
    assert not any(parts[place].private or not parts[place].answer for place in offered)
    if not chosen or not set(chosen) <= offered:
        with pytest.raises(Refused):
            entries.snapshot(entry, chosen, "")
        return
    snapshot = entries.snapshot(entry, chosen, "")
    assert len(snapshot.parts) == len(set(chosen))
    assert SECRET not in json.dumps([[part.question, part.html] for part in snapshot.parts])


def test_the_share_page_does_not_offer_it_and_refuses_a_form_that_asks(app: Flask, people: People) -> None:
    priya, marcus = people.enrol("Priya Shah"), people.enrol("Marcus Bell", roles=("supervisor",))
    people.supervise(priya, marcus)
    entry_id = write(priya, "open", SECRET, "open too", private=(1,))
    browser = enter(app, priya)
    page = browser.get(f"/journal/{entry_id}/share")
    assert 'name="parts" type="checkbox" value="0"' in page.html
    assert 'name="parts" type="checkbox" value="1"' not in page.html
    assert "these questions are for you alone" in page.text
    for action in ("", "share"):
        page = browser.submit(page.form("note"), parts=["0", "1"], action=action, reader=marcus.person_id)
        assert page.status == 400
        assert SECRET not in page.html
    assert db.session.scalar(select(func.count()).select_from(Share)) == 0
