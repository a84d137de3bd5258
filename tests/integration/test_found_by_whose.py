"""What SQLite looks at for a page is found by whose it is, so that a page costs the same in a large organisation.

Its plans follow from the indexes alone, as it keeps no statistics of ours. PostgreSQL decides by what it has counted.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from reflect.organisation import roster
from reflect.storage import leads
from reflect.storage.db import db, write_unit
from tests.support import figures
from tests.support.browser import Browser
from tests.support.people import TEAM, People

# To go through these is to look at everybody: a whole table, all who hold a role, all who have not started again, all
# events of a kind, all places or figures of a window.
EVERYBODY = re.compile(
    r"SCAN (person|account|role|unit|audit_event|theme_place|theme_figure|theme_placed_unit)\b"
    r"|ix_role_role_unit \(role=\?\)|ix_person_continued_as|ix_audit_event_event \(event=\?\)"
    r"|theme_(place|figure) USING .*\(window_id=\?\)"
)


@contextmanager
def plans() -> Iterator[list[str]]:
    """How SQLite goes about each statement that is sent meanwhile, a step a line."""
    steps: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            other = cursor.connection.cursor()
            steps.extend(str(row[3]) for row in other.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    engines = db.engine, leads.engine()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("role", ["practitioner", "service_lead", "administrator"])
def test_no_page_looks_at_everybody(app: Flask, people: People, role: str) -> None:
    with write_unit():
        place = roster.place_unit(TEAM[:3])
    half = figures.a_window("2025-H2")
    figures.release(half, place)
    person = people.enrol("Amara Osei", roles=(role,), unit=TEAM if role == "practitioner" else TEAM[:3])
    browser = Browser(app).sign_in(person)
    pages = ["/themes/", "/themes/guide", f"/themes/{place}/{half}", f"/themes/{place}/{half}/places"]
    if role == "administrator":
        pages += ["/admin/people/", "/admin/people/?state=enrolled", "/admin/log", "/admin/log?kind=role-given"]
    with plans() as steps:
        for address in pages:
            assert browser.open("GET", address).status_code == 200
    assert len(steps) > 50
    assert [step for step in steps if EVERYBODY.search(step)] == []
