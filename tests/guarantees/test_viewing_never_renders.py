"""Markdown and bleach run once, when somebody saves. Reading one's own journal never comes near them."""

import sys
from collections.abc import Callable
from types import FrameType

from flask import Flask

from tests.support.people import Enrolled
from tests.support.writing import OpenPage, enter, write

RENDERERS = ("bleach", "markdown_it")


def modules_used_by(action: Callable[[], object]) -> set[str]:
    """The names of the modules whose functions ran."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _value: object) -> None:
        if event == "call":
            seen.add(frame.f_globals.get("__name__", ""))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)
    return seen


def rendered(action: Callable[[], object]) -> bool:
    seen = modules_used_by(action)
    assert "reflect.journal.entries" in seen, "the page was really asked for"
    return any(name.partition(".")[0] in RENDERERS for name in seen)


def test_reading_a_saved_entry_renders_nothing(app: Flask, priya: Enrolled) -> None:
    entry_id = write(priya, "some *words*", "and **more**")
    browser = enter(app, priya)
    for address in ("/journal/", f"/journal/{entry_id}", f"/journal/{entry_id}/history?revision=1"):
        assert not rendered(lambda address=address: browser.get(address)), address
    for address in (f"/journal/{entry_id}/edit", f"/journal/{entry_id}/share"):
        assert not rendered(lambda address=address: browser.get(address)), address


def test_reading_and_autosaving_a_draft_renders_nothing(app: Flask, priya: Enrolled) -> None:
    browser = enter(app, priya)
    opened = OpenPage(browser, browser.get("/journal/new?start=blank"))
    assert not rendered(lambda: opened.autosave("a draft with *stars*"))
    assert not rendered(lambda: browser.get(f"/journal/{opened.entry_id}"))


def test_saving_renders_once_and_only_what_changed(app: Flask, priya: Enrolled) -> None:
    browser = enter(app, priya)
    entry_id = write(priya, "first", "second")
    opened = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=1"))
    assert rendered(lambda: opened.send("changed *words*"))
    opened = OpenPage(browser, browser.get(f"/journal/{entry_id}/edit?step=2"))
    assert not rendered(lambda: opened.send("second"))
